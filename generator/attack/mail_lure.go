package attack

import (
	"strings"

	"socrates/generator/org"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "mail-lure", Doc: "A mail with a link (or a file) from a domain that the attacker owns reaches the inbox.", Technique: "T1566.002", Tactic: "InitialAccess",
		Params: []Param{{"to", PersonKind, "who gets it", false}, {"from", TextKind, "sender address", false}, {"name", TextKind, "sender name", true}, {"address", AddressKind, "sending server", false},
			{"subject", TextKind, "subject line", false}, {"url", TextKind, "link in the body", true}, {"file", FileKind, "attachment", true}, {"message", TextKind, "NetworkMessageId", false}},
		Needs: func(o *org.Org, a Args) []Need {
			from := a.Text("from", "")
			return []Need{{"sender", from}, {"sender-domain", from[strings.LastIndex(from, "@")+1:]}}
		}, Run: mailLure})
}

func mailLure(e trace.Env, at int64, a Args) {
	m := &trace.Message{ID: a.Text("message", ""), From: a.Text("from", ""), FromName: a.Text("name", "Document Services"), IP: a.Address("address").IP, Subject: a.Text("subject", ""), FirstContact: true,
		Auth: `{"SPF":"pass","DKIM":"none","DMARC":"bestguesspass","CompAuth":"pass"}`, Threat: "Phish", Method: `{"Phish":["URL detonation"]}`, SCL: `{"Spam":"Not spam","Phish":"Normal"}`}
	if u := a.Text("url", ""); u != "" {
		m.URLs = []string{u}
	}
	if f := a.File("file"); f != nil {
		m.Files = []*org.Image{f}
	}
	e.Send(at, m, []*org.Account{a.Person("to").Account}, nil)
}
