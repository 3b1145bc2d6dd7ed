package attack

import (
	"fmt"

	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "mailbox-access", Doc: "Mail is read in the victim's mailbox through the web.", Technique: "T1114.002", Tactic: "Collection",
		Params: []Param{{"as", PersonKind, "whose mailbox", false}, {"from", AddressKind, "from where", false}, {"count", NumberKind, "heaps of messages", true}}, Needs: needSession, Run: mailboxAccess})
}

func mailboxAccess(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	for i := range a.Number("count", 8) {
		folder := []string{"Inbox", "Sent Items", "Inbox", `Inbox\Finance`}[i%4]
		e.Cloud(at, trace.CloudAct{Account: a.Person("as").Account, Workload: "Exchange", Operation: "MailItemsAccessed", Object: folder, Type: "Mailbox", IP: ip, Place: place, Agent: agent(a),
			Office: []any{"OperationProperties", `[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}]`, "Folders", fmt.Sprintf(`[{"Path":%q,"FolderItems":%d}]`, `\`+folder, e.R.Between(8, 60)), "ClientInfoString", "Client=OWA;Action=ViaProxy"}})
		at += e.R.Around(80*tick.Second, 60*tick.Second)
	}
}
