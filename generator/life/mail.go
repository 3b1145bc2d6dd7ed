package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// sendMail begins a thread with colleagues or a partner; the answers come when those who write them are at work.
func sendMail(d *Day, e trace.Env, at int64) {
	m := &trace.Message{From: d.P.UPN, FromName: d.P.Display, Sender: d.P.Account, IP: d.Public, Subject: subject(e)}
	maybeFiles(e, m)
	connect(d, e, d.Outlook, at-e.R.Between(300*tick.Millisecond, 2000*tick.Millisecond), org.Websites[0])
	e.Cloud(at+e.R.Between(100*tick.Millisecond, 900*tick.Millisecond), trace.CloudAct{Account: d.P.Account, Workload: "Exchange", Operation: "Send", Object: m.Subject, Type: "Email", IP: d.Public, Place: d.Place, Agent: "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18827; Pro)"})
	if e.R.Is(0.25) {
		partner := chance.Pick(e.R, e.O.Partners)
		c := chance.Pick(e.R, partner.Contacts)
		e.Send(at, m, nil, []string{c.Address})
		if e.R.Is(0.5) {
			answer := reply(e, m, c.Name, c.Address)
			answer.IP = partner.MailIP
			e.Send(after(e.R, at, int64(e.R.LogNormal(90, 1))*tick.Minute), answer, []*org.Account{d.P.Account}, nil)
		}
		return
	}
	to := colleagues(d, e)
	e.Send(at, m, accounts(to), nil)
	thread(e, m, at, append(to, d.P))
}

// thread is the conversation after a message: each answer is a message of its own to all the others.
func thread(e trace.Env, m *trace.Message, at int64, people []*org.Person) {
	writer := people[0]
	for n := 0; e.R.Is(0.55) && n < 6; n++ {
		at = after(e.R, at, int64(e.R.LogNormal(25, 1.1)*float64(tick.Minute))+2*tick.Minute)
		day := schedule(e.O, writer, writer.Site.Zone.Day(at))
		if !day.Works || at < day.Arrive || at > day.Leave {
			return // the rest is said elsewhere
		}
		answer := reply(e, m, writer.Display, writer.UPN)
		answer.Sender, answer.IP = writer.Account, day.Public
		var rest []*org.Account
		for _, p := range people {
			if p != writer {
				rest = append(rest, p.Account)
			}
		}
		e.Send(at, answer, rest, nil)
		m, writer = answer, people[e.R.IntN(len(people))]
		if m.From == writer.UPN {
			writer = people[len(people)-1]
			if m.From == writer.UPN {
				writer = people[0]
			}
		}
	}
}

// reply answers a message: the subject with its mark, the same links below, no attachments.
func reply(e trace.Env, m *trace.Message, name, from string) *trace.Message {
	subject := m.Subject
	if !strings.HasPrefix(subject, "RE: ") {
		subject = "RE: " + strings.TrimPrefix(subject, "FW: ")
	}
	return &trace.Message{From: from, FromName: name, Subject: subject, URLs: m.URLs, Cluster: m.Cluster, Size: int64(e.R.LogNormal(21_000, 0.6)) + int64(len(m.Subject))}
}

func accounts(people []*org.Person) (list []*org.Account) {
	for _, p := range people {
		list = append(list, p.Account)
	}
	return list
}

func subject(e trace.Env) string {
	s := chance.Pick(e.R, subjects)
	s = strings.ReplaceAll(s, "{project}", chance.Pick(e.R, e.O.Projects))
	s = strings.ReplaceAll(s, "{kind}", chance.Pick(e.R, docKinds))
	s = strings.ReplaceAll(s, "{n}", fmt.Sprint(e.R.Between(10_000, 99_999)))
	return strings.ReplaceAll(s, "{day}", chance.Pick(e.R, []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "next week"}))
}

// colleagues are mostly of the same department, and few of them write to many.
func colleagues(d *Day, e trace.Env) (to []*org.Person) {
	for range 1 + e.R.Zipf(5, 1) {
		p := chance.Pick(e.R, e.O.People)
		for range 6 {
			if p.Department == d.P.Department && p != d.P {
				break
			}
			p = chance.Pick(e.R, e.O.People)
		}
		if p != d.P && !has(to, p) {
			to = append(to, p)
		}
	}
	if len(to) == 0 {
		to = append(to, e.O.People[(d.P.Index+1)%len(e.O.People)])
	}
	return to
}

func has(list []*org.Person, p *org.Person) bool {
	for _, x := range list {
		if x == p {
			return true
		}
	}
	return false
}

func maybeFiles(e trace.Env, m *trace.Message) {
	m.Size = int64(e.R.LogNormal(16_000, 0.6))
	if e.R.Is(0.2) {
		f := document(e, docName(e))
		m.Files, m.Size = []*org.Image{f}, m.Size+f.Size*4/3
	}
	if e.R.Is(0.15) {
		m.URLs = []string{"https://" + org.Websites[e.R.Zipf(len(org.Websites), 1)].Host + "/" + strings.ToLower(e.R.Token(8))}
	}
}

// receiveMail is a message from outside: a partner, a newsletter, a machine, or spam.
func receiveMail(d *Day, e trace.Env, at int64) {
	switch e.R.Weighted(4, 3, 1.5, 1.2) {
	case 0:
		p := chance.Pick(e.R, e.O.Partners)
		c := p.Contacts[e.R.Zipf(len(p.Contacts), 1)]
		m := &trace.Message{From: c.Address, FromName: c.Name, IP: p.MailIP, Subject: subject(e), FirstContact: e.R.Is(0.03)}
		maybeFiles(e, m)
		e.Send(at, m, []*org.Account{d.P.Account}, nil)
		if at = after(e.R, at, int64(e.R.LogNormal(50, 1)*float64(tick.Minute))); at < d.Leave && e.R.Is(0.4) {
			answer := reply(e, m, d.P.Display, d.P.UPN)
			answer.Sender, answer.IP = d.P.Account, d.Public
			e.Send(at, answer, nil, []string{c.Address})
		}
	case 1:
		newsletter(d, e, at)
	case 2:
		notify(d, e, at)
	default:
		junk(d, e, at)
	}
}

func newsletter(d *Day, e trace.Env, at int64) {
	n := newsletters[e.R.Zipf(len(newsletters), 0.8)]
	m := &trace.Message{From: n[1], FromName: n[0], IP: fmt.Sprintf("198.2.%d.%d", e.R.Between(128, 190), e.R.Between(2, 250)), Bulk: e.R.Between(3, 7), MailFrom: fmt.Sprintf("bounce-%d@%s", e.R.Between(100_000, 9_999_999), domainOf(n[1])),
		Subject: strings.NewReplacer("{name}", d.P.Given, "{n}", fmt.Sprint(e.R.Between(2, 40))).Replace(chance.Pick(e.R, newsletterSubjects)), Size: int64(e.R.LogNormal(70_000, 0.4))}
	for range e.R.Between(1, 5) {
		m.URLs = append(m.URLs, "https://"+domainOf(n[1])+"/t/"+e.R.Token(12))
	}
	e.Send(at, m, []*org.Account{d.P.Account}, nil)
	if e.R.Is(0.12) {
		followLink(d, e, at, m)
	}
}

// notify is mail that a machine of the organisation sends.
func notify(d *Day, e trace.Env, at int64) {
	n := chance.Pick(e.R, notices)
	ticket := fmt.Sprint(e.R.Between(100_000, 999_999))
	m := &trace.Message{From: n[0] + "@" + e.O.Domain, FromName: n[1], IP: e.O.First("app").Site.Egress, Subject: strings.NewReplacer("{n}", ticket, "{project}", chance.Pick(e.R, e.O.Projects), "{name}", d.P.Display).Replace(n[2]), Size: int64(e.R.LogNormal(11_000, 0.3))}
	m.Sender = e.O.ServiceAccount("svc-monitor")
	m.URLs = []string{"https://intranet." + e.O.ADDomain + "/ticket/" + ticket}
	e.Send(at, m, []*org.Account{d.P.Account}, nil)
}

func domainOf(addr string) string { return addr[strings.LastIndex(addr, "@")+1:] }

func followLink(d *Day, e trace.Env, at int64, m *trace.Message) {
	if at = after(e.R, at, 40*tick.Minute); at > d.Leave || at < d.Arrive {
		return
	}
	e.Click(at, d.P.Account, m.ID, m.URLs[0], d.Public, "ClickAllowed", "")
	connect(d, e, d.Edge, after(e.R, at, tick.Second), favourite(d, e.R))
}

// junk is unsolicited mail: most goes to the junk folder, phish that is recognised to quarantine; some is recognised only
// after it was delivered, and is then moved.
func junk(d *Day, e trace.Env, at int64) {
	host := org.Hosting[e.R.Zipf(len(org.Hosting), 0.7)]
	domain := spamDomain(e.R)
	m := &trace.Message{From: chance.Pick(e.R, []string{"info", "service", "no-reply", "sales", "news"}) + "@" + domain, FromName: chance.Pick(e.R, spamNames), IP: host.Address(e.R), Subject: chance.Pick(e.R, spamSubjects), FirstContact: true,
		Threat: "Spam", Method: `{"Spam":["Advanced filter"]}`, Action: "Junked", Location: "Junk folder", SCL: `{"Spam":"5","Phish":"Normal"}`, Size: int64(e.R.LogNormal(18_000, 0.7)),
		Auth: `{"SPF":"fail","DKIM":"none","DMARC":"none","CompAuth":"fail"}`, URLs: []string{"https://" + domain + "/" + strings.ToLower(e.R.Token(6))}}
	to := []*org.Account{d.P.Account}
	switch e.R.Weighted(5, 3, 0.5) {
	case 1:
		m.Threat, m.Method, m.Action, m.Location, m.SCL = "Phish", `{"Phish":["URL malicious reputation"]}`, "Blocked", "Quarantine", `{"Spam":"5","Phish":"High"}`
	case 2:
		later(d, e, at, m)
		return
	}
	e.Send(at, m, to, nil)
}

// later is junk that was taken for mail: zero-hour auto purge moves it some time after delivery, and some people report it first.
func later(d *Day, e trace.Env, at int64, m *trace.Message) {
	moved := trace.Moved{Kind: "Spam ZAP", To: "Junk folder", Threat: "Spam", Method: `{"Spam":["Advanced filter"]}`}
	if e.R.Is(0.35) {
		moved = trace.Moved{Kind: "Phish ZAP", To: "Quarantine", Threat: "Phish", Method: `{"Phish":["URL malicious reputation"]}`}
	}
	if e.R.Is(0.1) {
		moved.Kind, moved.Trigger = "Manual Remediation", "AdminAction"
	}
	m.Threat, m.Method, m.SCL, m.Action, m.Location = "", "", `{"Spam":"1","Phish":"Normal"}`, "Delivered", "Inbox/folder"
	m.Latest, m.LatestAction = moved.To, map[string]string{"Quarantine": "Blocked", "Junk folder": "Junked"}[moved.To]
	e.Send(at, m, []*org.Account{d.P.Account}, nil)
	e.PostDelivery(at+int64(e.R.LogNormal(35, 0.9)*float64(tick.Minute))+3*tick.Minute, m, d.P.UPN, moved)
}

// spamDomain is put together from syllables; whole campaigns share one.
func spamDomain(r *chance.Rand) string {
	n := r.Zipf(400, 0.8)
	s := chance.Numbered(9, int64(n))
	name := ""
	for range s.Between(2, 4) {
		name += chance.Pick(s, spamSyllables)
	}
	return name + chance.Pick(s, []string{".top", ".click", ".info", ".shop", ".online", ".xyz"})
}
