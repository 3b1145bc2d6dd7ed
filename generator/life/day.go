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

// Act is one activity: when it starts, and what it leaves. Kind names what looks suspicious and is innocent, for the
// report; it is empty for everything else.
type Act struct {
	At   int64
	Kind string
	Run  func(e trace.Env, at int64)
}

// Actor does things.
type Actor interface {
	// Acts is what the actor does on the civil day that has a UTC midnight's date; a pure function of it.
	Acts(midnight int64) []Act
	// Begins is the earliest moment at which an act of that day may start.
	Begins(midnight int64) int64
}

// eastmost is how far before a UTC midnight the day of the people furthest east begins.
const eastmost = 14 * tick.Hour

// Day is a person's day.
type Day struct {
	P              *org.Person
	O              *org.Org
	Midnight       int64 // local midnight, in UTC ticks
	Works          bool
	Home           bool // not at the office: at home, or travelling
	Trip           bool // abroad
	VPN            bool // connected to the organisation's network from outside
	Arrive, Leave  int64
	Place          *org.Place
	IP, Public     string // of the device, and as the Internet sees it
	Inside         string // the device's address as servers of the organisation see it
	LogonID        int64
	Fresh          bool // the session began today
	Session        string
	System         *Boot
	Explorer       *trace.Proc
	Outlook, Edge  *trace.Proc
	Teams          *trace.Proc
	shell          []*trace.Proc // the other processes that a sign-in starts
	date           int64         // UTC midnight of the same date
	sleepless      bool          // a desktop, which runs all night
	meetingsJoined []meeting
}

// DayOf is the day of p that has the date of a UTC midnight.
func DayOf(o *org.Org, p *org.Person, midnight int64) *Day {
	d := schedule(o, p, midnight)
	start := d
	for back := int64(1); back < 6 && !start.Fresh; back++ {
		if earlier := schedule(o, p, midnight-back*tick.Day); earlier.Works {
			start = earlier
		}
	}
	d.session(start)
	d.meetingsJoined = d.meetings()
	return d
}

// schedule is where the person is, and when; it is cheap, and all that others need to know about somebody's day.
func schedule(o *org.Org, p *org.Person, midnight int64) *Day {
	r := chance.Numbered(p.Habit, midnight/tick.Day)
	d := &Day{P: p, O: o, date: midnight, Midnight: p.Site.Zone.Midnight(midnight), Place: p.Site.Place, sleepless: !p.Device.Laptop}
	off := tick.Weekend(midnight) || org.Holiday(p.Site.Country, midnight)
	d.Works = r.Is(0.975) && !away(p, midnight)
	if off {
		d.Works = r.Is(p.Weekend)
	}
	d.Home = off || r.Is(p.Remote)
	if !p.Device.Laptop && off {
		d.Works = false
	}
	d.Arrive = d.Midnight + r.Around(p.StartsAt, 35*tick.Minute)
	d.Leave = d.Arrive + r.Around(p.WorksFor, 70*tick.Minute)
	if off {
		d.Arrive = d.Midnight + r.Between(9*tick.Hour, 18*tick.Hour)
		d.Leave = d.Arrive + r.Between(20*tick.Minute, 2*tick.Hour)
	}
	d.Fresh, d.Session = r.Is(0.4), r.GUID()
	d.place(r)
	return d
}

// place settles the addresses of the day.
func (d *Day) place(r *chance.Rand) {
	p := d.P
	d.IP, d.Public = p.Device.IP, p.Site.Egress
	if city := trip(d.O, p, d.date); city != nil {
		d.Trip, d.Home, d.Place = true, true, city
		d.IP, d.Public = fmt.Sprintf("172.16.%d.%d", r.Between(0, 31), r.Between(20, 240)), city.Address(r)
	} else if d.Home {
		d.IP, d.Public = fmt.Sprintf("192.168.%d.%d", p.Habit%3, 10+p.Habit%180), p.HomeIP
	}
	d.Inside = d.IP
	if d.Home {
		d.VPN = r.Is(0.85)
		d.Inside = fmt.Sprintf("10.%d.%d.%d", p.Site.Net+1, p.Index/230, 10+p.Index%230)
	}
}

// away reports whether the person is on holiday in the week of a day. Summer and the turn of the year are favourites.
func away(p *org.Person, midnight int64) bool {
	week := midnight / tick.Day / 7 // the first day of the calendar was a Monday
	share := 0.05
	switch month := tick.Time(midnight).Month(); month {
	case 7, 8:
		share = 0.2
	case 12:
		share = 0.15
	}
	return chance.Numbered(p.Habit, 5150, week).Is(share)
}

// trip is the city abroad in which the person is on a day, nil for none.
func trip(o *org.Org, p *org.Person, midnight int64) *org.Place {
	if !p.Device.Laptop {
		return nil
	}
	day := midnight / tick.Day // the first day of the calendar was a Monday
	r := chance.Numbered(p.Habit, 6070, day/7)
	if !r.Is(min(0.5, 0.012*o.Suspicious)) {
		return nil
	}
	first, length := r.Between(0, 2), r.Between(1, 3)
	if n := day % 7; n < first || n >= first+length {
		return nil
	}
	for {
		if city := chance.Pick(r, org.Cities); city.Country != p.Site.Country {
			return city
		}
	}
}

// session rebuilds the processes of the session that began on the day start.
func (d *Day) session(start *Day) {
	dev, o := d.P.Device, d.O
	r := chance.Numbered(dev.Hash, start.Midnight)
	d.System = BootOf(o, dev, start.Arrive-r.Between(70*tick.Second, 5*tick.Minute))
	d.LogonID = r.Between(1<<18, 1<<24)
	b, user, at := d.System, trace.As(o, d.P.Account), start.Arrive+r.Between(900*tick.Millisecond, 2600*tick.Millisecond)
	step := func(file string, parent *trace.Proc, cmd string, wait int64) *trace.Proc {
		at += r.Between(wait/4, wait)
		b.pid += 4 * r.Between(3, 60)
		p := trace.New(dev, o.Image(dev, file), user, parent, at, b.pid, cmd)
		p.Logon = d.LogonID
		return p
	}
	userinit := step("userinit.exe", b.Winlogon, `C:\Windows\system32\userinit.exe`, 900*tick.Millisecond)
	d.shell = []*trace.Proc{userinit, step("sihost.exe", b.Users, "sihost.exe", 200*tick.Millisecond), step("taskhostw.exe", b.Schedule, "taskhostw.exe {222A245B-E637-4AE9-A93F-A59CA119A75E}", 500*tick.Millisecond)}
	d.Explorer = step("explorer.exe", userinit, `C:\Windows\Explorer.EXE`, tick.Second)
	later := []struct {
		file, cmd string
		of        *trace.Proc
	}{
		{"ctfmon.exe", `"ctfmon.exe"`, b.Users}, {"searchhost.exe", `"C:\Windows\SystemApps\MicrosoftWindows.Client.CBS_cw5n1h2txyewy\SearchHost.exe" -ServerName:CortanaUI.AppX8z9r6jm96hw4bsbneegw0kyxx296wr9t.mca`, b.Launch},
		{"startmenuexperiencehost.exe", `"C:\Windows\SystemApps\Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy\StartMenuExperienceHost.exe" -ServerName:App.AppXywbrabmsek0gm3tkwpr5kwzbs55tkqay.mca`, b.Launch},
		{"runtimebroker.exe", `C:\Windows\System32\RuntimeBroker.exe -Embedding`, b.Launch}, {"securityhealthsystray.exe", `"C:\Windows\System32\SecurityHealthSystray.exe"`, d.Explorer},
		{"pangpa.exe", `"C:\Program Files\Palo Alto Networks\GlobalProtect\PanGPA.exe"`, d.Explorer}, {"onedrive.exe", `"C:\Program Files\Microsoft OneDrive\OneDrive.exe" /background`, d.Explorer},
	}
	for _, l := range later {
		d.shell = append(d.shell, step(l.file, l.of, l.cmd, 3*tick.Second))
	}
	d.Teams = step("ms-teams.exe", d.Explorer, `"ms-teams.exe" msteams:system-initiated`, 15*tick.Second)
	d.Outlook = step("outlook.exe", d.Explorer, "", 40*tick.Second)
	d.Edge = step("msedge.exe", d.Explorer, `"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --no-startup-window --win-session-start`, 25*tick.Second)
}

// Firewall is the site whose firewall the day's traffic passes, nil away from the office.
func (d *Day) Firewall() *org.Site {
	if d.Home {
		return nil
	}
	return d.P.Site
}

func (d *Day) base() uint64 { return chance.Hash(d.P.Habit, "acts", fmt.Sprint(d.Midnight)) }

// at is a moment between arrival and leaving; the morning and the early afternoon are busiest, and few work at noon.
func (d *Day) at(r *chance.Rand) int64 {
	span := float64(d.Leave - d.Arrive)
	for {
		x := (r.Float64() + r.Float64()) / 2
		if r.Is(0.5) {
			x = r.Float64()
		}
		at := d.Arrive + int64(x*span*0.97) + 3*tick.Minute
		if hour := float64(at-d.Midnight) / float64(tick.Hour); hour < 12.1 || hour > 13 || r.Is(0.35) {
			return at
		}
	}
}

// after is a moment some time later, never a round one.
func after(r *chance.Rand, at, wait int64) int64 { return at + r.Between(wait/3, wait+wait/2) }
