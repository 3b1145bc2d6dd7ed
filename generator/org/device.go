package org

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
)

// Device is anything with an address in our networks.
type Device struct {
	Index  int
	Role   string // workstation, dc, file, sql, web, app, backup, jump, sync, linux, printer, camera, hvac
	Name   string // short, lower case: "hlv-lt-0412"
	FQDN   string // as Defender names it; equal to Name for things outside the domain
	ID     string // DeviceId, 40 hexadecimal digits; empty when Defender does not know it
	AadID  string // Entra device id
	SID    string // of the machine account
	UUID   string
	OS     *OS
	Vendor string
	Model  string
	MAC    string
	IP     string // in the office or data centre
	Site   *Site
	Owner  *Person // of a workstation
	Laptop bool
	Group  string // machine group
	Client string // sensor version
	Hash   uint64
	Report int64    // where ReportId counts from
	Extra  []string // installed beyond the standard image
}

// OS is an operating system release.
type OS struct {
	Platform, Name, Version, Info string // "Windows11", "Windows 11 Enterprise", "10.0", "24H2"
	Build                         int64
	Revision                      string
	Distribution                  string
	Linux                         bool
}

var (
	win11new = &OS{"Windows11", "Windows 11 Enterprise", "10.0", "24H2", 26100, "4349", "Windows11", false}
	win11    = &OS{"Windows11", "Windows 11 Enterprise", "10.0", "23H2", 22631, "5472", "Windows11", false}
	win10    = &OS{"Windows10", "Windows 10 Enterprise", "10.0", "22H2", 19045, "5965", "Windows10", false}
	srv2022  = &OS{"WindowsServer2022", "Windows Server 2022 Datacenter", "10.0", "21H2", 20348, "3807", "WindowsServer2022", false}
	srv2019  = &OS{"WindowsServer2019", "Windows Server 2019 Datacenter", "10.0", "1809", 17763, "7434", "WindowsServer2019", false}
	ubuntu   = &OS{"Linux", "Ubuntu", "22.4", "", 0, "", "Ubuntu", true}
	thing    = &OS{"Other", "", "", "", 0, "", "", false}
)

// Managed reports whether the Defender sensor runs on the device.
func (d *Device) Managed() bool { return d.ID != "" }

// Windows reports whether it runs Windows.
func (d *Device) Windows() bool { return strings.HasPrefix(d.OS.Platform, "Windows") }

// Server reports whether it is a managed server.
func (d *Device) Server() bool { return d.Managed() && d.Role != "workstation" }

// Upper is the NetBIOS name.
func (d *Device) Upper() string { return strings.ToUpper(d.Name) }

// MachineAccount is the account under which the device signs in to the domain: "HLV-LT-0412$".
func (d *Device) MachineAccount() string { return d.Upper() + "$" }

type serverSpec struct {
	role, suffix string
	os           *OS
	per          int // one more for so many people; 0: just one
}

var serverSpecs = []serverSpec{
	{"dc", "DC", srv2022, 1500}, {"dc", "DC", srv2022, 0}, {"file", "FS", srv2022, 800}, {"sql", "SQL", srv2022, 2000},
	{"web", "WEB", srv2019, 3000}, {"app", "APP", srv2022, 1500}, {"backup", "BKP", srv2022, 4000},
	{"jump", "JMP", srv2022, 3000}, {"sync", "AADC", srv2022, 0}, {"linux", "LNX", ubuntu, 1500},
	{"linux", "LNX", ubuntu, 0},
}

var thingSpecs = []struct {
	role, name, vendor, model string
	per                       int
}{
	{"printer", "prn", "HP", "LaserJet Enterprise M611", 25}, {"camera", "cam", "Axis Communications", "P3265-LVE", 20},
	{"hvac", "bms", "Siemens", "Desigo PXC4", 200},
}

func (o *Org) buildDevices() {
	for _, p := range o.People {
		o.addWorkstation(p)
	}
	counts := map[string]int{}
	for _, s := range serverSpecs {
		n := 1
		if s.per > 0 {
			n += len(o.People) / s.per
		}
		for range n {
			counts[s.suffix]++
			o.addServer(s, counts[s.suffix])
		}
	}
	for _, t := range thingSpecs {
		for k := range 1 + len(o.People)/t.per {
			o.addThing(t.role, fmt.Sprintf("%s-%02d", t.name, k+1), t.vendor, t.model, k)
		}
	}
}

func (o *Org) addWorkstation(p *Person) {
	r := o.stream("workstation", p.UPN)
	d := &Device{Role: "workstation", Owner: p, Site: p.Site, Laptop: r.Is(0.8), Group: "Workstations"}
	kind := "DT"
	if d.Laptop {
		kind = "LT"
	} else {
		p.Remote = 0
	}
	d.OS = []*OS{win11new, win11, win10}[r.Weighted(5, 4, 1)]
	d.Vendor, d.Model = pair(chance.Pick(r, models[kind]))
	d.Name = strings.ToLower(fmt.Sprintf("%s-%s-%05d", o.Prefix, kind, 10000+p.Index*3+r.IntN(3)))
	d.IP = fmt.Sprintf("10.%d.%d.%d", p.Site.Net, 16+p.Index/200, 20+p.Index%200)
	d.Extra = append(d.Extra, Apps(p.Department)...)
	p.Device = d
	o.manage(d, r)
}

func (o *Org) addServer(s serverSpec, n int) {
	name := strings.ToLower(fmt.Sprintf("%s-%s%02d", o.Prefix, s.suffix, n))
	r := o.stream("server", name)
	d := &Device{Role: s.role, Name: name, OS: s.os, Site: o.Sites[0], Group: "Servers", Vendor: "VMware, Inc.", Model: "VMware7,1"}
	if s.role == "dc" {
		d.Group = "Domain Controllers"
	}
	d.IP = fmt.Sprintf("10.%d.1.%d", d.Site.Net, 10+len(o.byName)-len(o.People))
	o.manage(d, r)
}

func (o *Org) manage(d *Device, r *chance.Rand) {
	d.ID, d.AadID, d.UUID = r.Hex(40), r.GUID(), r.GUID()
	d.FQDN = d.Name + "." + o.ADDomain
	d.SID = fmt.Sprintf("%s-%d", o.DomainSID, 200000+len(o.Devices))
	d.Client = chance.Pick(r, []string{"10.8798.26100.4349", "10.8797.22631.5472", "10.8795.19041.5965"})
	d.Report = r.Between(20, 9000)
	o.register(d, r)
}

func (o *Org) addThing(role, name, vendor, model string, k int) {
	r := o.stream("thing", name)
	site := o.Sites[k%len(o.Sites)]
	d := &Device{Role: role, Name: name, FQDN: name, OS: thing, Site: site, Vendor: vendor, Model: model}
	vlan, n := map[string]int{"printer": 240, "camera": 245, "hvac": 250}[role], k/len(o.Sites)
	d.IP = fmt.Sprintf("10.%d.%d.%d", site.Net, vlan+n/200, 10+n%200)
	o.register(d, r)
}

func (o *Org) register(d *Device, r *chance.Rand) {
	d.Index, d.Hash = len(o.Devices), r.Uint64()
	mac := r.Hex(6)
	d.MAC = strings.ToUpper(fmt.Sprintf("%s%s", chance.Pick(r, macPrefixes), mac))
	o.Devices = append(o.Devices, d)
	o.byName[d.Name] = d
	o.byRole[d.Role] = append(o.byRole[d.Role], d)
}

func pair(s string) (string, string) {
	a, b, _ := strings.Cut(s, "|")
	return a, b
}

var macPrefixes = []string{"D8BBC1", "3C5282", "A4BB6D", "6C2408", "E86A64", "005056"}

var models = map[string][]string{
	"LT": {"LENOVO|ThinkPad T14 Gen 4", "Dell Inc.|Latitude 5450", "HP|EliteBook 840 G10", "Microsoft Corporation|Surface Laptop 6"},
	"DT": {"Dell Inc.|OptiPlex 7010", "HP|EliteDesk 800 G9"},
}
