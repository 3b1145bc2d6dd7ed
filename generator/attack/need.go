package attack

import (
	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/trace"
)

// Parameters that many activities share.
var (
	onVictim   = Param{"on", PersonKind, "whose device", false}
	theImplant = Param{"implant", FileKind, "the implant that does it", false}
	atServer   = Param{"at", DeviceKind, "the server", false}
	fromRented = Param{"from", AddressKind, "attacker's address", false}
	asAccount  = Param{"as", PersonKind, "whose account is used; an administrator's administrative one", false}
)

func onDevice(p *org.Person) []Need {
	return []Need{{"device", p.Device.ID}, {"account", p.ObjectID}}
}

// needVictim is what an activity on somebody's device needs.
func needVictim(o *org.Org, a Args) []Need { return onDevice(a.Person("on")) }

// needServer is what an activity on a server needs, and the attacker's address when it comes from one.
func needServer(o *org.Org, a Args) []Need {
	needs := []Need{{"device", a.Device("at").ID}}
	if f := a.Address("from"); f != nil {
		needs = append(needs, Need{"address", f.IP})
	}
	return needs
}

// needAddress is what an activity needs that only comes from somewhere.
func needAddress(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("from").IP}} }

// needSession is what an activity in somebody's cloud session needs.
func needSession(o *org.Org, a Args) []Need {
	needs := []Need{{"account", a.Person("as").ObjectID}, {"session", a.Person("as").ObjectID}}
	if f := a.Address("from"); f != nil {
		needs = append(needs, Need{"address", f.IP})
	}
	return needs
}

// needLateral is what a step from one device to another needs.
func needLateral(o *org.Org, a Args) []Need {
	return append(onDevice(a.Person("on")), Need{"account", account(a.Person("as")).ObjectID}, Need{"device", a.Device("to").ID})
}

// account is the one that is worth stealing: the administrative one, if there is one.
func account(p *org.Person) *org.Account {
	if p.Admin != nil {
		return p.Admin
	}
	return p.Account
}

// day is the victim's day around a moment.
func day(e trace.Env, p *org.Person, at int64) *life.Day {
	return life.DayOf(e.O, p, p.Site.Zone.Day(at))
}

// where is the rented address, or the person's own place without one.
func where(e trace.Env, at int64, a Args) (string, *org.Place) {
	if f := a.Address("from"); f != nil {
		return f.IP, f.Place
	}
	d := day(e, a.Person("as"), at)
	return d.Public, d.Place
}

// agent is the browser: the attacker's from a rented address, the person's own otherwise.
func agent(a Args) string {
	if a.Address("from") == nil {
		return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0"
	}
	return webAgent
}

const webAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
