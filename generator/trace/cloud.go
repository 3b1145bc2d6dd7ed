package trace

import (
	"fmt"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var cloudApp struct {
	T *emit.Table
	ActionType, Application, ApplicationId, AccountObjectId, AccountId, AccountDisplayName, IsAdminOperation, DeviceType, OSPlatform, IPAddress,
	IsAnonymousProxy, CountryCode, City, ISP, UserAgent, ActivityType, ActivityObjects, ObjectName, ObjectType, ReportId, AccountType, IsExternalUser,
	IsImpersonated, IPTags, IPCategory, UserAgentTags, RawEventData, AdditionalFields emit.Col
}

var officeActivity struct {
	T *emit.Table
	OfficeWorkload, Operation, RecordType, UserId, UserKey, UserType, ClientIP, Client_IPAddress, ResultStatus, OfficeObjectId, OfficeId, OrganizationId,
	OrganizationName, MailboxOwnerUPN, MailboxGuid, Parameters, Site_Url, SourceFileName, SourceFileExtension, SourceRelativeUrl, ItemType, UserAgent,
	EventSource, ExternalAccess, ClientInfoString, Start_Time, Logon_Type, SourceRecordId emit.Col
}

var audit struct {
	T *emit.Table
	AADOperationType, AADTenantId, ActivityDateTime, ActivityDisplayName, AdditionalDetails, Category, CorrelationId, Id, Identity, InitiatedBy, Level,
	LoggedByService, OperationName, OperationVersion, Resource, ResourceGroup, ResourceId, Result, ResultType, ResultReason, TargetResources, DurationMs emit.Col
}

// CloudAct is something done in a Microsoft 365 service.
type CloudAct struct {
	Account   *org.Account
	Workload  string // Exchange, SharePoint, OneDrive, MicrosoftTeams
	Operation string // such as FileDownloaded, New-InboxRule
	Object    string // file URL, rule name
	Type      string // ObjectType: File, Mailbox, Rule
	Raw       string // RawEventData: compact JSON
	Params    string // OfficeActivity.Parameters
	IP, Agent string
	Place     *org.Place
	Admin     bool
}

var mcasApps = map[string]struct {
	name string
	id   int64
}{
	"Exchange": {"Microsoft Exchange Online", 20893}, "SharePoint": {"Microsoft SharePoint Online", 20892}, "OneDrive": {"Microsoft OneDrive for Business", 15600},
	"MicrosoftTeams": {"Microsoft Teams", 28375},
}

// Cloud writes CloudAppEvents and OfficeActivity.
func (e Env) Cloud(at int64, v CloudAct) {
	c, app := &cloudApp, mcasApps[v.Workload]
	r := e.W.Row(c.T, at, e.R.Between(180, 1500)*tick.Second)
	id := e.R.GUID()
	r.Str(c.ActionType, v.Operation)
	r.Str(c.Application, app.name)
	r.Int(c.ApplicationId, app.id)
	r.Str(c.AccountObjectId, v.Account.ObjectID)
	r.Str(c.AccountId, v.Account.UPN)
	r.Str(c.AccountDisplayName, v.Account.Display)
	r.Bool(c.IsAdminOperation, v.Admin)
	r.Str(c.AccountType, "Regular")
	r.Str(c.DeviceType, "Desktop")
	r.Str(c.OSPlatform, "Windows")
	r.Str(c.IPAddress, v.IP)
	r.Bool(c.IsAnonymousProxy, false)
	r.Str(c.CountryCode, v.Place.Country)
	r.Str(c.City, v.Place.City)
	r.Str(c.ISP, v.Place.ISP)
	r.Str(c.UserAgent, v.Agent)
	r.Str(c.ActivityType, "Basic")
	r.Str(c.ActivityObjects, fmt.Sprintf(`[{"Type":%q,"Role":"Target object","Name":%q},{"Type":"User","Role":"Actor","Name":%q,"Id":%q}]`, orElse(v.Type, "File"), v.Object, v.Account.Display, v.Account.ObjectID))
	r.Str(c.ObjectName, v.Object)
	r.Str(c.ObjectType, v.Type)
	r.Str(c.ReportId, id)
	r.Bool(c.IsExternalUser, false)
	r.Bool(c.IsImpersonated, false)
	r.Str(c.IPCategory, "Unknown")
	r.Str(c.IPTags, "[]")
	r.Str(c.UserAgentTags, "[]")
	r.Str(c.RawEventData, orElse(v.Raw, fmt.Sprintf(`{"Operation":%q,"Workload":%q,"UserId":%q,"ClientIP":%q,"ObjectId":%q,"Id":%q}`, v.Operation, v.Workload, v.Account.UPN, v.IP, v.Object, id)))
	e.office(at, v, id)
}

func (e Env) office(at int64, v CloudAct, id string) {
	c := &officeActivity
	r := e.W.Row(c.T, at, e.R.Between(300, 2400)*tick.Second)
	r.Str(c.OfficeWorkload, v.Workload)
	r.Str(c.Operation, v.Operation)
	r.Str(c.RecordType, map[string]string{"Exchange": "ExchangeItem", "SharePoint": "SharePointFileOperation", "OneDrive": "SharePointFileOperation", "MicrosoftTeams": "MicrosoftTeams"}[v.Workload])
	if v.Type == "Rule" {
		r.Str(c.RecordType, "ExchangeAdmin")
	}
	r.Str(c.UserId, v.Account.UPN)
	r.Str(c.UserKey, v.Account.ObjectID)
	r.Str(c.UserType, "Regular")
	r.Str(c.ClientIP, v.IP)
	r.Str(c.Client_IPAddress, v.IP)
	r.Str(c.ResultStatus, "Succeeded")
	r.Str(c.OfficeObjectId, v.Object)
	r.Str(c.OfficeId, id)
	r.Str(c.OrganizationId, e.O.TenantID)
	r.Str(c.OrganizationName, e.O.OnMicrosoft)
	r.Str(c.Parameters, v.Params)
	r.Str(c.UserAgent, v.Agent)
	r.Str(c.EventSource, v.Workload)
	if v.Workload == "Exchange" {
		r.Str(c.MailboxOwnerUPN, v.Account.UPN)
		r.Str(c.Logon_Type, "Owner")
	}
	r.Int(c.Start_Time, at)
}

// Audit is a change in the directory.
type Audit struct {
	Operation, Category, Service string
	By                           *org.Account
	IP                           string
	Target                       string // display name or UPN of what was changed
	TargetID, TargetType         string
	Details                      string // AdditionalDetails: compact JSON
	Modified                     string // modifiedProperties: compact JSON array
}

// Audit writes an AuditLogs row.
func (e Env) Audit(at int64, a Audit) {
	c := &audit
	r := e.W.Row(c.T, at, e.R.Between(120, 600)*tick.Second)
	r.Str(c.AADTenantId, e.O.TenantID)
	r.Str(c.AADOperationType, "Update")
	r.Int(c.ActivityDateTime, at)
	r.Str(c.ActivityDisplayName, a.Operation)
	r.Str(c.OperationName, a.Operation)
	r.Str(c.OperationVersion, "1.0")
	r.Str(c.Category, a.Category)
	r.Str(c.CorrelationId, e.R.GUID())
	r.Str(c.Id, "Directory_"+e.R.GUID())
	r.Str(c.Identity, a.By.Display)
	r.Str(c.InitiatedBy, fmt.Sprintf(`{"user":{"id":%q,"displayName":%q,"userPrincipalName":%q,"ipAddress":%q,"roles":[]}}`, a.By.ObjectID, a.By.Display, a.By.UPN, a.IP))
	r.Str(c.Level, "4")
	r.Str(c.LoggedByService, orElse(a.Service, "Core Directory"))
	r.Str(c.Resource, "Microsoft.aadiam")
	r.Str(c.ResourceGroup, "Microsoft.aadiam")
	r.Str(c.ResourceId, "/tenants/"+e.O.TenantID+"/providers/Microsoft.aadiam")
	r.Str(c.Result, "success")
	r.Str(c.ResultType, "Success")
	r.Str(c.AdditionalDetails, orElse(a.Details, "[]"))
	r.Str(c.TargetResources, fmt.Sprintf(`[{"id":%q,"displayName":%q,"type":%q,"userPrincipalName":%q,"modifiedProperties":%s}]`, a.TargetID, a.Target, orElse(a.TargetType, "User"), a.Target, orElse(a.Modified, "[]")))
	r.Int(c.DurationMs, 0)
}

func init() {
	cloudApp.T, officeActivity.T, audit.T = emit.Open("CloudAppEvents"), emit.Open("OfficeActivity"), emit.Open("AuditLogs")
	emit.Bind(cloudApp.T, &cloudApp)
	emit.Bind(officeActivity.T, &officeActivity)
	emit.Bind(audit.T, &audit)
}
