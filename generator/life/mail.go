package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// sendMail is a message from the person, to colleagues or partners, often a reply.
func sendMail(d *Day, e trace.Env, at int64) {
	m := &trace.Message{From: d.P.UPN, FromName: d.P.Display, Sender: d.P.Account, IP: d.Public, Subject: subject(e)}
	maybeFiles(e, m)
	connect(d, e, d.Outlook, at-tick.Second, org.Websites[0])
	if e.R.Is(0.25) {
		partner := chance.Pick(e.R, e.O.Partners)
		e.Send(at, m, nil, []string{chance.Pick(e.R, partner.Contacts).Address})
		return
	}
	e.Send(at, m, colleagues(d, e), nil)
}

func subject(e trace.Env) string {
	s := fmt.Sprintf(chance.Pick(e.R, subjects), chance.Pick(e.R, e.O.Projects))
	if e.R.Is(0.5) {
		return "RE: " + s
	}
	return s
}

// colleagues are mostly of the same department.
func colleagues(d *Day, e trace.Env) (to []*org.Account) {
	for range 1 + e.R.Zipf(5, 1) {
		p := chance.Pick(e.R, e.O.People)
		for range 6 {
			if p.Department == d.P.Department && p != d.P {
				break
			}
			p = chance.Pick(e.R, e.O.People)
		}
		if p != d.P && !has(to, p.Account) {
			to = append(to, p.Account)
		}
	}
	if len(to) == 0 {
		to = append(to, e.O.People[(d.P.Index+1)%len(e.O.People)].Account)
	}
	return to
}

func has(list []*org.Account, a *org.Account) bool {
	for _, x := range list {
		if x == a {
			return true
		}
	}
	return false
}

func maybeFiles(e trace.Env, m *trace.Message) {
	if e.R.Is(0.2) {
		f := document(e, docName(e))
		m.Files, m.Size = []*org.Image{f}, f.Size*4/3+6000
	}
	if e.R.Is(0.15) {
		m.URLs = []string{"https://" + org.Websites[e.R.Zipf(len(org.Websites), 1)].Host + "/" + strings.ToLower(e.R.Token(8))}
	}
}

// receiveMail is a message from outside: a partner, a newsletter, or spam that the filters catch.
func receiveMail(d *Day, e trace.Env, at int64) {
	switch e.R.Weighted(5, 3, 1.2, 0.12) {
	case 0:
		p := chance.Pick(e.R, e.O.Partners)
		c := chance.Pick(e.R, p.Contacts)
		m := &trace.Message{From: c.Address, FromName: c.Name, IP: p.MailIP, Subject: subject(e), FirstContact: e.R.Is(0.03)}
		maybeFiles(e, m)
		e.Send(at, m, []*org.Account{d.P.Account}, nil)
	case 1:
		n := chance.Pick(e.R, newsletters)
		m := &trace.Message{From: n[1], FromName: n[0], IP: fmt.Sprintf("198.2.%d.%d", e.R.Between(128, 190), e.R.Between(2, 250)), Bulk: e.R.Between(3, 7),
			Subject: n[0] + " update for " + d.P.Given, URLs: []string{"https://" + strings.SplitN(n[1], "@", 2)[1] + "/t/" + e.R.Token(12)}}
		e.Send(at, m, []*org.Account{d.P.Account}, nil)
		if e.R.Is(0.12) {
			followLink(d, e, at, m)
		}
	default:
		junk(d, e, at)
	}
}

func followLink(d *Day, e trace.Env, at int64, m *trace.Message) {
	at += e.R.Between(1, 60) * tick.Minute
	e.Click(at, d.P.Account, m.ID, m.URLs[0], d.Public, "ClickAllowed", "")
	connect(d, e, d.Edge, at+tick.Second, org.Websites[e.R.Zipf(len(org.Websites), 1)])
}

// junk is unsolicited mail: most goes to the junk folder, phish that is recognised to quarantine.
func junk(d *Day, e trace.Env, at int64) {
	host := chance.Pick(e.R, org.Hosting)
	domain := strings.ToLower(e.R.Token(9)) + chance.Pick(e.R, []string{".top", ".click", ".info"})
	m := &trace.Message{From: "info@" + domain, FromName: "Customer Service", IP: host.Address(e.R), Subject: chance.Pick(e.R, spamSubjects), FirstContact: true,
		Threat: "Spam", Method: `{"Spam":["Advanced filter"]}`, Action: "Junked", Location: "Junk folder", SCL: `{"Spam":"5","Phish":"Normal"}`,
		Auth: `{"SPF":"fail","DKIM":"none","DMARC":"none","CompAuth":"fail"}`, URLs: []string{"https://" + domain + "/" + strings.ToLower(e.R.Token(6))}}
	if e.R.Is(0.3) {
		m.Threat, m.Method, m.Action, m.Location, m.SCL = "Phish", `{"Phish":["URL malicious reputation"]}`, "Blocked", "Quarantine", `{"Spam":"5","Phish":"High"}`
	}
	e.Send(at, m, []*org.Account{d.P.Account}, nil)
}
