package attack

import (
	"fmt"

	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "inbox-rule", Doc: "A rule hides replies from the mailbox's owner.", Technique: "T1564.008", Tactic: "DefenseEvasion",
		Params: []Param{{"as", PersonKind, "whose mailbox", false}, {"from", AddressKind, "from where", false}, {"words", TextKind, "words it looks for", true}},
		Needs:  needSession, Run: inboxRule})
}

func inboxRule(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p, words := a.Person("as"), a.Text("words", "invoice;payment;bank")
	params := fmt.Sprintf(`[{"Name":"Name","Value":".."},{"Name":"SubjectOrBodyContainsWords","Value":%q},{"Name":"MoveToFolder","Value":"RSS Feeds"},{"Name":"MarkAsRead","Value":"True"}]`, words)
	e.Cloud(at, trace.CloudAct{Account: p.Account, Workload: "Exchange", Operation: "New-InboxRule", Object: p.UPN + `\..`, Type: "Rule", IP: ip, Place: place, Agent: agent(a), Params: params,
		Raw: fmt.Sprintf(`{"Operation":"New-InboxRule","Workload":"Exchange","UserId":%q,"ClientIP":%q,"Parameters":%s}`, p.UPN, ip, params)})
}
