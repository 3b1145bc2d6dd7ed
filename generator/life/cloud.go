package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Cloud is what runs in Azure, AWS and between applications.
type Cloud struct{ O *org.Org }

// Acts is the cloud's day.
func (a Cloud) Acts(midnight int64) []Act {
	o, r := a.O, chance.Stream(a.O.Seed, "cloud", fmt.Sprint(midnight))
	var acts []Act
	add := func(mean float64, run func(e trace.Env, at int64)) {
		for range r.Poisson(mean) {
			acts = append(acts, Act{midnight + r.Between(0, tick.Day-1), run})
		}
	}
	for _, app := range o.Daemons() {
		add(24, func(e trace.Env, at int64) { daemon(e, at, app) })
	}
	add(40, func(e trace.Env, at int64) {
		e.Blob(at, storage(o), "reports", fmt.Sprintf("%s-%d.parquet", chance.Pick(e.R, o.Projects), e.R.Between(1, 400)), chance.Pick(e.R, []string{"GetBlob", "PutBlob", "ListBlobs"}), o.Sites[0].Egress, "azsdk-python-storage-blob/12.25", e.R.Between(900, 4_000_000))
	})
	add(30, func(e trace.Env, at int64) {
		e.Trail(at, chance.Pick(e.R, []string{"deploy-bot", "analytics", "backup"}), chance.Pick(e.R, []string{"s3", "ec2", "sts"}), chance.Pick(e.R, []string{"ListBuckets", "DescribeInstances", "GetCallerIdentity", "GetObject", "PutObject"}), o.Sites[0].Egress, "aws-cli/2.27.30", "", "")
	})
	if !tick.Weekend(midnight) {
		add(10, azureWork)
	}
	return acts
}

func storage(o *org.Org) string { return "st" + strings.ToLower(o.Prefix) + "data01" }

func daemon(e trace.Env, at int64, app *org.App) {
	site := e.O.Sites[0]
	if e.R.Is(0.02) {
		e.ServiceSignIn(at-tick.Minute, app, e.O.App("Microsoft Graph"), site.Egress, site.Place, 7000222, "The provided client secret keys are expired.")
	}
	e.ServiceSignIn(at, app, e.O.App("Microsoft Graph"), site.Egress, site.Place, 0, "")
	for i := range e.R.Between(1, 4) {
		e.GraphCall(at+i*tick.Second, app, nil, site.Egress, "GET", chance.Pick(e.R, []string{"users?$top=100", "groups", "devices", "auditLogs/signIns?$top=50", "sites/root"}))
	}
	if app.Name == "devops-pipeline" {
		e.Vault(at+2*tick.Second, app, site.Egress, "kv-"+strings.ToLower(e.O.Prefix)+"-prod", "SecretGet", chance.Pick(e.R, []string{"sql-connection", "signing-key", "api-token"}))
	}
}

func azureWork(e trace.Env, at int64) {
	var by *org.Person
	for _, p := range e.O.People {
		if p.Admin != nil && (by == nil || e.R.Is(0.4)) {
			by = p
		}
	}
	op := chance.Pick(e.R, [][2]string{{"Microsoft.Compute/virtualMachines/start/action", "Microsoft.Compute/virtualMachines/vm-build01"}, {"Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/" + storage(e.O)},
		{"Microsoft.Resources/deployments/write", "Microsoft.Resources/deployments/main"}, {"Microsoft.Network/networkSecurityGroups/write", "Microsoft.Network/networkSecurityGroups/nsg-app"}})
	e.Azure(at, by.Admin, by.Site.Egress, op[0], "rg-platform", op[1], "Start")
	e.Azure(at+e.R.Between(1, 20)*tick.Second, by.Admin, by.Site.Egress, op[0], "rg-platform", op[1], "Success")
}

// serverLogs are what a server writes besides processes and logons.
func (a Server) logs(add func(float64, func(trace.Env, int64))) {
	add(96, func(e trace.Env, at int64) { e.Heartbeat(at, a.D) })
	add(4, func(e trace.Env, at int64) { e.Networks(at, a.D, a.D.IP) })
	add(1, func(e trace.Env, at int64) { inventoryOf(e, at, a.D) })
	switch {
	case !a.D.Windows():
		add(80, func(e trace.Env, at int64) {
			e.Syslog(at, a.D, "authpriv", "info", "CRON", e.R.Between(1000, 90000), "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)")
		})
		add(14, func(e trace.Env, at int64) {
			from := chance.Pick(e.R, org.Hosting)
			e.Syslog(at, a.D, "auth", "info", "sshd", e.R.Between(1000, 90000), fmt.Sprintf("Failed password for invalid user %s from %s port %d ssh2", chance.Pick(e.R, []string{"admin", "oracle", "test", "ubuntu"}), from.Address(e.R), e.R.Between(1025, 65000)))
		})
	case a.D.Role == "web":
		add(300, func(e trace.Env, at int64) {
			p := chance.Pick(e.R, e.O.People)
			e.Web(at, a.D, p.HomeIP, chance.Pick(e.R, []string{"GET", "GET", "GET", "POST"}), chance.Pick(e.R, []string{"/", "/login", "/orders", "/api/status", "/static/app.js"}), "-", edgeAgent, chance.Pick(e.R, []int64{200, 200, 200, 200, 304, 404}), e.R.Between(300, 90_000))
		})
	case a.D.Role == "dc":
		add(60, func(e trace.Env, at int64) {
			p := chance.Pick(e.R, e.O.People)
			w := org.Websites[e.R.Zipf(len(org.Websites), 1)]
			e.Lookup(at, p.Device.IP, w.Host, w.IP(e.R))
		})
		add(12, func(e trace.Env, at int64) {
			e.Query(at, "LDAP query", "QueryGroup", "(&(objectCategory=group)(cn="+chance.Pick(e.R, []string{"Finance", "Sales", "All Employees"})+"))", e.O.ServiceAccount("svc-monitor"), e.O.First("app"))
		})
		add(5, func(e trace.Env, at int64) {
			e.Directory(at, chance.Pick(e.R, []string{"Account Password changed", "Group Membership changed", "User Title changed"}), e.O.ServiceAccount("svc-adsync"), e.O.First("sync"), chance.Pick(e.R, e.O.People).Display, "")
		})
	}
	if a.D.Windows() {
		add(20, func(e trace.Env, at int64) {
			e.WinEvent(at, a.D, "System", "Service Control Manager", 7036, "The Windows Update service entered the "+chance.Pick(e.R, []string{"running", "stopped"})+" state.", "<EventData><Data Name=\"param1\">Windows Update</Data></EventData>")
		})
	}
}

var catalogue = [][5]string{
	{"microsoft", "edge_chromium-based", "137.0.3296.83", "", ""}, {"microsoft", "office", "16.0.18827.20140", "", ""}, {"google", "chrome", "137.0.7151.104", "CVE-2025-6554", "High"},
	{"7-zip", "7-zip", "24.09", "CVE-2025-0411", "High"}, {"adobe", "acrobat_dc", "25.1.20531.0", "", ""}, {"zoom", "workplace", "6.4.12.64384", "", ""}, {"microsoft", "teams", "25153.1010.3727.5483", "", ""},
}

func inventoryOf(e trace.Env, at int64, d *org.Device) {
	for _, s := range catalogue {
		if e.R.Is(0.8) {
			e.Software(at, d, s[0], s[1], s[2], s[3], s[4])
		}
	}
}
