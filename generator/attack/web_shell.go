package attack

import (
	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "web-shell", Doc: "A page is uploaded to the web server and used to run commands.", Technique: "T1505.003", Tactic: "Persistence", Params: []Param{atServer, fromRented, {"page", TextKind, "file name of the page", true}}, Needs: needServer, Run: webShell})
}

func webShell(e trace.Env, at int64, a Args) {
	d, page := a.Device("at"), a.Text("page", "errorfe.aspx")
	worker := life.ServerBoot(e.O, d, at).Worker
	r := trace.Page{Client: a.Address("from").IP, Method: "POST", Stem: "/upload/attachment.aspx", Agent: "python-requests/2.32.3", Code: 200, Size: 512}
	e.Web(at, d, r)
	e.File(worker, at+e.R.Between(80*tick.Millisecond, 700*tick.Millisecond), trace.FileEvent{Action: "FileCreated", Path: `C:\inetpub\wwwroot\aspnet_client\` + page, Image: org.NewImage(page, "", "", "", "", "", e.R.Hex(8), 1438)})
	r.Stem = "/aspnet_client/" + page
	for _, c := range [][2]string{{"whoami.exe", "whoami"}, {"ipconfig.exe", "ipconfig /all"}, {"net.exe", "net user /domain"}, {"nltest.exe", "nltest /dclist:" + e.O.ADDomain}, {"tasklist.exe", "tasklist /svc"}} {
		at += e.R.Around(50*tick.Second, 30*tick.Second)
		r.Size = e.R.Between(200, 4000)
		e.Web(at, d, r)
		cmd := e.Start(d, e.O.Image(d, "cmd.exe"), worker.User, worker, at+e.R.Between(8*tick.Millisecond, 40*tick.Millisecond), `"cmd.exe" /c `+c[1])
		e.Start(d, e.O.Image(d, c[0]), worker.User, cmd, cmd.Created+e.R.Between(10*tick.Millisecond, 60*tick.Millisecond), c[1])
	}
}
