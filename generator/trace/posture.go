package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
)

var (
	networks   = emit.Open("DeviceNetworkInfo")
	inventory  = emit.Open("DeviceTvmSoftwareInventory")
	vulnerable = emit.Open("DeviceTvmSoftwareVulnerabilities")
)

// Link is the network that a device is in.
type Link struct {
	IP, Gateway string
	Name        string // of the network
	Category    string // DomainAuthenticated, Private, Public
	Wireless    bool
	DNS         string
	Tunnel      string // address in the VPN, empty without one
	DHCP        string // the server that gave the address; empty: the gateway
}

// Networks is the periodic report of a device's adapters, one row each.
func (e Env) Networks(at int64, d *org.Device, l Link) {
	row := func(adapter, kind, tunnel, ip, dns, name, category string) {
		e.write(networks, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "ReportId", reportOf(d, at), "MacAddress", d.MAC, "NetworkAdapterName", adapter, "NetworkAdapterType", kind,
			"NetworkAdapterStatus", "Up", "IPv4Dhcp", orElse(l.DHCP, l.Gateway), "NetworkAdapterVendor", map[bool]string{true: "Intel Corporation", false: "VMware, Inc."}[d.Owner != nil], "TunnelType", tunnel, "IPAddresses", fmt.Sprintf(`[{"IPAddress":%q,"SubnetPrefix":24,"AddressType":"Private"}]`, ip), "DnsAddresses", `["`+dns+`"]`,
			"ConnectedNetworks", fmt.Sprintf(`[{"Name":%q,"Category":%q,"IsConnectedToInternet":true}]`, name, category), "DefaultGateways", `["`+l.Gateway+`"]`, "MachineGroup", d.Group)
	}
	id := strings.ToUpper(d.UUID)
	row("{"+id+"}", map[bool]string{true: "Wireless80211", false: "Ethernet"}[l.Wireless], "None", l.IP, l.DNS, l.Name, l.Category)
	if l.Tunnel != "" {
		row("{F"+id[1:]+"}", "Unknown", "None", l.Tunnel, e.O.First("dc").IP, e.O.ADDomain, "DomainAuthenticated")
	}
}

// Software is one line of a device's software inventory.
type Software struct {
	Vendor, Name, Version string
	CVE, Severity, Fix    string // a known vulnerability of this version, or empty
}

// Software writes the inventory row, and one in DeviceTvmSoftwareVulnerabilities when the version has a known one.
func (e Env) Software(at int64, d *org.Device, s Software) {
	common := []any{"DeviceId", d.ID, "DeviceName", d.FQDN, "OSPlatform", d.OS.Platform, "OSVersion", d.OS.Version, "OSArchitecture", "x64", "SoftwareVendor", s.Vendor, "SoftwareName", s.Name, "SoftwareVersion", s.Version}
	kind := "a"
	if strings.HasPrefix(s.Name, "windows_") || s.Name == "linux" {
		kind = "o"
	}
	e.write(inventory, at, e.delay(), append(common, "ProductCodeCpe", fmt.Sprintf("cpe:2.3:%s:%s:%s:%s:*:*:*:*:*:*:*", kind, s.Vendor, s.Name, s.Version), "EndOfSupportStatus", "")...)
	if s.CVE != "" {
		e.write(vulnerable, at, e.delay(), append(common, "CveId", s.CVE, "VulnerabilitySeverityLevel", s.Severity, "RecommendedSecurityUpdate", s.Fix, "CveTags", "[]")...)
	}
}
