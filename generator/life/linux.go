package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Linux is a Linux server.
type Linux Server

// Root is the first process of a Linux host at a moment, and Daemon one of its services.
func (a Linux) root(at int64) *trace.Proc {
	boot := a.D.Rebooted(at) - 11*tick.Day
	return trace.New(a.D, a.O.Image(a.D, "systemd"), trace.Root, nil, boot, 1, "/sbin/init")
}

// Daemon is a service of a Linux host, such as sshd or cron.
func Daemon(o *org.Org, d *org.Device, at int64, file, cmd string) *trace.Proc {
	root := Linux{o, d}.root(at)
	r := chance.Stream(d.Hash, "daemon", file, fmt.Sprint(root.Created))
	return trace.New(d, o.Image(d, file), trace.Root, root, root.Created+r.Between(4*tick.Second, 20*tick.Second), r.Between(500, 1400), cmd)
}

func (a Linux) day(d *day) {
	phase := int64(a.D.Hash%50) * tick.Minute
	d.every(17*tick.Minute, tick.Hour, func(e trace.Env, at int64) { a.cron(e, at, "cd / && run-parts --report /etc/cron.hourly") })
	d.every(5*tick.Minute+phase%(10*tick.Minute), 10*tick.Minute, func(e trace.Env, at int64) { a.cron(e, at, commandLineCron[3]) })
	d.every(2*tick.Hour+phase, tick.Day, a.dump)
	d.every(6*tick.Hour+phase, tick.Day, a.upgrade)
	d.often(14, a.knock)
	d.often(30, func(e trace.Env, at int64) {
		e.Syslog(at, a.D, "daemon", "info", "systemd", 1, chance.Pick(e.R, []string{"Started Session " + fmt.Sprint(e.R.Between(100, 9000)) + " of User deploy.", "Starting Cleanup of Temporary Directories...", "Finished Daily man-db regeneration.", "logrotate.service: Deactivated successfully."}))
	})
	d.often(20, func(e trace.Env, at int64) {
		e.Syslog(at, a.D, "kern", "warning", "kernel", 0, fmt.Sprintf("[UFW BLOCK] IN=eth0 OUT= MAC=%s SRC=%s DST=%s LEN=40 TTL=%d PROTO=TCP SPT=%d DPT=%d WINDOW=1024 RES=0x00 SYN URGP=0", a.D.MAC, chance.Pick(e.R, org.Hosting).Address(e.R), a.D.IP, e.R.Between(40, 60), e.R.Between(1025, 65000), chance.Pick(e.R, []int64{23, 445, 3389, 8080, 5900, 6379})))
	})
	d.every(90*tick.Second+phase, 2*tick.Hour, func(e trace.Env, at int64) {
		av := Daemon(a.O, a.D, at, "wdavdaemon", "/opt/microsoft/mdatp/sbin/wdavdaemon")
		e.Connect(av, at, trace.Flow{LocalIP: a.D.IP, RemoteIP: org.SensorHost.IP(e.R), Port: 443, URL: org.SensorHost.Host, Site: a.D.Site, Sent: e.R.Between(3000, 40_000), Received: e.R.Between(2000, 9000)})
	})
	if !tick.Weekend(d.from) {
		a.sessions(d)
	}
}

// cron is one job: the session that PAM opens and closes, the line that cron writes, the shell and the program.
func (a Linux) cron(e trace.Env, at int64, job string) {
	pid := e.R.Between(2000, 400_000)
	daemon := Daemon(a.O, a.D, at, "cron", "/usr/sbin/cron -f -P")
	e.Syslog(at, a.D, "authpriv", "info", "CRON", pid, "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)")
	e.Syslog(at+e.R.Between(1*tick.Millisecond, 9*tick.Millisecond), a.D, "cron", "info", "CRON", pid+1, "(root) CMD ("+job+")")
	shell := trace.New(a.D, e.O.Image(a.D, "dash"), trace.Root, daemon, at+e.R.Between(2*tick.Millisecond, 20*tick.Millisecond), pid+1, "/bin/sh -c "+job)
	e.Started(shell)
	if job == commandLineCron[1] {
		q := trace.New(a.D, e.O.Image(a.D, "run-parts"), trace.Root, shell, shell.Created+e.R.Between(2*tick.Millisecond, 9*tick.Millisecond), pid+2, "run-parts --report /etc/cron.hourly")
		e.Started(q)
	}
	e.Syslog(at+e.R.Between(60*tick.Millisecond, 900*tick.Millisecond), a.D, "authpriv", "info", "CRON", pid, "pam_unix(cron:session): session closed for user root")
}

// dump is the nightly copy of a database.
func (a Linux) dump(e trace.Env, at int64) {
	a.cron(e, at, "/usr/local/bin/nightly-dump.sh")
	daemon := Daemon(a.O, a.D, at, "cron", "/usr/sbin/cron -f -P")
	name := fmt.Sprintf("/var/backups/app-%s.sql.gz", tick.Time(at).Format("20060102"))
	p := e.Start(a.D, e.O.Image(a.D, "pg_dump"), trace.Root, daemon, after(e.R, at, tick.Second), "pg_dump -Fp -U app app")
	z := e.Start(a.D, e.O.Image(a.D, "gzip"), trace.Root, daemon, p.Created+e.R.Between(1*tick.Millisecond, 9*tick.Millisecond), "gzip -6")
	e.File(z, after(e.R, at, 4*tick.Minute), trace.FileEvent{Action: "FileCreated", Path: name, Image: org.NewImage(name[13:], "/var/backups", "", "", "", "", e.R.Hex(8), e.R.Between(80_000_000, 400_000_000))})
	backup := e.O.First("backup")
	copier := e.Start(a.D, e.O.Image(a.D, "rsync"), trace.Root, daemon, after(e.R, at, 9*tick.Minute), "rsync -a /var/backups/ backup@"+backup.Name+":/vol/linux/"+a.D.Name+"/")
	e.Connect(copier, after(e.R, copier.Created, 2*tick.Second), trace.Flow{LocalIP: a.D.IP, RemoteIP: backup.IP, Port: 22, URL: backup.FQDN})
}

// upgrade is unattended-upgrades looking for security updates.
func (a Linux) upgrade(e trace.Env, at int64) {
	root := a.root(at)
	p := e.Start(a.D, e.O.Image(a.D, "unattended-upgrade"), trace.Root, root, at, "/usr/bin/python3 /usr/bin/unattended-upgrade")
	e.Connect(p, after(e.R, at, 3*tick.Second), trace.Flow{LocalIP: a.D.IP, RemoteIP: "185.125.190.39", Port: 80, URL: "archive.ubuntu.com", Site: a.D.Site, Sent: e.R.Between(2000, 9000), Received: e.R.Between(90_000, 40_000_000)})
	if e.R.Is(0.4) {
		pkg := chance.Pick(e.R, []string{"libssl3", "openssh-server", "curl", "linux-image-generic", "sudo", "vim-common"})
		e.Start(a.D, e.O.Image(a.D, "dpkg"), trace.Root, p, after(e.R, at, 40*tick.Second), "/usr/bin/dpkg --status-fd 11 --no-triggers --unpack --auto-deconfigure /var/cache/apt/archives/"+pkg+"_amd64.deb")
		e.Syslog(after(e.R, at, 50*tick.Second), a.D, "daemon", "info", "unattended-upgrade", p.PID, "Packages that were upgraded: "+pkg)
		return
	}
	e.Syslog(after(e.R, at, 20*tick.Second), a.D, "daemon", "info", "unattended-upgrade", p.PID, "No packages found that can be upgraded unattended and no pending auto-removals")
}

// knock is somebody in the Internet trying a name or two over SSH.
func (a Linux) knock(e trace.Env, at int64) {
	from := chance.Pick(e.R, org.Hosting).Address(e.R)
	pid := e.R.Between(2000, 400_000)
	for range 1 + e.R.Zipf(5, 1) {
		name, port := chance.Pick(e.R, []string{"admin", "oracle", "test", "ubuntu", "git", "postgres", "user", "ftpuser"}), e.R.Between(1025, 65000)
		e.Syslog(at, a.D, "auth", "info", "sshd", pid, fmt.Sprintf("Invalid user %s from %s port %d", name, from, port))
		e.Syslog(after(e.R, at, 2*tick.Second), a.D, "auth", "info", "sshd", pid, fmt.Sprintf("Failed password for invalid user %s from %s port %d ssh2", name, from, port))
		e.Syslog(after(e.R, at, 3*tick.Second), a.D, "auth", "info", "sshd", pid, fmt.Sprintf("Connection closed by invalid user %s %s port %d [preauth]", name, from, port))
		at, pid = after(e.R, at, 9*tick.Second), pid+e.R.Between(1, 4)
	}
}

// sessions are engineers and administrators who sign in over SSH with their keys.
func (a Linux) sessions(d *day) {
	people := append(a.O.Admins(), a.O.Team("Engineering")...)
	for range d.r.Poisson(3) {
		p := chance.Pick(d.r, people)
		day := schedule(a.O, p, d.from)
		if !day.Works || day.Home && !day.VPN {
			continue
		}
		at := day.Arrive + d.r.Between(10*tick.Minute, max(20*tick.Minute, day.Leave-day.Arrive-30*tick.Minute))
		d.acts = append(d.acts, Act{at, "", func(e trace.Env, at int64) { a.session(e, at, p, day.Inside) }})
	}
}

func (a Linux) session(e trace.Env, at int64, p *org.Person, ip string) {
	pid, port := e.R.Between(2000, 400_000), e.R.Between(49200, 65500)
	user := &trace.User{Domain: a.D.Name, Name: p.Sam}
	if e.R.Is(0.08) {
		e.Syslog(at-e.R.Between(3*tick.Second, 12*tick.Second), a.D, "auth", "info", "sshd", pid-2, fmt.Sprintf("Failed password for %s from %s port %d ssh2", p.Sam, ip, port-1))
	}
	e.Syslog(at, a.D, "auth", "info", "sshd", pid, fmt.Sprintf("Accepted publickey for %s from %s port %d ssh2: ED25519 SHA256:%s", p.Sam, ip, port, chance.Stream(p.Habit, "key").Token(43)))
	e.Syslog(at+e.R.Between(8*tick.Millisecond, 60*tick.Millisecond), a.D, "authpriv", "info", "sshd", pid, fmt.Sprintf("pam_unix(sshd:session): session opened for user %s(uid=%d) by (uid=0)", p.Sam, 1000+p.Index))
	listener := Daemon(a.O, a.D, at, "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups")
	login := trace.New(a.D, e.O.Image(a.D, "sshd"), trace.Root, listener, at-e.R.Between(500*tick.Millisecond, 1500*tick.Millisecond), pid, "sshd: "+p.Sam+" [priv]")
	e.Started(login)
	e.Logon(at, trace.Logon{Account: p.Account, Device: a.D, Type: "Network", From: p.Device, FromIP: ip, By: login})
	bash := trace.New(a.D, e.O.Image(a.D, "bash"), user, login, at+e.R.Between(100*tick.Millisecond, 400*tick.Millisecond), pid+e.R.Between(60, 120), "-bash")
	e.Started(bash)
	for range 1 + e.R.Zipf(8, 0.5) {
		at = after(e.R, at, 40*tick.Second)
		c := chance.Pick(e.R, linuxWork)
		e.Start(a.D, e.O.Image(a.D, c[0]), user, bash, at, c[1])
		if c[0] == "sudo" {
			e.Syslog(at, a.D, "authpriv", "notice", "sudo", 0, fmt.Sprintf("%s : TTY=pts/0 ; PWD=/home/%s ; USER=root ; COMMAND=/usr/bin/%s", p.Sam, p.Sam, c[1][5:]))
		}
	}
	e.Syslog(after(e.R, at, 10*tick.Minute), a.D, "authpriv", "info", "sshd", pid, "pam_unix(sshd:session): session closed for user "+p.Sam)
}

var linuxWork = [][2]string{
	{"sudo", "sudo systemctl restart nginx"}, {"sudo", "sudo tail -n 200 /var/log/syslog"}, {"tail", "tail -f /var/log/nginx/access.log"}, {"ps", "ps aux"}, {"df", "df -h"}, {"journalctl", "journalctl -u app -n 100"}, {"grep", "grep -i error /var/log/app/app.log"}, {"find", "find /var/log -mtime -1 -size +10M"},
	{"cat", "cat /etc/nginx/sites-enabled/app.conf"}, {"curl", "curl -s http://localhost:8080/health"}, {"sudo", "sudo apt-get update"}, {"python3.10", "python3 /opt/app/manage.py migrate --check"},
}
