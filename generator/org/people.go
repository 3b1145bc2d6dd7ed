package org

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/brianvoe/gofakeit/v7"
	"golang.org/x/text/unicode/norm"

	"socrates/generator/chance"
	"socrates/generator/tick"
)

func (o *Org) buildPeople(n int) {
	counts := share(n)
	taken := map[string]bool{}
	for d, count := range counts {
		for k := range count {
			o.addPerson(departments[d], k == 0, taken)
		}
	}
}

// share divides n people among the departments, at least one each while they last.
func share(n int) []int {
	counts, left := make([]int, len(departments)), n
	for d := range departments {
		counts[d] = min(max(1, int(departments[d].share*float64(n))), left)
		left -= counts[d]
	}
	for d := 3; left > 0; d = 3 + (d-2)%3 { // the rest goes to Sales, Marketing, Engineering in turn
		counts[d]++
		left--
	}
	return counts
}

func (o *Org) addPerson(dept department, head bool, taken map[string]bool) {
	i := len(o.People)
	r := o.stream("person", fmt.Sprint(i))
	fake := gofakeit.NewFaker(r, false)
	p := &Person{Index: i, Department: dept.name, Account: &Account{Index: i, Kind: User}}
	p.Person = p
	p.Given, p.Surname = fake.FirstName(), fake.LastName()
	local := freeName(taken, ascii(p.Given)+"."+ascii(p.Surname))
	p.Display = p.Given + " " + p.Surname
	p.UPN = local + "@" + o.Domain
	p.Sam = freeName(taken, cut(ascii(p.Given)[:1]+ascii(p.Surname), 18))
	p.Title = chance.Pick(r, dept.titles)
	if head {
		p.Title = dept.head
	}
	o.identify(p.Account, r)
	p.EmployeeID = fmt.Sprintf("%06d", 100200+i*7+r.IntN(7))
	p.Site = o.pickSite(r)
	p.Phone = fmt.Sprintf("+%d %d %06d", r.Between(20, 60), r.Between(100, 900), r.Between(0, 999999))
	p.Mobile = chance.Pick(r, phones)
	p.MFA = chance.Pick(r, mfaMethods)
	p.Browser = browsers[r.Weighted(7, 1.5, 2)]
	if r.Is(0.12) {
		p.Private = &privateBrowsers[r.Weighted(3, 2, 1)]
	}
	p.HomeISP, p.HomeIP = p.Site.Place, p.Site.Address(r)
	p.MobileISP = p.Site.Carrier()
	p.MobileIP = p.MobileISP.Address(r)
	o.habits(p, r)
	o.People = append(o.People, p)
	o.Accounts = append(o.Accounts, p.Account)
}

func (o *Org) habits(p *Person, r *chance.Rand) {
	p.StartsAt = r.Around(8*tick.Hour+30*tick.Minute, 90*tick.Minute)
	p.WorksFor = r.Around(8*tick.Hour+40*tick.Minute, 100*tick.Minute)
	p.Remote = []float64{0, 0.2, 0.4, 0.8}[r.Weighted(3, 3, 3, 1)]
	p.Busy = min(r.LogNormal(1, 0.35), 2.6)
	p.Weekend = []float64{0.02, 0.1, 0.3}[r.Weighted(6, 3, 1)]
	p.Habit = r.Uint64()
}

func (o *Org) pickSite(r *chance.Rand) *Site {
	weights := make([]float64, len(o.Sites))
	for i, s := range o.Sites {
		weights[i] = s.Share
	}
	return o.Sites[r.Weighted(weights...)]
}

// identify gives an account the identifiers that all products share.
func (o *Org) identify(a *Account, r *chance.Rand) {
	a.ObjectID, a.OnPremGUID = r.GUID(), r.GUID()
	a.SID = fmt.Sprintf("%s-%d", o.DomainSID, 1104+len(o.Accounts))
	a.CloudSID = fmt.Sprintf("S-1-12-1-%d-%d-%d-%d", r.Uint32(), r.Uint32(), r.Uint32(), r.Uint32())
	a.Created, a.PasswordAge = r.Between(20, 2600), r.Between(1, 170)
	a.Groups = []string{"Domain Users"}
}

func freeName(taken map[string]bool, name string) string {
	free := name
	for i := 2; taken[free]; i++ {
		free = fmt.Sprint(name, i)
	}
	taken[free] = true
	return free
}

// ascii is the lower-case form of a name as an address can carry it: "Zoë O'Neill" gives "zoeoneill".
func ascii(name string) string {
	return strings.Map(func(c rune) rune {
		if c < 128 && (unicode.IsLetter(c) || c == '-') {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFD.String(name))
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

// buildManagers lets heads of departments report to the chief executive, and the others up a tree in which nobody has more
// than nine reports of their own department.
func (o *Org) buildManagers() {
	chief, members := o.People[0], map[string][]*Person{}
	for _, p := range o.People {
		list := members[p.Department]
		switch n := len(list); {
		case n > 0:
			p.Manager = list[(n-1)/9]
			p.Manager.Reports++
		case p != chief:
			p.Manager = chief
			chief.Reports++
		}
		members[p.Department] = append(list, p)
	}
}

var mfaMethods = []MFA{
	{"Mobile app notification", "Microsoft Authenticator"}, {"Mobile app notification", "Microsoft Authenticator"},
	{"Mobile app notification", "Microsoft Authenticator"}, {"OATH verification code", "Microsoft Authenticator"},
	{"Text message", "+XX XXXXXXX"}, {"FIDO2 security key", "YubiKey 5"},
}

// Browser is a browser and the system on which it runs, empty for the system of the device.
type Browser struct{ Name, Agent, OS string }

var browsers = []Browser{
	{"Edge 137.0.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0", ""},
	{"Edge 136.0.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Safari/537.36 Edg/136.0.0.0", ""},
	{"Chrome 137.0.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", ""},
}

// privateBrowsers are those of people's own machines at home.
var privateBrowsers = []Browser{
	{"Safari 18.5", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15", "MacOs"},
	{"Chrome 137.0.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", "Windows10"},
	{"Firefox 139.0", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0", "Linux"},
}

// Phone is a mobile phone and the programs on it.
type Phone struct{ OS, Browser, Agent, Mail string }

var phones = []Phone{
	{"Ios 18.5", "Mobile Safari", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Outlook-iOS/4.2520.0"},
	{"Ios 18.4", "Mobile Safari", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1", "Outlook-iOS/4.2518.1"},
	{"Android 15", "Chrome Mobile 137.0.7151", "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.7151.89 Mobile Safari/537.36", "Outlook-Android/2.0"},
	{"Android 14", "Chrome Mobile 136.0.7103", "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.7103.125 Mobile Safari/537.36", "Outlook-Android/2.0"},
}
