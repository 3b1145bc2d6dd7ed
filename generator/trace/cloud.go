package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var cloudApp struct {
	T *emit.Table
	ActionType, Application, ApplicationId, AccountObjectId, AccountId, AccountDisplayName, IsAdminOperation, DeviceType, OSPlatform, IPAddress,
	IsAnonymousProxy, CountryCode, City, ISP, UserAgent, ActivityType, ActivityObjects, ObjectName, ObjectType, ReportId, AccountType, IsExternalUser,
	ObjectId, AuditSource, UncommonForUser, IsImpersonated, IPTags, IPCategory, UserAgentTags, RawEventData, AdditionalFields emit.Col
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
	Phone     *org.Phone // when it was done on one
	Office    []any      // further columns of OfficeActivity, name and value
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
	r := e.W.Row(c.T, at, e.R.Between(180*tick.Second, 1500*tick.Second))
	id := e.R.GUID()
	r.Str(c.ActionType, v.Operation)
	r.Str(c.Application, app.name)
	r.Int(c.ApplicationId, app.id)
	r.Str(c.AccountObjectId, v.Account.ObjectID)
	r.Str(c.AccountId, v.Account.UPN)
	r.Str(c.AccountDisplayName, v.Account.Display)
	r.Bool(c.IsAdminOperation, v.Admin)
	r.Str(c.AccountType, map[bool]string{true: "Admin", false: "Regular"}[v.Admin])
	device, system := v.platform()
	r.Str(c.DeviceType, device)
	r.Str(c.OSPlatform, system)
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
	r.Str(c.ObjectId, v.Object)
	r.Str(c.AuditSource, "Defender for Cloud Apps app connector")
	r.Str(c.UncommonForUser, e.uncommon(v))
	r.Bool(c.IsExternalUser, false)
	r.Bool(c.IsImpersonated, false)
	tags, category := "[]", "Unknown"
	if home := e.O.Home(v.Account); home != nil && home.Egress == v.IP {
		tags, category = `["Corporate"]`, "Corporate"
	}
	r.Str(c.IPCategory, category)
	r.Str(c.IPTags, tags)
	r.Str(c.UserAgentTags, "[]")
	r.Str(c.RawEventData, orElse(v.Raw, fmt.Sprintf(`{"Operation":%q,"Workload":%q,"UserId":%q,"ClientIP":%q,"ObjectId":%q,"Id":%q}`, v.Operation, v.Workload, v.Account.UPN, v.IP, v.Object, id)))
	e.office(at, v, id)
}

// uncommon names what of an act is new for the person: the country and the provider of another place than where they work.
func (e Env) uncommon(v CloudAct) string {
	home := e.O.Home(v.Account)
	switch {
	case home == nil, home.Country == v.Place.Country:
		return "[]"
	case v.Agent == "" || strings.Contains(v.Agent, "Windows") || v.Phone != nil:
		return `["ISP","CountryCode","IPAddress"]`
	}
	return `["ISP","CountryCode","IPAddress","UserAgent"]`
}

// platform is the kind of device and its system, as the user agent tells.
func (v CloudAct) platform() (device, system string) {
	switch {
	case v.Phone != nil:
		return "Mobile", v.Phone.OS
	case strings.Contains(v.Agent, "Linux"):
		return "Desktop", "Linux"
	case strings.Contains(v.Agent, "Windows"), v.Agent == "":
		return "Desktop", "Windows 10"
	}
	return "Other", "Unknown"
}

var recordTypes = map[string]string{"Exchange": "ExchangeItem", "SharePoint": "SharePointFileOperation", "OneDrive": "SharePointFileOperation", "MicrosoftTeams": "MicrosoftTeams"}

func (e Env) office(at int64, v CloudAct, id string) {
	c := &officeActivity
	r := e.W.Row(c.T, at, e.R.Between(300*tick.Second, 2400*tick.Second))
	r.Str(c.OfficeWorkload, v.Workload)
	r.Str(c.Operation, v.Operation)
	r.Str(c.RecordType, recordTypes[v.Workload])
	switch {
	case v.Type == "Rule" || v.Admin && v.Workload == "Exchange":
		r.Str(c.RecordType, "ExchangeAdmin")
	case v.Operation == "MailItemsAccessed":
		r.Str(c.RecordType, "ExchangeItemAggregated")
	case strings.HasPrefix(v.Operation, "Sharing"), strings.HasSuffix(v.Operation, "LinkCreated"):
		r.Str(c.RecordType, "SharePointSharingOperation")
	}
	r.Str(c.UserId, v.Account.UPN)
	r.Str(c.UserKey, v.Account.ObjectID)
	r.Str(c.UserType, map[bool]string{true: "Admin", false: "Regular"}[v.Admin])
	r.Str(c.ClientIP, v.IP)
	r.Str(c.Client_IPAddress, v.IP)
	r.Str(c.OfficeObjectId, v.Object)
	r.Str(c.OfficeId, id)
	r.Str(c.OrganizationId, e.O.TenantID)
	r.Str(c.OrganizationName, e.O.OnMicrosoft)
	r.Str(c.Parameters, v.Params)
	r.Str(c.UserAgent, v.Agent)
	r.Str(c.SourceRecordId, id)
	r.Int(c.Start_Time, at-at%tick.Second)
	switch v.Workload {
	case "Exchange":
		r.Str(c.ResultStatus, "Succeeded")
		r.Str(c.MailboxOwnerUPN, v.Account.UPN)
		r.Str(c.MailboxGuid, v.Account.OnPremGUID)
		r.Str(c.Logon_Type, map[bool]string{true: "Admin", false: "Owner"}[v.Admin])
		r.Str(c.ClientInfoString, map[bool]string{true: "Client=OutlookService;Outlook-iOS/2.0;", false: "Client=MSExchangeRPC"}[v.Phone != nil])
		r.Str(c.ExternalAccess, "False")
	case "SharePoint", "OneDrive":
		r.Str(c.EventSource, "SharePoint")
		e.sharePointFile(r, v.Object)
	}
	fill(r, c.T, v.Office)
}

// sharePointFile takes the address of a file apart.
func (e Env) sharePointFile(r emit.Row, url string) {
	c := &officeActivity
	site, rest, ok := cutSite(url)
	if !ok {
		return
	}
	r.Str(c.Site_Url, site)
	name := rest[strings.LastIndex(rest, "/")+1:]
	r.Str(c.SourceFileName, name)
	r.Str(c.SourceFileExtension, name[strings.LastIndex(name, ".")+1:])
	r.Str(c.SourceRelativeUrl, strings.TrimSuffix(strings.TrimSuffix(rest, name), "/"))
	r.Str(c.ItemType, "File")
}

// cutSite parts https://host/sites/finance/Shared Documents/a.xlsx before "Shared", and a personal site before "Documents".
func cutSite(url string) (site, rest string, ok bool) {
	parts := strings.SplitN(url, "/", 6)
	if len(parts) < 6 {
		return "", "", false
	}
	return strings.Join(parts[:5], "/") + "/", parts[5], true
}

// Audit is a change in the directory.
type Audit struct {
	Operation, Category, Service string
	By                           *org.Account
	IP                           string
	Target                       string // display name or UPN of what was changed
	TargetID, TargetType         string
	Details                      string   // AdditionalDetails: compact JSON
	Modified                     string   // modifiedProperties: compact JSON array
	App                          *org.App // who did it, when it was no person
	Failure                      string   // ResultReason, when it failed
	Agent                        string
}

func operationType(operation string) string {
	switch verb, _, _ := strings.Cut(operation, " "); verb {
	case "Add", "Invite", "Consent":
		return "Add"
	case "Delete", "Remove":
		return "Delete"
	case "Reset", "Change":
		return "ResetPassword"
	}
	return "Update"
}

// Audit writes an AuditLogs row.
func (e Env) Audit(at int64, a Audit) {
	c := &audit
	r := e.W.Row(c.T, at, e.R.Between(120*tick.Second, 600*tick.Second))
	r.Str(c.AADTenantId, e.O.TenantID)
	r.Str(c.AADOperationType, operationType(a.Operation))
	r.Int(c.ActivityDateTime, at)
	r.Str(c.ActivityDisplayName, a.Operation)
	r.Str(c.OperationName, a.Operation)
	r.Str(c.OperationVersion, "1.0")
	r.Str(c.Category, a.Category)
	r.Str(c.CorrelationId, e.R.GUID())
	id := "Directory_" + e.R.GUID()
	r.Str(c.Id, id)
	if a.App != nil {
		r.Str(c.Identity, a.App.Name)
		r.Str(c.InitiatedBy, fmt.Sprintf(`{"app":{"appId":%q,"displayName":%q,"servicePrincipalId":%q}}`, a.App.ID, a.App.Name, a.App.Principal))
	} else {
		r.Str(c.Identity, a.By.Display)
		r.Str(c.InitiatedBy, fmt.Sprintf(`{"user":{"id":%q,"displayName":%q,"userPrincipalName":%q,"ipAddress":%q,"roles":[]}}`, a.By.ObjectID, a.By.Display, a.By.UPN, a.IP))
	}
	r.Str(c.Level, "4")
	r.Str(c.LoggedByService, orElse(a.Service, "Core Directory"))
	r.Str(c.Resource, "Microsoft.aadiam")
	r.Str(c.ResourceGroup, "Microsoft.aadiam")
	r.Str(c.ResourceId, "/tenants/"+e.O.TenantID+"/providers/Microsoft.aadiam")
	r.Str(c.Result, map[bool]string{true: "success", false: "failure"}[a.Failure == ""])
	r.Str(c.ResultType, map[bool]string{true: "Success", false: "Failure"}[a.Failure == ""])
	r.Str(c.ResultReason, a.Failure)
	details := a.Details
	if details == "" && a.Agent != "" {
		details = fmt.Sprintf(`[{"key":"User-Agent","value":%q}]`, a.Agent)
	}
	r.Str(c.AdditionalDetails, orElse(details, "[]"))
	who := ""
	if orElse(a.TargetType, "User") == "User" {
		who = fmt.Sprintf(`,"userPrincipalName":%q`, a.Target)
	}
	r.Str(c.TargetResources, fmt.Sprintf(`[{"id":%q,"displayName":%q,"type":%q%s,"modifiedProperties":%s,"administrativeUnits":[]}]`, a.TargetID, a.Target, orElse(a.TargetType, "User"), who, orElse(a.Modified, "[]")))
	r.Int(c.DurationMs, 0)
	e.changed(at, a, id)
}

func init() {
	cloudApp.T, officeActivity.T, audit.T = emit.Open("CloudAppEvents").Step(tick.Second), emit.Open("OfficeActivity").Step(tick.Second), emit.Open("AuditLogs")
	emit.Bind(cloudApp.T, &cloudApp)
	emit.Bind(officeActivity.T, &officeActivity)
	emit.Bind(audit.T, &audit)
}
