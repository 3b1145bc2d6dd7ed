package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "ssh-brute-force", Doc: "Passwords are tried over SSH until one opens.", Technique: "T1110.001", Tactic: "CredentialAccess", Params: []Param{atServer, fromRented, {"count", NumberKind, "tries", true}}, Needs: needServer, Run: sshBrute})
}

func sshBrute(e trace.Env, at int64, a Args) {
	d, from := a.Device("at"), a.Address("from")
	id := e.R.Between(20_000, 60_000)
	line := func(format string, args ...any) {
		e.Syslog(at, d, "auth", "info", "sshd", id, fmt.Sprintf(format, args...))
	}
	for range a.Number("count", 180) {
		port := e.R.Between(1025, 65000)
		line("Failed password for deploy from %s port %d ssh2", from.IP, port)
		at += e.R.Between(400*tick.Millisecond, 2600*tick.Millisecond)
		id += e.R.Between(1, 3)
	}
	port := e.R.Between(1025, 65000)
	line("Accepted password for deploy from %s port %d ssh2", from.IP, port)
	at += e.R.Between(4*tick.Millisecond, 40*tick.Millisecond)
	e.Syslog(at, d, "authpriv", "info", "sshd", id, "pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)")
	e.Started(deployShell(e, d, at, id).Parent)
}

// deployShell is the shell of the account deploy on a Linux host, below the daemon that let it in.
func deployShell(e trace.Env, d *org.Device, at, id int64) *trace.Proc {
	listener := life.Daemon(e.O, d, at, "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups")
	login := trace.New(d, e.O.Image(d, "sshd"), trace.Root, listener, at-e.R.Between(200*tick.Millisecond, 900*tick.Millisecond), id, "sshd: deploy [priv]")
	return trace.New(d, e.O.Image(d, "bash"), &trace.User{Domain: d.Name, Name: "deploy", SID: "1001"}, login, at+e.R.Between(90*tick.Millisecond, 400*tick.Millisecond), id+e.R.Between(60, 120), "-bash")
}
