// Package life is what people, devices, servers and services do on ordinary days.
//
// In:  an organisation and a day.
// Out: acts, each with a start and a stream of its own, that write rows when they are run.
//
// Not here: attacks, the order of rows, what a row looks like (trace).
//
// A day of a person is a pure function of organisation, person and date: where they are, their addresses, their
// session and the processes in it. Ordinary acts and attacks both stand on it, so they agree.
package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Act is one activity: when it starts, and what it leaves.
type Act struct {
	At  int64
	Run func(e trace.Env, at int64)
}

// Actor does things. Acts is a pure function of the UTC midnight of a day; the acts of a day may start up
// to half a day outside it, because people live in their own time zones.
type Actor interface {
	Acts(midnight int64) []Act
}

// Day is a person's day.
type Day struct {
	P              *org.Person
	O              *org.Org
	Midnight       int64 // local midnight, in UTC ticks
	Works          bool
	Home, Abroad   bool
	Arrive, Leave  int64
	Place          *org.Place
	IP, Public     string // of the device, and as the Internet sees it
	LogonID        int64
	Booted         bool // the session began today
	Boot           int64
	Session        string // Entra session
	Services, Host *trace.Proc
	Explorer       *trace.Proc
	Outlook, Edge  *trace.Proc
	Teams          *trace.Proc
}

// DayOf is the day of p that begins at the UTC midnight plus the site's offset.
func DayOf(o *org.Org, p *org.Person, midnight int64) *Day {
	d := schedule(o, p, midnight)
	start := d
	for back := int64(0); back < 5 && !start.Booted; {
		back++
		if earlier := schedule(o, p, midnight-back*tick.Day); earlier.Works {
			start = earlier
		}
		if back == 5 {
			break
		}
	}
	d.session(start)
	return d
}

func schedule(o *org.Org, p *org.Person, midnight int64) *Day {
	r := chance.Numbered(p.Habit, midnight/tick.Day)
	d := &Day{P: p, O: o, Midnight: midnight - p.Site.Offset*tick.Minute, Place: p.Site.Place}
	weekend := tick.Weekend(midnight)
	d.Works = r.Is(0.94)
	if weekend {
		d.Works = r.Is(p.Weekend)
	}
	d.Home = weekend || r.Is(p.Remote)
	d.Arrive = d.Midnight + r.Around(p.StartsAt, 35*tick.Minute)
	d.Leave = d.Arrive + r.Around(p.WorksFor, 70*tick.Minute)
	if weekend {
		d.Arrive = d.Midnight + r.Between(10, 17)*tick.Hour
		d.Leave = d.Arrive + r.Between(20, 120)*tick.Minute
	}
	d.IP, d.Public = p.Device.IP, p.Site.Egress
	if d.Home {
		d.IP, d.Public = fmt.Sprintf("192.168.%d.%d", p.Habit%3, 10+p.Habit%180), p.HomeIP
	}
	d.Booted = r.Is(0.4)
	d.Session = r.GUID()
	return d
}

// session rebuilds the processes of the session that began on the day start.
func (d *Day) session(start *Day) {
	dev, o := d.P.Device, d.O
	r := chance.Numbered(dev.Hash, start.Midnight)
	pid := func() int64 { return r.Between(150, 5000) * 4 }
	boot := start.Arrive - r.Between(60, 300)*tick.Second
	d.Boot, d.LogonID = boot, r.Between(1<<18, 1<<24)
	image := func(f string) *org.Image { return o.Image(dev, f) }
	wininit := trace.New(dev, image("wininit.exe"), trace.System, nil, boot, pid(), "wininit.exe")
	d.Services = trace.New(dev, image("services.exe"), trace.System, wininit, boot+tick.Second, pid(), "services.exe")
	d.Host = trace.New(dev, image("svchost.exe"), trace.System, d.Services, boot+2*tick.Second, pid(), `svchost.exe -k netsvcs -p -s Schedule`)
	winlogon := trace.New(dev, image("winlogon.exe"), trace.System, nil, boot+tick.Second, pid(), "winlogon.exe")
	user := trace.As(o, d.P.Account)
	userinit := trace.New(dev, image("userinit.exe"), user, winlogon, start.Arrive+2*tick.Second, pid(), `C:\Windows\system32\userinit.exe`)
	userinit.Logon = d.LogonID
	d.Explorer = trace.New(dev, image("explorer.exe"), user, userinit, start.Arrive+3*tick.Second, pid(), `C:\Windows\Explorer.EXE`)
	app := func(file string, after int64, cmd string) *trace.Proc {
		return trace.New(dev, image(file), user, d.Explorer, start.Arrive+after*tick.Second+r.Between(0, 9)*tick.Second, pid(), cmd)
	}
	d.Outlook = app("outlook.exe", 40, "")
	d.Edge = app("msedge.exe", 95, `"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --no-startup-window --win-session-start`)
	d.Teams = app("ms-teams.exe", 70, `"ms-teams.exe" msteams:system-initiated`)
}

// Firewall is the site whose firewall the day's traffic passes, nil at home.
func (d *Day) Firewall() *org.Site {
	if d.Home {
		return nil
	}
	return d.P.Site
}

// Base is the stream hash of the day's acts.
func (d *Day) base() uint64 { return chance.Hash(d.P.Habit, "acts", fmt.Sprint(d.Midnight)) }

// At is a moment between arrival and leaving; the morning and the early afternoon are busiest.
func (d *Day) at(r *chance.Rand) int64 {
	span := float64(d.Leave - d.Arrive)
	x := (r.Float64() + r.Float64()) / 2
	if r.Is(0.5) {
		x = r.Float64()
	}
	return d.Arrive + int64(x*span*0.97) + 3*tick.Minute
}
