package org

import (
	"fmt"
	"strings"

	"socrates/generator/tick"
)

var servicePrograms = []struct {
	sam, display string
	spns         []string
	privileged   bool
	groups       []string
}{
	{"svc-sql", "SQL Server Service", []string{"MSSQLSvc/{sql}:1433"}, false, []string{"SQL Service Accounts"}},
	{"svc-backup", "Backup Service", []string{"BackupSvc/{backup}"}, true, []string{"Backup Operators"}},
	{"svc-scan", "Vulnerability Scanner", nil, true, []string{"Server Local Admins"}},
	{"svc-adsync", "Entra Connect Sync", nil, true, []string{"Directory Replication"}},
	{"svc-web", "Web Application Pool", []string{"HTTP/{web}"}, false, nil},
	{"svc-print", "Print Management", nil, false, nil},
	{"svc-deploy", "Software Deployment", nil, true, []string{"Workstation Local Admins"}},
	{"svc-monitor", "Monitoring", nil, false, nil},
}

func (o *Org) buildAccounts() {
	for _, s := range servicePrograms {
		a := &Account{Index: len(o.Accounts), Kind: Service, Sam: s.sam, Display: s.display, UPN: s.sam + "@" + o.Domain, Privileged: s.privileged}
		o.identify(a, o.stream("service", s.sam))
		a.PasswordAge = 200 + int64(len(s.sam))*40
		a.Groups = append(a.Groups, s.groups...)
		for _, spn := range s.spns {
			a.SPNs = append(a.SPNs, o.expandHost(spn))
		}
		o.Accounts, o.Services = append(o.Accounts, a), append(o.Services, a)
	}
	admins := 0
	for _, p := range o.People {
		p.Groups = append(p.Groups, "All Employees", p.Department)
		if p.Department == "IT" {
			o.addAdmin(p, admins)
			admins++
		}
	}
}

func (o *Org) expandHost(spn string) string {
	for _, role := range []string{"sql", "backup", "web"} {
		spn = strings.ReplaceAll(spn, "{"+role+"}", o.First(role).FQDN)
	}
	return spn
}

// addAdmin gives an IT person a separate administrative account, as good practice demands; the first two
// are domain administrators, the rest administer servers or the cloud.
func (o *Org) addAdmin(p *Person, n int) {
	a := &Account{Index: len(o.Accounts), Kind: Admin, Sam: cut("adm-"+p.Sam, 20), Display: p.Display + " (Admin)", Person: p, Privileged: true}
	a.UPN = fmt.Sprintf("adm-%s@%s", strings.SplitN(p.UPN, "@", 2)[0], o.Domain)
	o.identify(a, o.stream("admin", p.Sam))
	switch {
	case n < 2:
		a.Groups = append(a.Groups, "Domain Admins", "Server Local Admins")
		a.Roles = []string{"Global Administrator"}
	case n%2 == 0:
		a.Groups = append(a.Groups, "Server Local Admins")
		a.Roles = []string{"Exchange Administrator", "Intune Administrator"}
	default:
		a.Groups = append(a.Groups, "Workstation Local Admins")
		a.Roles = []string{"User Administrator", "Helpdesk Administrator"}
	}
	p.Admin = a
	o.Accounts = append(o.Accounts, a)
}

// PasswordSet is when an account got the password that it has at an instant. People change theirs every 180 days.
func (o *Org) PasswordSet(a *Account, at int64) int64 {
	day := at / tick.Day
	age := (day + a.PasswordAge) % 180
	if a.Kind == Service {
		age = a.PasswordAge
	}
	set := (day-age)*tick.Day + (8+a.PasswordAge%9)*tick.Hour + a.PasswordAge*7919%3600*tick.Second
	if set > at {
		set -= 180 * tick.Day
	}
	return set
}
