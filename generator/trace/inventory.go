package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var deviceInfo struct {
	T *emit.Table
	deviceCols
	ClientVersion, PublicIP, OSArchitecture, OSPlatform, OSBuild, IsAzureADJoined, JoinType, AadDeviceId, LoggedOnUsers, OSVersion, OnboardingStatus,
	DeviceCategory, DeviceType, Model, Vendor, OSDistribution, OSVersionInfo, IsInternetFacing, SensorHealthState, IsExcluded, ExposureLevel, AssetValue, HardwareUuid,
	OsBuildRevision, ConnectivityType, DeviceDynamicTags, MitigationStatus emit.Col
}

// DeviceInfo writes the periodic report of a device.
func (e Env) DeviceInfo(at int64, d *org.Device, public string, on *org.Account) {
	c := &deviceInfo
	r := e.device(c.T, &c.deviceCols, d, at)
	r.Str(c.ClientVersion, d.Client)
	r.Str(c.PublicIP, public)
	r.Str(c.OSArchitecture, "64-bit")
	r.Str(c.OSPlatform, d.OS.Platform)
	r.Int(c.OSBuild, d.OS.Build)
	r.Bool(c.IsAzureADJoined, d.Windows())
	r.Str(c.JoinType, map[bool]string{true: "Hybrid Azure AD Join", false: ""}[d.Windows()])
	r.Str(c.AadDeviceId, map[bool]string{true: d.AadID, false: ""}[d.Windows()])
	if on != nil {
		r.Str(c.LoggedOnUsers, fmt.Sprintf(`[{"UserName":%q,"DomainName":%q,"Sid":%q}]`, on.Sam, e.O.NetBIOS, on.SID))
	}
	r.Str(c.OSVersion, d.OS.Version)
	r.Str(c.OnboardingStatus, "Onboarded")
	r.Str(c.DeviceCategory, "Endpoint")
	r.Str(c.DeviceType, map[bool]string{true: "Server", false: "Workstation"}[d.Server()])
	r.Str(c.Model, d.Model)
	r.Str(c.Vendor, d.Vendor)
	r.Str(c.OSDistribution, d.OS.Distribution)
	r.Str(c.OSVersionInfo, d.OS.Info)
	r.Bool(c.IsInternetFacing, d.Role == "web")
	r.Str(c.SensorHealthState, "Active")
	r.Bool(c.IsExcluded, false)
	r.Str(c.ExposureLevel, []string{"Low", "Medium", "Medium", "High"}[d.Hash%4])
	r.Str(c.AssetValue, map[bool]string{true: "High", false: "Normal"}[d.Role == "dc"])
	r.Str(c.HardwareUuid, d.UUID)
	r.Str(c.OsBuildRevision, d.Revision(at))
	r.Str(c.ConnectivityType, "Streamlined")
	r.Str(c.DeviceDynamicTags, "[]")
	r.Str(c.MitigationStatus, "{}")
}

var identity struct {
	T *emit.Table
	ReportId, AccountObjectId, AccountUpn, OnPremSid, AccountDisplayName, AccountName, AccountDomain, CriticalityLevel, Type, DistinguishedName, CloudSid, GivenName,
	Surname, Department, JobTitle, EmailAddress, City, Country, IsAccountEnabled, Manager, Phone, CreatedDateTime, ChangeSource, BlastRadius, EmployeeId,
	State, Address, SipProxyAddress, RiskLevel, Tags, AssignedRoles, OnPremObjectId, TenantMembershipType, RiskStatus, IdentityEnvironment, SourceProviders, GroupMembership, TenantId, CompanyName emit.Col
}

var identityUEBA struct {
	T *emit.Table
	AccountCloudSID, AccountCreationTime, AccountDisplayName, AccountDomain, AccountName, AccountObjectId, AccountSID, AccountTenantId, AccountUPN, AssignedRoles,
	BlastRadius, ChangeSource, City, CompanyName, Country, Department, EmployeeId, GivenName, GroupMembership, IsAccountEnabled, IsMFARegistered, IsServiceAccount, JobTitle,
	MailAddress, Manager, OnPremisesDistinguishedName, Phone, RiskLevel, RiskState, SAMAccountName, Surname, Tags, UserState, UserType, InvestigationPriority emit.Col
}

// Identity writes both IdentityInfo tables for an account.
func (e Env) Identity(at int64, a *org.Account) {
	e.identityDefender(at, a)
	e.identityWorkspace(at, a)
}

func (e Env) dn(a *org.Account) string {
	ou := "Users"
	if a.Kind == org.Service {
		ou = "Service Accounts"
	}
	return fmt.Sprintf("CN=%s,OU=%s,DC=%s", a.Display, ou, strings.ReplaceAll(e.O.ADDomain, ".", ",DC="))
}

func (e Env) identityDefender(at int64, a *org.Account) {
	c := &identity
	r := e.W.Row(c.T, at, e.R.Between(60*tick.Second, 600*tick.Second))
	r.Str(c.ReportId, e.R.GUID())
	r.Str(c.AccountObjectId, a.ObjectID)
	r.Str(c.AccountUpn, a.UPN)
	r.Str(c.OnPremSid, a.SID)
	r.Str(c.CloudSid, a.CloudSID)
	r.Str(c.AccountDisplayName, a.Display)
	r.Str(c.AccountName, a.Sam)
	r.Str(c.AccountDomain, e.O.ADDomain)
	r.Int(c.CriticalityLevel, map[bool]int64{true: 1, false: 0}[a.Privileged])
	r.Str(c.Type, map[bool]string{true: "ServiceAccount", false: "User"}[a.Kind == org.Service])
	r.Str(c.DistinguishedName, e.dn(a))
	r.Str(c.EmailAddress, a.UPN)
	r.Bool(c.IsAccountEnabled, true)
	r.Int(c.CreatedDateTime, tick.Midnight(at)-a.Created*tick.Day)
	r.Str(c.ChangeSource, "AzureActiveDirectory")
	r.Str(c.BlastRadius, map[bool]string{true: "High", false: "Low"}[a.Privileged])
	r.Str(c.RiskStatus, "None")
	r.Str(c.Tags, map[bool]string{true: `["Sensitive"]`, false: "[]"}[a.Privileged])
	r.Str(c.AssignedRoles, list(a.Roles))
	r.Str(c.GroupMembership, list(a.Groups))
	r.Str(c.OnPremObjectId, a.OnPremGUID)
	r.Str(c.TenantMembershipType, "Member")
	r.Str(c.IdentityEnvironment, "Hybrid")
	r.Str(c.SourceProviders, `["ActiveDirectory","EntraID"]`)
	r.Str(c.TenantId, e.O.TenantID)
	r.Str(c.CompanyName, e.O.Name)
	if p := a.Person; p != nil {
		r.Str(c.GivenName, p.Given)
		r.Str(c.Surname, p.Surname)
		r.Str(c.Department, p.Department)
		r.Str(c.JobTitle, p.Title)
		r.Str(c.City, p.Site.City)
		r.Str(c.State, p.Site.State)
		r.Str(c.Address, p.Site.Office)
		r.Str(c.SipProxyAddress, "sip:"+a.UPN)
		r.Str(c.Country, p.Site.CountryName)
		r.Str(c.Phone, p.Phone)
		r.Str(c.EmployeeId, p.EmployeeID)
		if p.Manager != nil {
			r.Str(c.Manager, p.Manager.Display)
		}
	}
}

func (e Env) identityWorkspace(at int64, a *org.Account) {
	c := &identityUEBA
	r := e.W.Row(c.T, at, e.R.Between(600*tick.Second, 3600*tick.Second))
	r.Str(c.AccountCloudSID, a.CloudSID)
	r.Int(c.AccountCreationTime, tick.Midnight(at)-a.Created*tick.Day)
	r.Str(c.AccountDisplayName, a.Display)
	r.Str(c.AccountDomain, e.O.NetBIOS)
	r.Str(c.AccountName, a.Sam)
	r.Str(c.SAMAccountName, a.Sam)
	r.Str(c.AccountObjectId, a.ObjectID)
	r.Str(c.AccountSID, a.SID)
	r.Str(c.AccountTenantId, e.O.TenantID)
	r.Str(c.AccountUPN, a.UPN)
	r.Str(c.MailAddress, a.UPN)
	r.Str(c.AssignedRoles, list(a.Roles))
	r.Str(c.GroupMembership, list(a.Groups))
	r.Str(c.BlastRadius, map[bool]string{true: "High", false: "Low"}[a.Privileged])
	r.Str(c.ChangeSource, "AzureActiveDirectory")
	r.Bool(c.IsAccountEnabled, true)
	r.Bool(c.IsMFARegistered, a.Kind != org.Service)
	r.Bool(c.IsServiceAccount, a.Kind == org.Service)
	r.Str(c.OnPremisesDistinguishedName, e.dn(a))
	r.Str(c.UserState, "Active")
	r.Str(c.UserType, "Member")
	r.Str(c.RiskState, "None")
	r.Str(c.CompanyName, e.O.Name)
	r.Int(c.InvestigationPriority, 0)
	if p := a.Person; p != nil {
		r.Str(c.GivenName, p.Given)
		r.Str(c.Surname, p.Surname)
		r.Str(c.Department, p.Department)
		r.Str(c.JobTitle, p.Title)
		r.Str(c.City, p.Site.City)
		r.Str(c.Country, p.Site.CountryName)
		r.Str(c.Phone, p.Phone)
		r.Str(c.EmployeeId, p.EmployeeID)
		if p.Manager != nil {
			r.Str(c.Manager, p.Manager.Display)
		}
	}
}

var indicator struct {
	T *emit.Table
	Action, Active, ConfidenceScore, Description, DomainName, ExpirationDateTime, ExternalIndicatorId, FileHashType, FileHashValue, IndicatorId, IndicatorProvider, IndicatorType,
	KillChainC2, NetworkIP, Tags, ThreatSeverity, ThreatType, TrafficLightProtocolLevel, Url, SourceSystem, AdditionalInformation, MalwareNames, KillChainDelivery emit.Col
	NetworkDestinationIP emit.Col
}

var intel struct {
	T *emit.Table
	AdditionalFields, AzureTenantId, Confidence, Created, Data, Id, IsActive, IsDeleted, LastUpdateMethod, Modified, ObservableKey, ObservableValue, Pattern, Revoked,
	SourceSystem, Tags, ValidFrom, ValidUntil, WorkspaceId emit.Col
}

// Indicator is one threat-intelligence observable.
type Indicator struct {
	Kind        string // ipv4-addr, domain-name, url, file
	Value       string
	Threat      string // ThreatType: C2, Phishing, Malware, Botnet, WatchList
	Confidence  int64
	Description string
	Provider    string
	Valid       int64 // ticks
	Inactive    bool
}

// Indicator writes ThreatIntelligenceIndicator (classic) and ThreatIntelIndicators (STIX).
func (e Env) Indicator(at int64, i Indicator) {
	id, provider := e.R.GUID(), orElse(i.Provider, "Microsoft Defender Threat Intelligence")
	c := &indicator
	r := e.W.Row(c.T, at, e.R.Between(30*tick.Second, 200*tick.Second))
	r.Str(c.Action, "alert")
	r.Bool(c.Active, !i.Inactive)
	r.Real(c.ConfidenceScore, float64(i.Confidence))
	r.Str(c.Description, i.Description)
	r.Int(c.ExpirationDateTime, at+i.Valid)
	r.Str(c.ExternalIndicatorId, "indicator--"+id)
	r.Str(c.IndicatorId, strings.ToUpper(e.R.Hex(64)))
	r.Str(c.IndicatorProvider, provider)
	r.Str(c.SourceSystem, provider)
	r.Str(c.ThreatType, i.Threat)
	r.Int(c.ThreatSeverity, i.Confidence/20)
	r.Str(c.TrafficLightProtocolLevel, "Amber")
	r.Str(c.Tags, "[]")
	r.Bool(c.KillChainC2, i.Threat == "C2")
	r.Str(c.IndicatorType, i.Kind)
	pattern, key := "", ""
	switch i.Kind {
	case "ipv4-addr":
		r.Str(c.NetworkIP, i.Value)
		key = "ipv4-addr:value"
	case "domain-name":
		r.Str(c.DomainName, i.Value)
		key = "domain-name:value"
	case "url":
		r.Str(c.Url, i.Value)
		key = "url:value"
	case "file":
		r.Str(c.FileHashType, "SHA256")
		r.Str(c.FileHashValue, i.Value)
		key = "file:hashes.'SHA-256'"
	}
	pattern = fmt.Sprintf("[%s = '%s']", key, i.Value)
	e.intelRow(at, i, id, provider, key, pattern)
}

func (e Env) intelRow(at int64, i Indicator, id, provider, key, pattern string) {
	c := &intel
	r := e.W.Row(c.T, at, e.R.Between(30*tick.Second, 200*tick.Second))
	r.Str(c.AzureTenantId, e.O.TenantID)
	r.Str(c.WorkspaceId, e.O.WorkspaceID)
	r.Int(c.Confidence, i.Confidence)
	r.Int(c.Created, at)
	r.Int(c.Modified, at)
	r.Int(c.ValidFrom, at)
	r.Int(c.ValidUntil, at+i.Valid)
	r.Str(c.Id, e.O.WorkspaceID+"---indicator--"+id)
	r.Bool(c.IsActive, !i.Inactive)
	r.Bool(c.IsDeleted, false)
	r.Bool(c.Revoked, false)
	r.Str(c.LastUpdateMethod, "ImportAPI")
	r.Str(c.ObservableKey, key)
	r.Str(c.ObservableValue, i.Value)
	r.Str(c.Pattern, pattern)
	r.Str(c.SourceSystem, provider)
	r.Str(c.Tags, "[]")
	r.Str(c.Data, fmt.Sprintf(`{"type":"indicator","spec_version":"2.1","id":"indicator--%s","indicator_types":[%q],"pattern":%q,"pattern_type":"stix","description":%q,"confidence":%d}`, id, i.Threat, pattern, i.Description, i.Confidence))
}

func init() {
	deviceInfo.T, identity.T, identityUEBA.T = emit.Open("DeviceInfo"), emit.Open("IdentityInfo"), emit.Open("IdentityInfo@workspace")
	indicator.T, intel.T = emit.Open("ThreatIntelligenceIndicator"), emit.Open("ThreatIntelIndicators")
	emit.Bind(deviceInfo.T, &deviceInfo)
	emit.Bind(identity.T, &identity)
	emit.Bind(identityUEBA.T, &identityUEBA)
	emit.Bind(indicator.T, &indicator)
	emit.Bind(intel.T, &intel)
}
