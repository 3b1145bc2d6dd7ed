package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var network struct {
	T *emit.Table
	deviceCols
	initCols
	ActionType, RemoteIP, RemotePort, RemoteUrl, LocalIP, LocalPort, Protocol, LocalIPType, RemoteIPType, AdditionalFields emit.Col
}

// Flow is one connection.
type Flow struct {
	LocalIP, RemoteIP string
	Port              int64
	URL               string // host name or URL, as the sensor saw it
	UDP, Failed       bool
	Sent, Received    int64
	App               string    // what the firewall takes it for; empty: ssl or web-browsing
	Site              *org.Site // whose firewall it passes; nil when it does not
	Host              string    // source host name, when the firewall knows it
	User              string    // source user, when the firewall knows it
	Deny              bool
}

// Connect writes the connection of a process: DeviceNetworkEvents, and CommonSecurityLog when it passes a firewall.
func (e Env) Connect(p *Proc, at int64, f Flow) {
	local := e.R.Between(49200, 65500)
	if p.Device.Managed() {
		c := &network
		r := e.device(c.T, &c.deviceCols, p.Device, at)
		r.Str(c.ActionType, "ConnectionSuccess")
		if f.Failed || f.Deny {
			r.Str(c.ActionType, "ConnectionFailed")
		}
		r.Str(c.RemoteIP, f.RemoteIP)
		r.Int(c.RemotePort, f.Port)
		r.Str(c.RemoteUrl, f.URL)
		r.Str(c.LocalIP, f.LocalIP)
		r.Int(c.LocalPort, local)
		r.Str(c.Protocol, transport(f, "Udp", "Tcp"))
		r.Str(c.LocalIPType, ipType(f.LocalIP))
		r.Str(c.RemoteIPType, ipType(f.RemoteIP))
		initiator(r, &c.initCols, p)
	}
	if f.Site != nil {
		f.Host, f.User = p.Device.Name, p.User.Name
		e.Firewall(at+e.R.Between(1*tick.Millisecond, 30*tick.Millisecond), local, f)
	}
}

// Accept writes the other end of a connection: the process of a server that took it.
func (e Env) Accept(p *Proc, at int64, client string, port int64) {
	c := &network
	r := e.device(c.T, &c.deviceCols, p.Device, at)
	r.Str(c.ActionType, "InboundConnectionAccepted")
	r.Str(c.RemoteIP, client)
	r.Int(c.RemotePort, e.R.Between(49200, 65500))
	r.Str(c.LocalIP, p.Device.IP)
	r.Int(c.LocalPort, port)
	r.Str(c.Protocol, "Tcp")
	r.Str(c.LocalIPType, ipType(p.Device.IP))
	r.Str(c.RemoteIPType, ipType(client))
	initiator(r, &c.initCols, p)
}

func transport(f Flow, udp, tcp string) string {
	if f.UDP {
		return udp
	}
	return tcp
}

func ipType(ip string) string {
	if strings.HasPrefix(ip, "10.") || strings.HasPrefix(ip, "192.168.") || strings.HasPrefix(ip, "172.16.") {
		return "Private"
	}
	if strings.HasPrefix(ip, "127.") {
		return "Loopback"
	}
	return "Public"
}

var firewall struct {
	T *emit.Table
	Activity, AdditionalExtensions, ApplicationProtocol, CollectorHostName, Computer, CommunicationDirection, DestinationIP, DestinationPort,
	DestinationHostName, DestinationTranslatedAddress, DestinationTranslatedPort, DeviceAction, DeviceAddress, DeviceCustomString1, DeviceCustomString1Label,
	DeviceCustomString4, DeviceCustomString4Label, DeviceCustomString5, DeviceCustomString5Label, DeviceEventCategory, DeviceEventClassID, DeviceExternalID,
	DeviceInboundInterface, DeviceOutboundInterface, DeviceName, DeviceProduct, DeviceVendor, DeviceVersion, EndTime, StartTime, EventCount,
	LogSeverity, Message, OriginalLogSeverity, Protocol, Reason, ReceiptTime, ReceivedBytes, SentBytes, RequestURL, SimplifiedDeviceAction, SourceIP, SourcePort,
	SourceHostName, SourceUserName, SourceTranslatedAddress, SourceTranslatedPort, ExternalID emit.Col
}

// Firewall writes the traffic record of the site's firewall, in the CEF of a Palo Alto PAN-OS device.
func (e Env) Firewall(at, local int64, f Flow) {
	c, s := &firewall, f.Site
	r := e.W.Row(c.T, at, e.R.Between(20*tick.Second, 120*tick.Second))
	action := "allow"
	r.Str(c.LogSeverity, "1")
	if f.Deny {
		action = "deny"
	}
	fw := fmt.Sprintf("%s-fw%02d", strings.ToLower(e.O.Prefix), s.Index+1)
	r.Str(c.Activity, "TRAFFIC")
	r.Str(c.DeviceEventClassID, map[bool]string{false: "end", true: "drop"}[f.Deny])
	r.Str(c.DeviceEventCategory, "TRAFFIC")
	r.Str(c.DeviceVendor, "Palo Alto Networks")
	r.Str(c.DeviceProduct, "PAN-OS")
	r.Str(c.DeviceVersion, "11.1.6-h3")
	r.Str(c.DeviceName, fw)
	r.Str(c.DeviceExternalID, fmt.Sprintf("0125010%05d", 10000+s.Index*37))
	r.Str(c.DeviceAddress, fmt.Sprintf("10.%d.0.1", s.Net))
	r.Str(c.Computer, "syslog01."+e.O.ADDomain)
	r.Str(c.CollectorHostName, "syslog01."+e.O.ADDomain)
	r.Str(c.DeviceAction, action)
	r.Str(c.SimplifiedDeviceAction, action)
	r.Str(c.SourceIP, f.LocalIP)
	r.Int(c.SourcePort, local)
	r.Str(c.SourceHostName, f.Host)
	if f.User != "" && f.User != "system" {
		r.Str(c.SourceUserName, strings.ToLower(e.O.NetBIOS)+`\`+f.User)
	}
	r.Str(c.SourceTranslatedAddress, s.Egress)
	r.Int(c.SourceTranslatedPort, e.R.Between(10000, 60000))
	r.Str(c.DestinationIP, f.RemoteIP)
	r.Int(c.DestinationPort, f.Port)
	r.Str(c.DestinationHostName, host(f.URL))
	r.Str(c.Protocol, transport(f, "udp", "tcp"))
	r.Str(c.ApplicationProtocol, application(f))
	r.Int(c.SentBytes, f.Sent)
	r.Int(c.ReceivedBytes, f.Received)
	r.Str(c.DeviceCustomString1, map[bool]string{false: "Outbound-Allow", true: "Interzone-Default"}[f.Deny])
	r.Str(c.DeviceCustomString1Label, "Rule")
	r.Str(c.DeviceCustomString4, "trust")
	r.Str(c.DeviceCustomString4Label, "Source Zone")
	r.Str(c.DeviceCustomString5, "untrust")
	r.Str(c.DeviceCustomString5Label, "Destination Zone")
	r.Str(c.DeviceInboundInterface, "ethernet1/2")
	r.Str(c.DeviceOutboundInterface, "ethernet1/1")
	r.Str(c.CommunicationDirection, "Outbound")
	r.Str(c.Reason, map[bool]string{false: "tcp-fin", true: "policy-deny"}[f.Deny])
	r.Int(c.StartTime, at-at%tick.Second-e.R.Between(1, 60)*tick.Second)
	r.Int(c.EndTime, at-at%tick.Second)
	r.Int(c.EventCount, 1)
}

func application(f Flow) string {
	switch {
	case f.App != "":
		return f.App
	case f.Port == 443:
		return "ssl"
	case f.Port == 53:
		return "dns"
	case f.Port == 123:
		return "ntp"
	case f.Port == 80:
		return "web-browsing"
	}
	return "unknown-tcp"
}

func host(url string) string {
	h := url
	if _, rest, ok := strings.Cut(url, "://"); ok {
		h = rest
	}
	h, _, _ = strings.Cut(h, "/")
	return h
}

func init() {
	network.T, firewall.T = emit.Open("DeviceNetworkEvents"), emit.Open("CommonSecurityLog").Step(tick.Second)
	emit.Bind(network.T, &network)
	emit.Bind(firewall.T, &firewall)
}
