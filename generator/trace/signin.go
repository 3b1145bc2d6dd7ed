package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

type signinCols struct {
	emit.Optional
	AADTenantId, AppDisplayName, AppId, AuthenticationDetails, AuthenticationProcessingDetails, AuthenticationProtocol, AuthenticationRequirement,
	AutonomousSystemNumber, Category, ClientAppUsed, ConditionalAccessPolicies, ConditionalAccessStatus, CorrelationId, CreatedDateTime,
	CrossTenantAccessType, DeviceDetail, DurationMs, HomeTenantId, Id, Identity, IncomingTokenType, IPAddress, IsInteractive, IsRisky, Level,
	Location, LocationDetails, MfaDetail, NetworkLocationDetails, OperationName, OperationVersion, OriginalRequestId, ProcessingTimeInMilliseconds,
	ProcessingTimeInMs, ResourceDisplayName, ResourceIdentity, ResourceTenantId, ResourceGroup, ResourceId, ResultDescription, ResultSignature, ResultType, RiskDetail,
	RiskEventTypes, RiskEventTypes_V2, RiskLevelAggregated, RiskLevelDuringSignIn, RiskState, SessionId, SignInIdentifier, Status,
	TokenIssuerType, UniqueTokenIdentifier, UserAgent, UserDisplayName, UserId, UserPrincipalName, UserType, AlternateSignInName,
	AppliedConditionalAccessPolicies, AppOwnerTenantId, AuthenticationContextClassReferences, ClientCredentialType, OriginalTransferMethod, ResourceOwnerTenantId,
	ResourceServicePrincipalId, SessionLifetimePolicies, SignInIdentifierType emit.Col
}

var signinLogs, nonInteractive struct {
	T *emit.Table
	signinCols
}

type entraCols struct {
	emit.Optional
	Application, ApplicationId, LogonType, ErrorCode, CorrelationId, SessionId, AccountDisplayName, AccountObjectId, AccountUpn, IsExternalUser,
	IsGuestUser, ResourceDisplayName, ResourceId, ResourceTenantId, DeviceName, EntraIdDeviceId, OSPlatform, DeviceTrustType, IsManaged, IsCompliant,
	AuthenticationRequirement, RiskLevelAggregated, RiskLevelDuringSignIn, RiskState, UserAgent, ClientAppUsed, Browser,
	ConditionalAccessStatus, IPAddress, Country, State, City, Latitude, Longitude, RequestId, ReportId, UniqueTokenId, AadDeviceId, AlternateSignInName,
	LastPasswordChangeTimestamp, TokenIssuerType, RiskDetails, RiskEventTypes, AuthenticationProcessingDetails, ConditionalAccessPolicies, NetworkLocationDetails,
	EndpointCall, IsThroughGlobalSecureAccess, IsSignInThroughGlobalSecureAccess emit.Col
}

// The same sign-ins stand in hunting under the new name of the table and under the old one.
var entraEvents, entraBeta struct {
	T *emit.Table
	entraCols
}

var riskEvents struct {
	T *emit.Table
	Activity, ActivityDateTime, AdditionalInfo, CorrelationId, DetectedDateTime, DetectionTimingType, Id, IpAddress, LastUpdatedDateTime, Location, OperationName,
	RequestId, RiskDetail, RiskEventType, RiskLevel, RiskState, Source, TokenIssuerType, UserDisplayName, UserId, UserPrincipalName emit.Col
}

// SignIn is one request for a token.
type SignIn struct {
	Account     *org.Account
	App         *org.App
	Resource    *org.App // nil: Microsoft Graph
	IP          string
	Place       *org.Place
	Device      *org.Device // nil for an unknown device
	Agent       string
	Browser, OS string
	Client      string // ClientAppUsed; empty: Browser
	Result      int64  // ResultType; 0 is success
	Reason      string // ResultDescription
	MFA         string // "satisfied", "done", "" (not required), "denied"
	Method      org.MFA
	Risk        string   // RiskLevelDuringSignIn; empty: none
	RiskEvents  []string // RiskEventTypes_V2
	NonInteract bool
	Session     string
	Correlation string
	Protocol    string
	Office      bool // from an office's own address
}

// SignIn writes SigninLogs or AADNonInteractiveUserSignInLogs, EntraIdSignInEvents and, for a cloud logon, IdentityLogonEvents; a risky
// one also leaves AADUserRiskEvents. It returns the request id.
func (e Env) SignIn(at int64, s SignIn) string {
	if s.Resource == nil {
		s.Resource = e.O.App("Microsoft Graph")
	}
	s.Session, s.Correlation = orElse(s.Session, e.R.GUID()), orElse(s.Correlation, e.R.GUID())
	s.Client, s.Risk = orElse(s.Client, "Browser"), orElse(s.Risk, "none")
	id, token := e.R.GUID(), e.R.Token(22)
	e.signinRow(at, s, id, token)
	e.entraRow(entraEvents.T, &entraEvents.entraCols, at, s, id, token)
	e.entraRow(entraBeta.T, &entraBeta.entraCols, at, s, id, token)
	if s.Risk != "none" {
		e.riskRows(at, s, id)
		e.RiskyUser(at+e.R.Between(400*tick.Second, 900*tick.Second), s.Account, s.Risk, "atRisk")
	}
	if !s.NonInteract {
		e.cloudLogon(at, s)
		e.Behavior(at, s, id)
	}
	return id
}

func (e Env) signinRow(at int64, s SignIn, id, token string) {
	t, c := signinLogs.T, &signinLogs.signinCols
	category := "SignInLogs"
	if s.NonInteract {
		t, c, category = nonInteractive.T, &nonInteractive.signinCols, "NonInteractiveUserSignInLogs"
	}
	r := e.W.Row(t, at, e.R.Between(90*tick.Second, 420*tick.Second))
	a, p := s.Account, s.Place
	r.Str(c.AADTenantId, e.O.TenantID)
	r.Str(c.HomeTenantId, e.O.TenantID)
	r.Str(c.ResourceTenantId, e.O.TenantID)
	r.Str(c.ResourceId, "/tenants/"+e.O.TenantID+"/providers/Microsoft.aadiam")
	r.Str(c.ResourceGroup, "Microsoft.aadiam")
	r.Str(c.AppDisplayName, s.App.Name)
	r.Str(c.AppId, s.App.ID)
	r.Str(c.ResourceDisplayName, s.Resource.Name)
	r.Str(c.ResourceIdentity, s.Resource.ID)
	r.Str(c.Category, category)
	r.Str(c.OperationName, "Sign-in activity")
	r.Str(c.OperationVersion, "1.0")
	r.Str(c.Level, "4")
	r.Str(c.ClientAppUsed, s.Client)
	r.Str(c.CorrelationId, s.Correlation)
	r.Int(c.CreatedDateTime, at)
	r.Str(c.CrossTenantAccessType, "none")
	r.Str(c.Id, id)
	r.Str(c.OriginalRequestId, id)
	r.Str(c.UniqueTokenIdentifier, token)
	r.Str(c.SessionId, s.Session)
	r.Str(c.Identity, a.Display)
	r.Str(c.UserDisplayName, a.Display)
	r.Str(c.UserId, a.ObjectID)
	r.Str(c.UserPrincipalName, strings.ToLower(a.UPN))
	r.Str(c.AlternateSignInName, a.UPN)
	r.Str(c.SignInIdentifier, a.UPN)
	r.Str(c.UserType, "Member")
	r.Str(c.IPAddress, s.IP)
	r.Str(c.AutonomousSystemNumber, fmt.Sprint(p.ASN))
	r.Str(c.Location, p.Country)
	r.Str(c.LocationDetails, fmt.Sprintf(`{"city":%q,"state":%q,"countryOrRegion":%q,"geoCoordinates":{"latitude":%.2f,"longitude":%.2f}}`, p.City, p.State, p.Country, p.Lat, p.Lon))
	r.Str(c.NetworkLocationDetails, s.networks())
	r.Str(c.UserAgent, s.Agent)
	r.Str(c.DeviceDetail, deviceDetail(s))
	r.Bool(c.IsInteractive, !s.NonInteract)
	r.Str(c.IncomingTokenType, map[bool]string{true: "refreshToken", false: "none"}[s.NonInteract])
	r.Str(c.AuthenticationProtocol, orElse(s.Protocol, "none"))
	r.Int(c.DurationMs, 0)
	took := fmt.Sprint(e.R.Between(60, 700))
	r.Str(c.ProcessingTimeInMilliseconds, took)
	r.Str(c.ProcessingTimeInMs, took)
	r.Str(c.ResultType, fmt.Sprint(s.Result))
	r.Str(c.ResultSignature, map[bool]string{true: "SUCCESS", false: "FAILURE"}[s.Result == 0])
	r.Str(c.ResultDescription, s.Reason)
	r.Str(c.Status, status(s))
	r.Str(c.ConditionalAccessStatus, s.conditional())
	r.Str(c.ConditionalAccessPolicies, s.policies())
	r.Str(c.AuthenticationRequirement, s.requirement())
	r.Str(c.AuthenticationDetails, authDetails(at, s))
	r.Str(c.MfaDetail, mfaDetail(s))
	r.Str(c.AuthenticationProcessingDetails, `[{"key":"Legacy TLS (TLS 1.0, 1.1, 3DES)","value":"False"},{"key":"Is CAE Token","value":"False"}]`)
	r.Str(c.RiskLevelDuringSignIn, s.Risk)
	r.Str(c.RiskLevelAggregated, s.Risk)
	r.Str(c.RiskState, map[bool]string{true: "none", false: "atRisk"}[s.Risk == "none"])
	r.Str(c.RiskDetail, "none")
	r.Str(c.RiskEventTypes, list(s.RiskEvents))
	r.Str(c.RiskEventTypes_V2, list(s.RiskEvents))
	r.Bool(c.IsRisky, s.Risk != "none")
	r.Str(c.TokenIssuerType, "AzureAD")
	r.Str(c.AppOwnerTenantId, s.App.Owner)
	r.Str(c.ResourceOwnerTenantId, s.Resource.Owner)
	r.Str(c.ResourceServicePrincipalId, s.Resource.Principal)
	r.Str(c.AuthenticationContextClassReferences, "[]")
	r.Str(c.SessionLifetimePolicies, "[]")
	r.Str(c.ClientCredentialType, "none")
	r.Str(c.OriginalTransferMethod, "none")
	r.Str(c.SignInIdentifierType, map[bool]string{true: "userPrincipalName"}[!s.NonInteract])
	r.Str(c.AppliedConditionalAccessPolicies, s.policies())
}

func list(items []string) string {
	if len(items) == 0 {
		return "[]"
	}
	return `["` + strings.Join(items, `","`) + `"]`
}

func (s SignIn) requirement() string {
	if s.MFA == "" {
		return "singleFactorAuthentication"
	}
	return "multiFactorAuthentication"
}

func (s SignIn) conditional() string {
	switch {
	case s.Result == 0 && s.MFA != "":
		return "success"
	case s.Result == 53003 || s.Result == 500121 || s.Result == 50074 || s.Result == 50076:
		return "failure"
	}
	return "notApplied"
}

// policies are the conditional access policies that looked at the sign-in.
func (s SignIn) policies() string {
	result := func(name, id, result, grant string) string {
		return fmt.Sprintf(`{"id":%q,"displayName":%q,"enforcedGrantControls":[%q],"enforcedSessionControls":[],"result":%q}`, id, name, grant, result)
	}
	mfa, legacy := "notApplied", "notApplied"
	switch s.conditional() {
	case "success":
		mfa = "success"
	case "failure":
		mfa = "failure"
	}
	if s.Client == "Other clients" {
		legacy = "failure"
	}
	return "[" + result("Require MFA for all users", "6e0f1d3c-2a41-4c55-9b0e-7a2f5d8c1b10", mfa, "Mfa") + "," +
		result("Block legacy authentication", "b3c2a917-55d0-4f1e-8a61-0c9e47d2f3a8", legacy, "Block") + "]"
}

// networks names the trusted location that the sign-in came from, if it did.
func (s SignIn) networks() string {
	if !s.Office {
		return "[]"
	}
	return `[{"networkType":"trustedNamedLocation","networkNames":["Corporate offices"]}]`
}

func status(s SignIn) string {
	switch {
	case s.Result != 0:
		return fmt.Sprintf(`{"errorCode":%d,"failureReason":%q}`, s.Result, s.Reason)
	case s.MFA == "satisfied":
		return `{"errorCode":0,"additionalDetails":"MFA requirement satisfied by claim in the token"}`
	case s.MFA == "done":
		return `{"errorCode":0,"additionalDetails":"MFA completed in Azure AD"}`
	}
	return `{"errorCode":0}`
}

func deviceDetail(s SignIn) string {
	if s.Device == nil || s.Device.AadID == "" {
		return fmt.Sprintf(`{"deviceId":"","operatingSystem":%q,"browser":%q}`, s.OS, s.Browser)
	}
	return fmt.Sprintf(`{"deviceId":%q,"displayName":%q,"operatingSystem":%q,"browser":%q,"isCompliant":true,"isManaged":true,"trustType":"Hybrid Azure AD joined"}`,
		s.Device.AadID, s.Device.Upper(), s.OS, s.Browser)
}

func authDetails(at int64, s SignIn) string {
	if s.NonInteract {
		return "[]"
	}
	first := fmt.Sprintf(`{"authenticationStepDateTime":%q,"authenticationMethod":"Password","succeeded":%v,"authenticationStepResultDetail":%q}`,
		tick.ISO(at), s.Result != 50126, orElse(s.Reason, "Correct password"))
	switch s.MFA {
	case "satisfied":
		return `[{"authenticationStepDateTime":"` + tick.ISO(at) + `","authenticationMethod":"Previously satisfied","succeeded":true,"authenticationStepResultDetail":"MFA requirement satisfied by claim in the token"}]`
	case "done", "denied":
		return fmt.Sprintf(`[%s,{"authenticationStepDateTime":%q,"authenticationMethod":%q,"succeeded":%v}]`, first, tick.ISO(at+8*tick.Second), s.Method.Method, s.MFA == "done")
	}
	return "[" + first + "]"
}

func mfaDetail(s SignIn) string {
	if s.MFA == "done" || s.MFA == "denied" {
		return fmt.Sprintf(`{"authMethod":%q,"authDetail":%q}`, s.Method.Method, s.Method.Detail)
	}
	return ""
}

var riskNumber = map[string]int64{"none": 1, "low": 10, "medium": 50, "high": 100}

func (e Env) entraRow(t *emit.Table, c *entraCols, at int64, s SignIn, id, token string) {
	a, p := s.Account, s.Place
	r := e.W.Row(t, at, e.R.Between(120*tick.Second, 500*tick.Second))
	r.Str(c.Application, s.App.Name)
	r.Str(c.ApplicationId, s.App.ID)
	r.Str(c.LogonType, map[bool]string{true: `["nonInteractiveUser"]`, false: `["interactiveUser"]`}[s.NonInteract])
	r.Int(c.ErrorCode, s.Result)
	r.Str(c.CorrelationId, s.Correlation)
	r.Str(c.SessionId, s.Session)
	r.Str(c.AccountDisplayName, a.Display)
	r.Str(c.AccountObjectId, a.ObjectID)
	r.Str(c.AccountUpn, strings.ToLower(a.UPN))
	r.Int(c.IsExternalUser, 0)
	r.Bool(c.IsGuestUser, false)
	r.Str(c.ResourceDisplayName, s.Resource.Name)
	r.Str(c.ResourceId, s.Resource.ID)
	r.Str(c.ResourceTenantId, e.O.TenantID)
	managed := int64(0)
	if s.Device != nil {
		managed = 1
		r.Str(c.DeviceName, s.Device.Upper())
		r.Str(c.EntraIdDeviceId, s.Device.AadID)
		r.Str(c.AadDeviceId, s.Device.AadID)
		r.Str(c.DeviceTrustType, "ServerAd")
	}
	r.Int(c.IsManaged, managed)
	r.Int(c.IsCompliant, managed)
	r.Str(c.OSPlatform, s.OS)
	r.Str(c.AuthenticationRequirement, s.requirement())
	r.Int(c.RiskLevelAggregated, riskNumber[s.Risk])
	r.Int(c.RiskLevelDuringSignIn, riskNumber[s.Risk])
	r.Int(c.RiskState, map[bool]int64{true: 0, false: 4}[s.Risk == "none"])
	r.Str(c.UserAgent, s.Agent)
	r.Str(c.ClientAppUsed, s.Client)
	r.Str(c.Browser, s.Browser)
	r.Int(c.ConditionalAccessStatus, map[string]int64{"success": 0, "failure": 1, "notApplied": 2}[s.conditional()])
	r.Str(c.IPAddress, s.IP)
	r.Str(c.Country, p.Country)
	r.Str(c.State, p.State)
	r.Str(c.City, p.City)
	r.Str(c.Latitude, fmt.Sprintf("%.2f", p.Lat))
	r.Str(c.Longitude, fmt.Sprintf("%.2f", p.Lon))
	r.Str(c.RequestId, id)
	r.Str(c.UniqueTokenId, token)
	r.Str(c.ReportId, id)
	r.Str(c.AlternateSignInName, a.UPN)
	r.Int(c.LastPasswordChangeTimestamp, e.O.PasswordSet(a, at))
	r.Int(c.TokenIssuerType, 0)
	r.Int(c.RiskDetails, 0)
	r.Str(c.RiskEventTypes, list(s.RiskEvents))
	r.Str(c.ConditionalAccessPolicies, s.policies())
	r.Str(c.NetworkLocationDetails, s.networks())
	r.Bool(c.IsThroughGlobalSecureAccess, false)
	r.Bool(c.IsSignInThroughGlobalSecureAccess, false)
}

func (e Env) riskRows(at int64, s SignIn, id string) {
	c := &riskEvents
	for _, kind := range s.RiskEvents {
		r := e.W.Row(c.T, at+e.R.Between(60*tick.Second, 400*tick.Second), e.R.Between(200*tick.Second, 900*tick.Second))
		r.Str(c.Activity, "signin")
		r.Int(c.ActivityDateTime, at)
		r.Int(c.DetectedDateTime, at)
		r.Int(c.LastUpdatedDateTime, at)
		r.Str(c.AdditionalInfo, fmt.Sprintf(`[{"Key":"userAgent","Value":%q}]`, s.Agent))
		r.Str(c.CorrelationId, s.Correlation)
		r.Str(c.DetectionTimingType, "realtime")
		r.Str(c.Id, e.R.Hex(64))
		r.Str(c.IpAddress, s.IP)
		r.Str(c.Location, fmt.Sprintf(`{"city":%q,"state":%q,"countryOrRegion":%q}`, s.Place.City, s.Place.State, s.Place.Country))
		r.Str(c.OperationName, "User Risk Detection")
		r.Str(c.RequestId, id)
		r.Str(c.RiskDetail, "none")
		r.Str(c.RiskEventType, kind)
		r.Str(c.RiskLevel, s.Risk)
		r.Str(c.RiskState, "atRisk")
		r.Str(c.Source, "IdentityProtection")
		r.Str(c.TokenIssuerType, "AzureAD")
		r.Str(c.UserDisplayName, s.Account.Display)
		r.Str(c.UserId, s.Account.ObjectID)
		r.Str(c.UserPrincipalName, s.Account.UPN)
	}
}

func init() {
	signinLogs.T, nonInteractive.T = emit.Open("SigninLogs"), emit.Open("AADNonInteractiveUserSignInLogs")
	entraEvents.T, riskEvents.T, entraBeta.T = emit.Open("EntraIdSignInEvents"), emit.Open("AADUserRiskEvents"), emit.Open("AADSignInEventsBeta")
	emit.Bind(entraBeta.T, &entraBeta)
	emit.Bind(signinLogs.T, &signinLogs)
	emit.Bind(nonInteractive.T, &nonInteractive)
	emit.Bind(entraEvents.T, &entraEvents)
	emit.Bind(riskEvents.T, &riskEvents)
}
