package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var (
	heartbeat = emit.Open("Heartbeat")
	dns       = emit.Open("DnsEvents")
	syslog    = emit.Open("Syslog").Step(tick.Second)
	iis       = emit.Open("W3CIISLog").Step(tick.Second)
	winEvent  = emit.Open("Event")
)

// Heartbeat is the monitoring agent's sign of life.
func (e Env) Heartbeat(at int64, d *org.Device) {
	kind, major, minor := "Linux", "22", "04"
	if d.Windows() {
		kind, major, minor = "Windows", "10", "0"
	}
	id := fmt.Sprintf("/subscriptions/%s/resourceGroups/rg-arc/providers/Microsoft.HybridCompute/machines/%s", e.O.SubscriptionID, d.Name)
	e.write(heartbeat, at, e.R.Between(10*tick.Second, 60*tick.Second), "Category", "Azure Monitor Agent", "Computer", d.FQDN, "ComputerIP", d.Site.Egress, "ComputerPrivateIPs", `["`+d.IP+`"]`, "ComputerEnvironment", "Non-Azure", "OSType", kind,
		"OSName", d.OS.Name, "OSMajorVersion", major, "OSMinorVersion", minor, "Version", "1.36.0", "VMUUID", d.UUID, "SCAgentChannel", "Direct", "Solutions", `"security"`, "IsGatewayInstalled", false, "RemoteIPCountry", d.Site.CountryName,
		"RemoteIPLatitude", d.Site.Lat, "RemoteIPLongitude", d.Site.Lon, "ResourceId", id, "_ResourceId", strings.ToLower(id), "ResourceGroup", "rg-arc", "Resource", d.Name, "ResourceProvider", "Microsoft.HybridCompute", "ResourceType", "machines", "SubscriptionId", e.O.SubscriptionID)
}

// Name is a question to the name servers.
type Name struct {
	Client, Name, Type string // Type is A, AAAA, SRV, PTR or TXT; empty: A
	Answer             string // addresses; empty: there is no such name
	Refused            bool   // there is no answer because the server failed
}

// Lookup writes the question as the name server of a domain controller logs it, in DnsEvents.
func (e Env) Lookup(at int64, n Name) {
	dcs := e.O.Role("dc")
	dc := dcs[int(hashOf(n.Client))%len(dcs)]
	code, result := int64(0), "NOERROR"
	switch {
	case n.Refused:
		code, result = 2, "SERVFAIL"
	case n.Answer == "" && n.Type != "TXT":
		code, result = 3, "NXDOMAIN"
	}
	e.write(dns, at, e.R.Between(20*tick.Second, 90*tick.Second), "ClientIP", n.Client, "Computer", dc.FQDN, "EventId", 257, "IPAddresses", n.Answer, "Message", n.Name, "QueryType", orElse(n.Type, "A"), "Result", result, "ResultCode", code, "SubType", "LookupQuery", "TaskCategory", "LOOK_UP")
}

func hashOf(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h >> 1
}

// Syslog is a line of a Linux host.
func (e Env) Syslog(at int64, d *org.Device, facility, severity, program string, pid int64, message string) {
	e.write(syslog, at, e.R.Between(10*tick.Second, 60*tick.Second), "Computer", d.FQDN, "HostName", d.Name, "HostIP", d.IP, "EventTime", at, "Facility", facility, "SeverityLevel", severity, "ProcessName", program, "ProcessID", pid, "SyslogMessage", message, "CollectorHostName", d.FQDN)
}

// Page is a request to a web server.
type Page struct {
	Client       string
	User         string // DOMAIN\name, when the server asked who it is
	Method, Stem string
	Query        string
	Agent        string
	Referrer     string
	Host         string // empty: the public portal
	Code, Size   int64
}

// Web writes a W3CIISLog row.
func (e Env) Web(at int64, d *org.Device, p Page) {
	sub, win32 := "0", "0"
	switch p.Code {
	case 401:
		sub, win32 = "2", "5"
	case 404:
		win32 = "2"
	case 500:
		win32 = "64"
	}
	e.write(iis, at, e.R.Between(60*tick.Second, 300*tick.Second), "Computer", d.FQDN, "cIP", p.Client, "csMethod", p.Method, "csUriStem", p.Stem, "csUriQuery", orElse(p.Query, "-"), "csUserAgent", strings.ReplaceAll(p.Agent, " ", "+"), "csUserName", orElse(p.User, "-"),
		"csReferer", orElse(p.Referrer, "-"), "csCookie", "-", "scStatus", fmt.Sprint(p.Code), "scSubStatus", sub, "scWin32Status", win32, "sIP", d.IP, "sPort", 443, "sSiteName", map[bool]string{true: "Portal", false: "Intranet"}[p.Host == ""], "scBytes", p.Size,
		"csBytes", e.R.Between(300, 1500), "TimeTaken", e.R.Between(3, 400), "csHost", orElse(p.Host, "portal."+e.O.Domain), "csVersion", "HTTP/1.1")
}

// WinEvent is an entry of a Windows event log other than Security. data is the XML of EventData.
func (e Env) WinEvent(at int64, d *org.Device, log, source string, id int64, text, data string) {
	e.write(winEvent, at, e.R.Between(20*tick.Second, 120*tick.Second), "Computer", d.FQDN, "EventLog", log, "Source", source, "EventID", id, "EventLevel", 4, "EventLevelName", "Information", "RenderedDescription", text, "EventData", data, "ParameterXml", parameters(data), "UserName", `NT AUTHORITY\SYSTEM`)
}

// parameters is the older form of the same values: <Param>…</Param> in a row.
func parameters(data string) string {
	var b strings.Builder
	for {
		_, rest, ok := strings.Cut(data, `">`)
		if !ok {
			return b.String()
		}
		value, tail, _ := strings.Cut(rest, "</Data>")
		b.WriteString("<Param>" + value + "</Param>")
		data = tail
	}
}

// ServiceInstalled is event 7045 of the System log: a service was installed on a Windows host.
func (e Env) ServiceInstalled(at int64, d *org.Device, name, path, start, account string) {
	e.WinEvent(at, d, "System", "Service Control Manager", 7045,
		fmt.Sprintf("A service was installed in the system. Service Name: %s Service File Name: %s Service Type: user mode service Service Start Type: %s Service Account: %s", name, path, start, account),
		fmt.Sprintf(`<EventData><Data Name="ServiceName">%s</Data><Data Name="ImagePath">%s</Data><Data Name="ServiceType">user mode service</Data><Data Name="StartType">%s</Data><Data Name="AccountName">%s</Data></EventData>`, name, path, start, account))
}
