package trace

import (
	"fmt"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var (
	spSignIns = emit.Open("AADServicePrincipalSignInLogs")
	graph     = emit.Open("MicrosoftGraphActivityLogs")
	graphApi  = emit.Open("GraphApiAuditEvents")
)

// ServiceSignIn is an application signing in by itself; result 0 is success.
func (e Env) ServiceSignIn(at int64, app, resource *org.App, ip string, place *org.Place, result int64, reason string) {
	e.write(spSignIns, at, e.R.Between(120*tick.Second, 600*tick.Second), "AADTenantId", e.O.TenantID, "AppId", app.ID, "AppOwnerTenantId", app.Owner, "AutonomousSystemNumber", fmt.Sprint(place.ASN),
		"Category", "ServicePrincipalSignInLogs", "ClientCredentialType", "clientSecret", "ConditionalAccessStatus", "notApplied", "ConditionalAccessPolicies", "[]", "CorrelationId", e.R.GUID(), "CreatedDateTime", at, "Id", e.R.GUID(),
		"IPAddress", ip, "Level", "4", "Location", place.Country, "LocationDetails", fmt.Sprintf(`{"city":%q,"state":%q,"countryOrRegion":%q}`, place.City, place.State, place.Country), "OperationName", "Sign-in activity", "OperationVersion", "1.0",
		"ResourceDisplayName", resource.Name, "ResourceIdentity", resource.ID, "ResourceServicePrincipalId", resource.Principal, "ResultSignature", map[bool]string{true: "SUCCESS", false: "FAILURE"}[result == 0], "Identity", app.Name, "ResourceGroup", "Microsoft.aadiam", "ResourceOwnerTenantId", resource.Owner, "NetworkLocationDetails", "[]", "ResultType", fmt.Sprint(result), "ResultDescription", reason, "ServicePrincipalId", app.Principal,
		"ServicePrincipalName", app.Name, "ServicePrincipalCredentialKeyId", app.Secret, "UniqueTokenIdentifier", e.R.Token(22), "DurationMs", 0)
}

// Call is a request to Microsoft Graph.
type Call struct {
	App         *org.App
	User        *org.Account // nil: the application for itself
	IP          string
	Method, URI string // GET, "users?$top=100"
	Agent       string
	Scopes      string // delegated permissions; empty: those of the application
	Code        int64  // 0: 200
}

// GraphCall writes MicrosoftGraphActivityLogs and, for hunting, GraphApiAuditEvents, under one request id.
func (e Env) GraphCall(at int64, c Call) {
	id, request, operation, token := "", e.R.GUID(), e.R.GUID(), e.R.Token(22)
	if c.User != nil {
		id = c.User.ObjectID
	}
	uri, took, code, size := "https://graph.microsoft.com/v1.0/"+c.URI, e.R.Between(9, 900), orZero(c.Code, 200), e.R.Between(200, 90_000)
	e.write(graph, at, e.R.Between(300*tick.Second, 1200*tick.Second), "AadTenantId", e.O.TenantID, "ApiVersion", "v1.0", "AppId", c.App.ID, "DurationMs", took, "IPAddress", c.IP, "Location", "West Europe",
		"OperationId", operation, "RequestId", request, "ClientRequestId", operation, "RequestMethod", c.Method, "RequestUri", uri, "ResponseSizeBytes", size, "ResponseStatusCode", code,
		"ServicePrincipalId", map[bool]string{true: c.App.Principal}[c.User == nil], "UserId", id, "Scopes", c.Scopes, "Roles", map[bool]string{true: "Directory.Read.All User.Read.All"}[c.User == nil], "SignInActivityId", token, "UniqueTokenId", token,
		"TokenIssuedAt", at-e.R.Between(60*tick.Second, 3000*tick.Second), "UserAgent", orElse(c.Agent, "azsdk-net-Graph/5.79"), "IdentityProvider", "https://sts.windows.net/"+e.O.TenantID+"/", "ClientAuthMethod", map[bool]int64{true: 1, false: 0}[c.User == nil])
	e.write(graphApi, at, e.R.Between(300*tick.Second, 1500*tick.Second), "IdentityProvider", "https://sts.windows.net/"+e.O.TenantID+"/", "ApiVersion", "v1.0", "ApplicationId", c.App.ID, "IpAddress", c.IP, "ClientRequestId", operation,
		"EntityType", map[bool]string{true: "app", false: "user"}[c.User == nil], "RequestUri", uri, "AccountObjectId", id, "OperationId", operation, "Location", "West Europe", "RequestDuration", fmt.Sprint(took), "RequestId", request,
		"RequestMethod", c.Method, "ResponseStatusCode", fmt.Sprint(code), "Scopes", orElse(c.Scopes, "Directory.Read.All User.Read.All"), "UniqueTokenIdentifier", token, "TargetWorkload", "Microsoft.DirectoryServices",
		"ServicePrincipalId", c.App.Principal, "ResponseSize", size, "ReportId", request)
}
