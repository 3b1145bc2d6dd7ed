package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Person is an employee.
type Person struct {
	O *org.Org
	P *org.Person
}

// habit is an activity and how often a working day of average busyness has it.
type habit struct {
	mean float64
	run  func(d *Day, e trace.Env, at int64)
}

var habits = []habit{
	{6, sendMail}, {11, receiveMail}, {16, browse}, {11, workOnFile}, {6, openApp}, {11, refreshToken}, {1.6, signInToApp}, {5, useFileServer}, {4, unlock},
	{20, background}, {3, report}, {6, cloudFile}, {2.5, mobileMail}, {3, readMailbox}, {1.2, chat}, {2, resolve}, {0.9, intranet}, {0.5, update}, {0.06, usbStick}, {0.4, errand},
}

// Begins is the local midnight.
func (a Person) Begins(midnight int64) int64 { return a.P.Site.Zone.Midnight(midnight) }

// Acts is the person's day.
func (a Person) Acts(midnight int64) []Act {
	d := DayOf(a.O, a.P, midnight)
	r := chance.Numbered(d.base(), -1)
	var acts []Act
	if d.sleepless {
		acts = d.night(r)
	}
	if !d.Works {
		return append(acts, d.ripples()...)
	}
	kind := ""
	if d.Trip {
		kind = "travel"
	}
	acts = append(acts, Act{d.Arrive, kind, func(e trace.Env, at int64) { arrive(d, e, at) }})
	share := float64(d.Leave-d.Arrive) / float64(8*tick.Hour) * a.P.Busy
	for _, h := range habits {
		for range r.Poisson(h.mean * share) {
			acts = append(acts, Act{d.at(r), "", func(e trace.Env, at int64) { h.run(d, e, at) }})
		}
	}
	for _, m := range d.meetingsJoined {
		acts = append(acts, Act{m.Start + r.Around(-30*tick.Second, 3*tick.Minute), "", func(e trace.Env, at int64) { join(d, m, e, at) }})
	}
	acts = append(acts, Act{d.Leave, "", func(e trace.Env, at int64) { leave(d, e, at) }})
	if d.P.Private != nil && !d.Trip && r.Is(0.3) {
		acts = append(acts, Act{d.Midnight + r.Between(19*tick.Hour, 22*tick.Hour), "", func(e trace.Env, at int64) { atHome(d, e, at) }})
	}
	acts = append(acts, d.suspicious(r)...)
	return append(acts, d.ripples()...)
}

// night is what a desktop does by itself around the clock.
func (d *Day) night(r *chance.Rand) (acts []Act) {
	for range r.Poisson(22) {
		at := d.Midnight + r.Between(0, tick.Day-1)
		if at >= d.System.At {
			acts = append(acts, Act{at, "", func(e trace.Env, at int64) { background(d, e, at) }})
		}
	}
	for hour := r.Between(0, 6*tick.Hour); hour < tick.Day; hour += 6 * tick.Hour {
		acts = append(acts, Act{d.Midnight + hour, "", func(e trace.Env, at int64) { e.DeviceInfo(at, d.P.Device, d.P.Site.Egress, nil) }})
	}
	return acts
}

const (
	edgeAgent  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0"
	teamsAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.7103.149 Electron/34.5.6 Teams/25153.1010.3727.5483"
)

// arrive is the start of a working day: the machine starts or wakes, the person signs in, programs connect.
func arrive(d *Day, e trace.Env, at int64) {
	dev := d.P.Device
	l := trace.Logon{Account: d.P.Account, Device: dev, Type: "Unlock", ID: d.LogonID, By: d.System.Lsass, Offline: d.Home}
	if d.Fresh {
		l.Type = "Interactive"
		if l.Offline {
			l.Type = "CachedInteractive"
		}
		for _, p := range d.System.All {
			e.Started(p)
		}
		for _, p := range append(d.shell, d.Explorer, d.Teams, d.Outlook, d.Edge) {
			e.Started(p)
		}
		e.Event(d.System.Sensor, d.System.At+e.R.Between(20*tick.Second, 60*tick.Second), "DeviceBootAttestationInfo", `{"BootDebuggingDisabled":true,"SecureBootEnabled":true,"VsmEnabled":true}`, nil, "")
	}
	if e.R.Is(0.06) {
		failed := l
		failed.Failure = "InvalidUserNameOrPassword"
		e.Logon(at-e.R.Between(4*tick.Second, 20*tick.Second), failed)
	}
	e.Logon(at, l)
	signInToWindows(d, e, at+e.R.Between(1, 4*tick.Second))
	if !d.Home {
		ticket(d, e, at-e.R.Between(tick.Second, 4*tick.Second))
		e.MachineLogon(at-e.R.Between(20*tick.Second, 60*tick.Second), dev, d.IP)
	}
	if d.VPN {
		connectVPN(d, e, after(e.R, at, 50*tick.Second))
	}
	e.DeviceInfo(after(e.R, at, 4*tick.Minute), dev, d.Public, d.P.Account)
	e.Networks(after(e.R, at, 5*tick.Minute), dev, d.link())
	inventoryOf(e, after(e.R, at, 9*tick.Minute), dev)
	connect(d, e, d.Outlook, after(e.R, max(at, d.Outlook.Created), 20*tick.Second), org.Websites[0])
	connect(d, e, d.Teams, after(e.R, max(at, d.Teams.Created), 20*tick.Second), org.Websites[1])
}

// leave is the end of a working day: a desktop stays on, a laptop sleeps.
func leave(d *Day, e trace.Env, at int64) {
	if d.VPN {
		e.VPN(at, d.tunnel("gateway-logout", ""))
	}
}

// link is the network in which the device is.
func (d *Day) link() trace.Link {
	p, laptop := d.P, d.P.Device.Laptop
	l := trace.Link{IP: d.IP, Gateway: upTo(d.IP) + ".1", Name: d.O.ADDomain, Category: "DomainAuthenticated", Wireless: laptop, DNS: d.O.First("dc").IP, DHCP: d.O.First("dc").IP}
	if d.Home {
		r := chance.Numbered(p.Habit, 404)
		l.Name, l.Category, l.DNS, l.DHCP = chance.Pick(r, homeNetworks)+r.Token(4), "Private", l.Gateway, l.Gateway
		if d.Trip {
			l.Name, l.Category = chance.Pick(r, hotelNetworks), "Public"
		}
		if d.VPN {
			l.Tunnel = d.Inside
		}
	}
	return l
}

// upTo is an address without its last part.
func upTo(ip string) string {
	for i := len(ip) - 1; i > 0; i-- {
		if ip[i] == '.' {
			return ip[:i]
		}
	}
	return ip
}

func (d *Day) tunnel(event, failure string) trace.Tunnel {
	return trace.Tunnel{User: d.P.Account, Device: d.P.Device, Site: d.P.Site, Public: d.Public, Inside: d.Inside, Country: d.Place.Country, Event: event, Failure: failure}
}

// connectVPN is the way into the organisation's network from outside.
func connectVPN(d *Day, e trace.Env, at int64) {
	for _, p := range d.shell {
		if p.Image.File == "pangpa.exe" {
			e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: d.P.Site.Egress, Port: 443, URL: "vpn." + d.O.Domain, Sent: e.R.Between(4000, 9000), Received: e.R.Between(6000, 14_000)})
		}
	}
	if e.R.Is(0.05) {
		e.VPN(at-e.R.Between(8*tick.Second, 40*tick.Second), d.tunnel("gateway-auth", "Authentication failed: Invalid username or password"))
	}
	e.VPN(at, d.tunnel("portal-auth", ""))
	e.VPN(at+e.R.Between(tick.Second, 3*tick.Second), d.tunnel("gateway-auth", ""))
	e.VPN(at+e.R.Between(3*tick.Second, 7*tick.Second), d.tunnel("gateway-connected", ""))
}

func unlock(d *Day, e trace.Env, at int64) {
	l := trace.Logon{Account: d.P.Account, Device: d.P.Device, Type: "Unlock", ID: d.LogonID, By: d.System.Lsass, Offline: d.Home && !d.VPN}
	if e.R.Is(0.04) {
		failed := l
		failed.Failure = "InvalidUserNameOrPassword"
		e.Logon(at-e.R.Between(3*tick.Second, 15*tick.Second), failed)
	}
	e.Logon(at, l)
}

func report(d *Day, e trace.Env, at int64) {
	e.DeviceInfo(at, d.P.Device, d.Public, d.P.Account)
	if e.R.Is(0.3) {
		e.Networks(after(e.R, at, 3*tick.Second), d.P.Device, d.link())
	}
	if !d.Home || d.VPN {
		ticket(d, e, at)
		e.MachineLogon(after(e.R, at, 20*tick.Second), d.P.Device, d.Inside)
	}
}

// ticket is the device talking to a domain controller: Kerberos, the directory, policy.
func ticket(d *Day, e trace.Env, at int64) {
	dcs := e.O.Role("dc")
	dc := dcs[d.P.Index%len(dcs)]
	for _, c := range []struct {
		by   *trace.Proc
		port int64
	}{{d.System.Lsass, 88}, {d.System.Lsass, 389}, {d.System.Kernel, 445}, {d.System.Lsass, 135}}[:e.R.Between(1, 4)] {
		e.Connect(c.by, at, trace.Flow{LocalIP: d.Inside, RemoteIP: dc.IP, Port: c.port, URL: dc.FQDN})
		at += e.R.Between(3*tick.Millisecond, 400*tick.Millisecond)
	}
}

// usbStick is a USB drive that is put in, and perhaps a document or two.
func usbStick(d *Day, e trace.Env, at int64) {
	serial := fmt.Sprintf("%X", chance.Hash(d.P.Habit, "usb")>>8)
	e.Event(d.System.Kernel, at, "PnpDeviceConnected", `{"ClassName":"DiskDrive","DeviceDescription":"Disk drive","DeviceId":"USBSTOR\\Disk&Ven_SanDisk&Prod_Ultra&Rev_1.00\\`+serial+`&0","VendorIds":"USBSTOR\\DiskSanDisk_Ultra___________1.00"}`, nil, "")
	at = after(e.R, at, 2*tick.Second)
	e.Event(d.Explorer, at, "UsbDriveMounted", `{"DriveLetter":"E:","Manufacturer":"SanDisk","ProductName":"Ultra","SerialNumber":"`+serial+`"}`, nil, "")
	for range e.R.Between(0, 3) {
		at = after(e.R, at, 40*tick.Second)
		name := docName(e)
		e.File(d.Explorer, at, trace.FileEvent{Action: "FileCreated", Path: `E:\` + name, Image: document(e, name)})
	}
}
