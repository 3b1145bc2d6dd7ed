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

// Begins is the midnight of those furthest east.
func (a Cloud) Begins(midnight int64) int64 { return midnight - eastmost }

// Acts is the cloud's day.
func (a Cloud) Acts(midnight int64) []Act {
	o := a.O
	d := &day{from: midnight, r: chance.Stream(o.Seed, "cloud", fmt.Sprint(midnight))}
	for i, app := range o.Daemons() {
		d.every(int64(i*7+3)*tick.Minute+int64(o.Seed%300)*tick.Second, []int64{30, 60, 120, 60, 45}[i%5]*tick.Minute, func(e trace.Env, at int64) { daemon(e, at, app) })
	}
	d.every(8*tick.Minute, tick.Hour, pipeline)
	d.every(3*tick.Hour+25*tick.Minute, tick.Day, awsBackup)
	if tick.Weekend(midnight) {
		return d.acts
	}
	for range d.r.Poisson(10) {
		d.acts = append(d.acts, Act{midnight + d.r.Between(7*tick.Hour, 17*tick.Hour), "", azureWork})
	}
	for range d.r.Poisson(5) {
		d.acts = append(d.acts, Act{midnight + d.r.Between(7*tick.Hour, 17*tick.Hour), "", awsWork})
	}
	for range d.r.Poisson(8) {
		d.acts = append(d.acts, Act{midnight + d.r.Between(6*tick.Hour, 18*tick.Hour), "", deploy})
	}
	return d.acts
}

// StorageAccount is the account in which the organisation keeps its data.
func StorageAccount(o *org.Org) string { return "st" + strings.ToLower(o.Prefix) + "data01" }

// KeyVault is the vault of production.
func KeyVault(o *org.Org) string { return "kv-" + strings.ToLower(o.Prefix) + "-prod" }

// Secrets are what lies in the vault of production.
var Secrets = []string{"sql-connection", "signing-key", "api-token", "smtp-relay", "storage-sas", "crm-client-secret", "payment-gateway", "erp-service", "backup-encryption", "sftp-partner", "webhook-hmac", "license-server", "ldap-bind", "sso-saml-cert", "jwt-issuer", "redis-auth", "git-deploy-key", "monitoring-key"}

var graphReads = map[string][]string{
	"backup-connector": {"sites?search=*", "users?$top=999", "drives/root/delta"}, "crm-sync": {"users?$filter=accountEnabled eq true", "groups?$top=100"}, "hr-provisioning": {"users/delta", "users?$select=id,employeeId,department"},
	"intune-reporting": {"deviceManagement/managedDevices?$top=200", "devices?$top=100"}, "devops-pipeline": {"applications?$top=20", "servicePrincipals?$top=20"},
}

// daemon is an application that does its regular work.
func daemon(e trace.Env, at int64, app *org.App) {
	site := e.O.Sites[0]
	if e.R.Is(0.01) {
		e.ServiceSignIn(at-e.R.Between(20*tick.Second, 90*tick.Second), app, e.O.App("Microsoft Graph"), site.Egress, site.Place, 7000222, "The provided client secret keys for the app are expired.")
	}
	e.ServiceSignIn(at, app, e.O.App("Microsoft Graph"), site.Egress, site.Place, 0, "")
	reads := graphReads[app.Name]
	for range e.R.Between(1, 4) {
		at += e.R.Between(150*tick.Millisecond, 2500*tick.Millisecond)
		c := trace.Call{App: app, IP: site.Egress, Method: "GET", URI: chance.Pick(e.R, reads)}
		if e.R.Is(0.02) {
			c.Code = 429
		}
		e.GraphCall(at, c)
	}
	if app.Name == "hr-provisioning" && e.R.Is(0.05) {
		p := chance.Pick(e.R, e.O.People)
		e.GraphCall(at+300*tick.Millisecond, trace.Call{App: app, IP: site.Egress, Method: "PATCH", URI: "users/" + p.ObjectID, Code: 204})
		e.Audit(at+e.R.Between(400*tick.Millisecond, 900*tick.Millisecond), trace.Audit{Operation: "Update user", Category: "UserManagement", By: p.Account, App: app, Target: p.UPN, TargetID: p.ObjectID, Modified: `[{"displayName":"Department","oldValue":"[]","newValue":"[\"` + p.Department + `\"]"}]`})
	}
}

// pipeline is the hourly load of data into the warehouse.
func pipeline(e trace.Env, at int64) {
	app, site := e.O.App("crm-sync"), e.O.Sites[0]
	stamp := tick.Time(at).Format("2006/01/02/15")
	b := trace.Object{Account: StorageAccount(e.O), Container: "reports", Agent: "azsdk-python-storage-blob/12.25.1 Python/3.11.9 (Linux-5.15.0-azure-x86_64)", IP: site.Egress, App: app}
	for i := range e.R.Between(2, 6) {
		b.Name, b.Operation, b.Size = fmt.Sprintf("crm/%s/part-%05d.parquet", stamp, i), "PutBlob", int64(e.R.LogNormal(600_000, 1))
		e.Blob(at, b)
		at += e.R.Between(90*tick.Millisecond, 1900*tick.Millisecond)
	}
	if e.R.Is(0.4) {
		b.Operation, b.Name, b.Size = "ListBlobs", "", 4000
		e.Blob(at, b)
	}
	if e.R.Is(0.5) {
		b.Container, b.Operation, b.Name, b.Size, b.App = "customers", "GetBlob", fmt.Sprintf("export-%03d.csv", e.R.Between(0, 150)), e.R.Between(300_000, 9_000_000), e.O.App("backup-connector")
		e.Blob(after(e.R, at, 20*tick.Second), b)
	}
}

// deploy is a run of the build pipeline: it reads its secrets and rolls out.
func deploy(e trace.Env, at int64) {
	app, site := e.O.App("devops-pipeline"), e.O.Sites[0]
	e.ServiceSignIn(at, app, e.O.App("Azure Key Vault"), site.Egress, site.Place, 0, "")
	for _, i := range e.R.Perm(len(Secrets))[:e.R.Between(1, 3)] {
		at += e.R.Between(300*tick.Millisecond, 2500*tick.Millisecond)
		e.Vault(at, trace.Secret{App: app, IP: site.Egress, Vault: KeyVault(e.O), Operation: "SecretGet", Object: Secrets[i]})
	}
	at = after(e.R, at, tick.Minute)
	call := trace.APICall{User: "deploy-bot", Service: "sts", Event: "GetCallerIdentity", IP: site.Egress, Agent: "aws-cli/2.27.30 md/awscrt#0.26.1 ua/2.1 os/linux#5.15.0 md/arch#x86_64 lang/python#3.13.3"}
	for _, s := range [][2]string{{"sts", "GetCallerIdentity"}, {"ecr", "GetAuthorizationToken"}, {"ecs", "DescribeServices"}, {"ecs", "UpdateService"}, {"s3", "PutObject"}} {
		call.Service, call.Event = s[0], s[1]
		e.Trail(at, call)
		at = after(e.R, at, 5*tick.Second)
	}
}

// awsBackup is the nightly backup in AWS.
func awsBackup(e trace.Env, at int64) {
	for _, s := range [][2]string{{"ec2", "DescribeInstances"}, {"ec2", "DescribeVolumes"}, {"ec2", "CreateSnapshot"}, {"ec2", "CreateSnapshot"}, {"ec2", "DescribeSnapshots"}, {"s3", "ListBuckets"}} {
		e.Trail(at, trace.APICall{User: "AWSBackup-" + fmt.Sprint(at/tick.Hour%100), Role: "AWSBackupDefaultServiceRole", Service: s[0], Event: s[1], IP: "backup.amazonaws.com", Agent: "backup.amazonaws.com"})
		at = after(e.R, at, 3*tick.Second)
	}
}

// awsWork is an engineer in the console of AWS, through single sign-on.
func awsWork(e trace.Env, at int64) {
	p := chance.Pick(e.R, append(e.O.Team("Engineering"), e.O.Admins()...))
	day := schedule(e.O, p, p.Site.Zone.Day(at))
	if !day.Works || at < day.Arrive || at > day.Leave {
		return
	}
	e.SignIn(at-e.R.Between(3*tick.Second, 9*tick.Second), day.signIn(e.O.App("AWS IAM Identity Center"), nil))
	call := trace.APICall{User: p.UPN, Role: "AWSReservedSSO_PowerUserAccess", IP: day.Public, Agent: p.Browser.Agent, MFA: true}
	for _, s := range [][2]string{{"signin", "ConsoleLogin"}, {"ec2", "DescribeInstances"}, {"ec2", "DescribeRegions"}, {"cloudwatch", "DescribeAlarms"}, {"s3", "ListBuckets"}, {"lambda", "ListFunctions20150331"}}[:e.R.Between(2, 6)] {
		call.Service, call.Event, call.Result = s[0], s[1], ""
		if s[1] == "ConsoleLogin" {
			call.Result = `{"ConsoleLogin":"Success"}`
		}
		e.Trail(at, call)
		at = after(e.R, at, 12*tick.Second)
	}
}

var azureOperations = [][2]string{
	{"Microsoft.Compute/virtualMachines/start/action", "Microsoft.Compute/virtualMachines/vm-build01"}, {"Microsoft.Compute/virtualMachines/deallocate/action", "Microsoft.Compute/virtualMachines/vm-build01"},
	{"Microsoft.Resources/deployments/write", "Microsoft.Resources/deployments/main"}, {"Microsoft.Network/networkSecurityGroups/write", "Microsoft.Network/networkSecurityGroups/nsg-app"},
	{"Microsoft.Storage/storageAccounts/listKeys/action", ""}, {"Microsoft.Web/sites/config/write", "Microsoft.Web/sites/app-portal"}, {"Microsoft.Insights/diagnosticSettings/write", "Microsoft.KeyVault/vaults/kv"}, {"Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/{g}"},
}

// azureWork is an administrator at work in Azure.
func azureWork(e trace.Env, at int64) {
	by := chance.Pick(e.R, e.O.Admins())
	day := schedule(e.O, by, by.Site.Zone.Day(at))
	if !day.Works || at < day.Arrive || at > day.Leave {
		return
	}
	op := azureOperations[e.R.Zipf(len(azureOperations), 0.6)]
	resource := op[1]
	if resource == "" {
		resource = "Microsoft.Storage/storageAccounts/" + StorageAccount(e.O)
	}
	o := trace.Operation{By: by.Admin, IP: day.Public, Name: op[0], Group: chance.Pick(e.R, []string{"rg-platform", "rg-platform", "rg-data", "rg-web"}), Resource: stamp(e.R, resource)}
	if e.R.Is(0.06) {
		o.Failure = chance.Pick(e.R, []string{"Conflict", "AuthorizationFailed", "BadRequest"})
	}
	if e.R.Is(0.5) {
		portal(e, at-e.R.Between(tick.Minute, 5*tick.Minute), by)
	}
	e.Azure(at, o)
	if e.R.Is(0.15) {
		e.Vault(after(e.R, at, tick.Minute), trace.Secret{User: by.Admin, IP: e.O.Sites[0].Egress, Vault: KeyVault(e.O), Operation: "SecretList"})
	}
}
