package life

import (
	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Thing is a printer, camera or controller: only the firewall and the name server know it.
type Thing struct {
	O *org.Org
	D *org.Device
}

// vendor is where a thing calls home, and how often a day.
type vendor struct {
	site  *org.Website
	port  int64
	app   string
	every int64
}

var vendors = map[string][]vendor{
	"printer": {{&org.Website{Host: "connectivity.hpconnected.com", A: 15, B: 73}, 443, "hp-eprint", 2 * tick.Hour}, {&org.Website{Host: "time.windows.com", A: 20, B: 101}, 123, "ntp", 4 * tick.Hour}},
	"camera":  {{&org.Website{Host: "dispatchse1.connect.axis.com", A: 195, B: 60}, 443, "ssl", 90 * tick.Minute}, {&org.Website{Host: "0.axis.pool.ntp.org", A: 162, B: 159}, 123, "ntp", tick.Hour}},
	"hvac":    {{&org.Website{Host: "ntp.ubuntu.com", A: 185, B: 125}, 123, "ntp", tick.Hour}, {&org.Website{Host: "gateway.bms-cloud.siemens.com", A: 194, B: 138}, 8883, "mqtt", 3 * tick.Hour}},
}

// Begins is UTC midnight.
func (a Thing) Begins(midnight int64) int64 { return midnight }

// Acts is the thing's day: its own clock decides, so a beacon is nothing special among them.
func (a Thing) Acts(midnight int64) []Act {
	d := &day{from: midnight, r: chance.Numbered(a.D.Hash, midnight/tick.Day)}
	for i, v := range vendors[a.D.Role] {
		d.every(int64(a.D.Hash>>(8*i)%uint64(v.every)), v.every, func(e trace.Env, at int64) { a.call(e, at, v) })
	}
	return d.acts
}

func (a Thing) call(e trace.Env, at int64, v vendor) {
	ip := v.site.IP(e.R)
	if e.R.Is(0.5) {
		e.Lookup(at-e.R.Between(9*tick.Millisecond, 90*tick.Millisecond), trace.Name{Client: a.D.IP, Name: v.site.Host, Answer: ip})
	}
	f := trace.Flow{LocalIP: a.D.IP, RemoteIP: ip, Port: v.port, URL: v.site.Host, App: v.app, Site: a.D.Site, Host: a.D.Name, Sent: e.R.Between(500, 3000), Received: e.R.Between(400, 4000)}
	if v.port == 123 {
		f.UDP, f.Sent, f.Received = true, 90, 90
	}
	e.Firewall(at, e.R.Between(32000, 60000), f)
}
