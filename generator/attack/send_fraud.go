package attack

import (
	"strings"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "send-fraud", Doc: "From the victim's mailbox an answer is sent into a running thread, with new bank details.", Technique: "T1657", Tactic: "Impact",
		Params: []Param{{"as", PersonKind, "from whose mailbox", false}, {"from", AddressKind, "from where", false}, {"to", PersonKind, "a colleague who gets it too", true}, {"subject", TextKind, "subject line", true}, {"file", FileKind, "attachment", true}}, Needs: needSession, Run: sendFraud})
}

func sendFraud(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p, partner := a.Person("as"), e.O.Partners[e.R.IntN(len(e.O.Partners))]
	subject := a.Text("subject", "RE: Invoice and new bank details")
	m := &trace.Message{From: p.UPN, FromName: p.Display, Sender: p.Account, IP: ip, Subject: subject, Size: 48_000}
	if f := a.File("file"); f != nil {
		m.Files = []*org.Image{f}
	}
	var to []*org.Account
	if c := a.Person("to"); c != nil {
		to = append(to, c.Account)
	}
	e.Send(at, m, to, []string{partner.Contacts[0].Address})
	e.Cloud(at+e.R.Between(100*tick.Millisecond, 700*tick.Millisecond), trace.CloudAct{Account: p.Account, Workload: "Exchange", Operation: "Send", Object: strings.TrimSpace(subject), Type: "Email", IP: ip, Place: place, Agent: agent(a)})
	e.Cloud(at+e.R.Between(20*tick.Second, 90*tick.Second), trace.CloudAct{Account: p.Account, Workload: "Exchange", Operation: "HardDelete", Object: "Sent Items", Type: "Email", IP: ip, Place: place, Agent: agent(a)})
}
