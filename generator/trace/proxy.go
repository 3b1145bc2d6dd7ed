package trace

import (
	"fmt"
	"strings"

	"socrates/generator/org"
	"socrates/generator/tick"
)

// WebRequest is a request through the web proxy.
type WebRequest struct {
	User      *org.Account
	Public    string // address that the proxy sees
	Host, Dst string
	Path      string
	Method    string
	Agent     string
	Category  string // URL class, such as "News and Media"
	Referrer  string
	Code      int64
	Sent, Got int64
	Blocked   bool
}

// Proxy writes the record of a web proxy, in the CEF of Zscaler's NSS web feed.
func (e Env) Proxy(at int64, q WebRequest) {
	action, severity, reason := "Allowed", "0", "Allowed"
	if q.Blocked {
		action, severity, reason, q.Code = "Blocked", "5", "Not allowed to browse this category", 403
	}
	e.write(firewall.T, at, e.R.Between(60*tick.Second, 300*tick.Second), "DeviceVendor", "Zscaler", "DeviceProduct", "NSSWeblog", "DeviceVersion", "6.2", "Activity", reason, "DeviceEventClassID", reason, "LogSeverity", severity,
		"DeviceAction", action, "SimplifiedDeviceAction", action, "ApplicationProtocol", "HTTPS", "RequestMethod", orElse(q.Method, "GET"), "RequestURL", q.Host+orElse(q.Path, "/"), "RequestClientApplication", q.Agent,
		"RequestContext", q.Referrer, "SourceUserName", q.User.UPN, "SourceIP", q.Public, "SourceTranslatedAddress", q.Public, "DestinationHostName", q.Host, "DestinationIP", q.Dst, "DestinationPort", 443,
		"SentBytes", q.Sent, "ReceivedBytes", q.Got, "EventOutcome", fmt.Sprint(orZero(q.Code, 200)), "DeviceEventCategory", q.Category, "DeviceCustomString1", "Default Department", "DeviceCustomString1Label", "dept",
		"DeviceCustomString2", q.Category, "DeviceCustomString2Label", "urlcat", "DeviceCustomString4", "None", "DeviceCustomString4Label", "malwarecat", "Reason", reason,
		"Computer", "nss01."+e.O.ADDomain, "CollectorHostName", "nss01."+e.O.ADDomain, "EventCount", 1, "StartTime", at-at%tick.Second, "EndTime", at-at%tick.Second)
}

func orZero(v, other int64) int64 {
	if v == 0 {
		return other
	}
	return v
}

// Tunnel is what the VPN gateway says about a connection of a person.
type Tunnel struct {
	User           *org.Account
	Device         *org.Device
	Site           *org.Site
	Public, Inside string // the client's address in the Internet, and the one that it gets
	Country        string
	Event          string // portal-auth, gateway-auth, gateway-connected, gateway-logout
	Failure        string // reason, when it failed
}

// VPN writes the record of a GlobalProtect gateway.
func (e Env) VPN(at int64, v Tunnel) {
	status, severity := "success", "1"
	if v.Failure != "" {
		status, severity = "failure", "3"
	}
	agent := "Microsoft Windows 11 Enterprise , 64-bit"
	host := ""
	if v.Device != nil {
		host = v.Device.Upper()
	}
	e.write(firewall.T, at, e.R.Between(20*tick.Second, 120*tick.Second), "DeviceVendor", "Palo Alto Networks", "DeviceProduct", "PAN-OS", "DeviceVersion", "11.1.6-h3", "DeviceEventClassID", "GLOBALPROTECT", "Activity", "GLOBALPROTECT",
		"DeviceEventCategory", v.Event, "LogSeverity", severity, "DeviceName", fmt.Sprintf("%s-fw%02d", strings.ToLower(e.O.Prefix), v.Site.Index+1), "DeviceExternalID", fmt.Sprintf("0125010%05d", 10000+v.Site.Index*37),
		"DeviceAddress", fmt.Sprintf("10.%d.0.1", v.Site.Net), "SourceUserName", strings.ToLower(e.O.NetBIOS)+`\`+v.User.Sam, "SourceIP", v.Public, "SourceTranslatedAddress", v.Inside, "SourceHostName", host,
		"DestinationIP", v.Site.Egress, "DestinationPort", 443, "EventOutcome", status, "Reason", v.Failure, "RequestClientApplication", agent, "DeviceCustomString1", v.Event, "DeviceCustomString1Label", "EventID",
		"DeviceCustomString2", v.Country, "DeviceCustomString2Label", "SourceRegion", "DeviceCustomString3", "6.2.8-223", "DeviceCustomString3Label", "ClientVersion", "Message", v.Event+" "+status,
		"Computer", "syslog01."+e.O.ADDomain, "CollectorHostName", "syslog01."+e.O.ADDomain, "EventCount", 1, "StartTime", at-at%tick.Second, "EndTime", at-at%tick.Second)
}
