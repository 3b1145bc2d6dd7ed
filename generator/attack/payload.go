package attack

import (
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "payload", Doc: "The victim runs the downloaded file; it starts an encoded PowerShell that fetches and starts the implant.", Technique: "T1059.001", Tactic: "Execution",
		Params: []Param{onVictim, {"script", FileKind, "the file that is downloaded and run", false}, {"implant", FileKind, "the implant it drops", false}, {"domain", DomainKind, "where it comes from", false}, {"address", AddressKind, "address of that", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"domain", a.Text("domain", "")}, Need{"file", a.File("implant").SHA256})
		}, Run: payload})
}

func payload(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	file, host, ip := a.File(script), a.Text(domain, ""), a.Address("address").IP
	implant := implantOf(e, d, a)
	ps := implant.Parent
	path := `C:\Users\` + d.P.Sam + `\Downloads\` + file.File
	e.File(d.Edge, at, trace.FileEvent{Action: "FileCreated", Path: path, Image: file, OriginURL: "https://" + host + "/d/" + file.File, OriginIP: ip})
	e.Started(ps.Parent)
	e.Load(ps.Parent, ps.Parent.Created+e.R.Between(40*tick.Millisecond, 300*tick.Millisecond), e.O.Image(d.P.Device, "amsi.dll"))
	e.Started(ps)
	e.Start(d.P.Device, e.O.Image(d.P.Device, "conhost.exe"), ps.User, ps, ps.Created+e.R.Between(8*tick.Millisecond, 60*tick.Millisecond), `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
	e.Event(ps, ps.Created+e.R.Between(400*tick.Millisecond, 900*tick.Millisecond), "PowerShellCommand", `{"Command":"Start-Process"}`, nil, "")
	moment := ps.Created + e.R.Between(1200*tick.Millisecond, 2600*tick.Millisecond)
	if !d.Home || d.VPN {
		e.Lookup(moment-e.R.Between(20*tick.Millisecond, 200*tick.Millisecond), trace.Name{Client: d.Inside, Name: host, Answer: ip})
	}
	e.Connect(ps, moment, trace.Flow{LocalIP: d.IP, RemoteIP: ip, Port: 443, URL: host, Site: d.Firewall(), Sent: e.R.Between(600, 900), Received: implant.Image.Size + e.R.Between(3900, 4900)})
	e.File(ps, implant.Created-e.R.Between(2*tick.Second, 4*tick.Second), trace.FileEvent{Action: "FileCreated", Path: implant.Path(), Image: implant.Image, OriginURL: "https://" + host + "/u/" + implant.Image.File, OriginIP: ip})
	e.Started(implant)
}
