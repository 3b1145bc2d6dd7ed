package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

// Tables that are written rarely are written by column name.
var (
	spSignIns  = emit.Open("AADServicePrincipalSignInLogs")
	azure      = emit.Open("AzureActivity")
	heartbeat  = emit.Open("Heartbeat")
	dns        = emit.Open("DnsEvents")
	syslog     = emit.Open("Syslog")
	networks   = emit.Open("DeviceNetworkInfo")
	inventory  = emit.Open("DeviceTvmSoftwareInventory")
	vulnerable = emit.Open("DeviceTvmSoftwareVulnerabilities")
	directory  = emit.Open("IdentityDirectoryEvents")
	queries    = emit.Open("IdentityQueryEvents")
	iis        = emit.Open("W3CIISLog")
	winEvent   = emit.Open("Event")
	graph      = emit.Open("MicrosoftGraphActivityLogs")
	vault      = emit.Open("AzureDiagnostics")
	blobs      = emit.Open("StorageBlobLogs")
	trail      = emit.Open("AWSCloudTrail")
	riskyUsers = emit.Open("AADRiskyUsers")
)

// write sets columns by name. It panics on a name that the table lacks, which every run would meet.
func (e Env) write(t *emit.Table, at, delay int64, pairs ...any) {
	r := e.W.Row(t, at, delay)
	for i := 0; i < len(pairs); i += 2 {
		c := t.Col(pairs[i].(string))
		if c == emit.None {
			panic(fmt.Sprintf("trace: table %s has no column %q", t.Name, pairs[i]))
		}
		switch v := pairs[i+1].(type) {
		case string:
			r.Str(c, v)
		case int64:
			r.Int(c, v)
		case int:
			r.Int(c, int64(v))
		case float64:
			r.Real(c, v)
		case bool:
			r.Bool(c, v)
		default:
			panic(fmt.Sprintf("trace: %s.%v: no cell holds a %T", t.Name, pairs[i], v))
		}
	}
}

// ServiceSignIn is an application signing in by itself.
func (e Env) ServiceSignIn(at int64, app, resource *org.App, ip string, place *org.Place, result int64, reason string) {
	e.write(spSignIns, at, e.R.Between(120, 600)*tick.Second, "AADTenantId", e.O.TenantID, "AppId", app.ID, "AppOwnerTenantId", app.Owner, "AutonomousSystemNumber", fmt.Sprint(place.ASN),
		"Category", "ServicePrincipalSignInLogs", "ClientCredentialType", "clientSecret", "ConditionalAccessStatus", "notApplied", "CorrelationId", e.R.GUID(), "CreatedDateTime", at, "Id", e.R.GUID(),
		"IPAddress", ip, "Level", "4", "Location", place.Country, "LocationDetails", fmt.Sprintf(`{"city":%q,"state":%q,"countryOrRegion":%q}`, place.City, place.State, place.Country), "OperationName", "Sign-in activity",
		"ResourceDisplayName", resource.Name, "ResourceIdentity", resource.ID, "ResultType", fmt.Sprint(result), "ResultDescription", reason, "ServicePrincipalId", app.Principal, "ServicePrincipalName", app.Name,
		"ServicePrincipalCredentialKeyId", app.Secret, "UniqueTokenIdentifier", e.R.Token(22), "DurationMs", 0)
}

// GraphCall is a request of an application or a person to Microsoft Graph.
func (e Env) GraphCall(at int64, app *org.App, user *org.Account, ip, method, uri string) {
	id := ""
	if user != nil {
		id = user.ObjectID
	}
	e.write(graph, at, e.R.Between(300, 1200)*tick.Second, "AadTenantId", e.O.TenantID, "ApiVersion", "v1.0", "AppId", app.ID, "DurationMs", e.R.Between(9, 900), "IPAddress", ip, "Location", "West Europe",
		"OperationId", e.R.GUID(), "RequestId", e.R.GUID(), "RequestMethod", method, "RequestUri", "https://graph.microsoft.com/v1.0/"+uri, "ResponseSizeBytes", e.R.Between(200, 90_000), "ResponseStatusCode", 200,
		"ServicePrincipalId", app.Principal, "UserId", id, "SignInActivityId", e.R.Token(22), "TokenIssuedAt", at-e.R.Between(60, 3000)*tick.Second, "UserAgent", "SnapshotClient/1.0")
}

// Azure is an operation on an Azure resource.
func (e Env) Azure(at int64, by *org.Account, ip, operation, group, resource, result string) {
	id := fmt.Sprintf("/subscriptions/%s/resourcegroups/%s/providers/%s", e.O.SubscriptionID, group, resource)
	e.write(azure, at, e.R.Between(120, 900)*tick.Second, "ActivityStatusValue", result, "ActivitySubstatusValue", "OK", "Caller", by.UPN, "CallerIpAddress", ip, "CategoryValue", "Administrative",
		"CorrelationId", e.R.GUID(), "EventDataId", e.R.GUID(), "EventSubmissionTimestamp", at+e.R.Between(5, 90)*tick.Second, "Level", "Informational", "OperationId", e.R.GUID(), "OperationName", operation,
		"OperationNameValue", strings.ToUpper(operation), "ResourceGroup", group, "ResourceId", id, "_ResourceId", id, "ResourceProviderValue", strings.ToUpper(strings.SplitN(resource, "/", 2)[0]),
		"SubscriptionId", e.O.SubscriptionID, "Claims", fmt.Sprintf(`{"name":%q,"oid":%q,"ipaddr":%q}`, by.Display, by.ObjectID, ip))
}

// Vault is a Key Vault request.
func (e Env) Vault(at int64, app *org.App, ip, vaultName, operation, object string) {
	e.write(vault, at, e.R.Between(180, 700)*tick.Second, "Category", "AuditEvent", "CallerIPAddress", ip, "CorrelationId", e.R.GUID(), "DurationMs", e.R.Between(9, 80), "OperationName", operation, "OperationVersion", "7.4",
		"Resource", strings.ToUpper(vaultName), "ResourceGroup", "RG-PLATFORM", "ResourceProvider", "MICROSOFT.KEYVAULT", "ResourceType", "VAULTS", "ResultType", "Success", "ResultSignature", "OK", "identity_claim_appid_g", app.ID,
		"id_s", "https://"+vaultName+".vault.azure.net/secrets/"+object, "requestUri_s", "https://"+vaultName+".vault.azure.net/secrets/"+object+"?api-version=7.4", "httpStatusCode_d", 200.0)
}

// Blob is a request to blob storage.
func (e Env) Blob(at int64, account, container, blob, operation, ip, agent string, size int64) {
	uri := fmt.Sprintf("https://%s.blob.core.windows.net:443/%s/%s", account, container, blob)
	e.write(blobs, at, e.R.Between(180, 700)*tick.Second, "AccountName", account, "AuthenticationType", "SAS", "CallerIpAddress", ip+fmt.Sprintf(":%d", e.R.Between(1025, 65000)), "Category", "StorageRead", "CorrelationId", e.R.GUID(),
		"DurationMs", float64(e.R.Between(4, 400)), "OperationName", operation, "OperationVersion", "2024-11-04", "Protocol", "HTTPS", "ResponseBodySize", size, "ServiceType", "blob", "StatusCode", "200", "StatusText", "Success",
		"TlsVersion", "TLS 1.2", "Uri", uri, "UserAgentHeader", agent, "ObjectKey", "/"+account+"/"+container+"/"+blob, "OperationCount", 0, "ServerLatencyMs", float64(e.R.Between(2, 40)))
}

// Trail is an AWS API call.
func (e Env) Trail(at int64, user, service, event, ip, agent, params, failure string) {
	e.write(trail, at, e.R.Between(300, 1500)*tick.Second, "AwsEventId", e.R.GUID(), "AWSRegion", "eu-west-1", "EventName", event, "EventSource", service+".amazonaws.com", "EventTypeName", "AwsApiCall", "EventVersion", "1.10",
		"ErrorCode", failure, "ManagementEvent", true, "ReadOnly", strings.HasPrefix(event, "Get") || strings.HasPrefix(event, "List") || strings.HasPrefix(event, "Describe"), "RecipientAccountId", e.O.AWSAccount,
		"RequestParameters", params, "SourceIpAddress", ip, "UserAgent", agent, "UserIdentityAccountId", e.O.AWSAccount, "UserIdentityArn", fmt.Sprintf("arn:aws:iam::%s:user/%s", e.O.AWSAccount, user),
		"UserIdentityType", "IAMUser", "UserIdentityUserName", user, "UserIdentityAccessKeyId", fmt.Sprintf("AKIA%s", strings.ToUpper(fmt.Sprintf("%016x", uint64(len(user))*0x9e3779b97f4a7c15))), "SessionMfaAuthenticated", false, "AwsRequestId", e.R.GUID())
}

// Heartbeat is the monitoring agent's sign of life.
func (e Env) Heartbeat(at int64, d *org.Device) {
	kind := map[bool]string{true: "Windows", false: "Linux"}[d.Windows()]
	e.write(heartbeat, at, e.R.Between(10, 60)*tick.Second, "Category", "Azure Monitor Agent", "Computer", d.FQDN, "ComputerIP", d.Site.Egress, "ComputerPrivateIPs", `["`+d.IP+`"]`, "ComputerEnvironment", "Non-Azure", "OSType", kind,
		"OSName", d.OS.Name, "OSMajorVersion", "10", "OSMinorVersion", "0", "Version", "1.36.0", "VMUUID", d.UUID, "SCAgentChannel", "Direct", "Solutions", `"security"`, "IsGatewayInstalled", false, "RemoteIPCountry", d.Site.CountryName)
}

// Lookup is a name resolution at the domain controller's DNS server.
func (e Env) Lookup(at int64, client, name, answer string) {
	dc := e.O.First("dc")
	e.write(dns, at, e.R.Between(20, 90)*tick.Second, "ClientIP", client, "Computer", dc.FQDN, "EventId", 257, "IPAddresses", answer, "Message", name, "QueryType", "A", "Result", "Success", "ResultCode", 0, "SubType", "LookupQuery", "TaskCategory", "LOOK_UP")
}

// Syslog is a line of a Linux host.
func (e Env) Syslog(at int64, d *org.Device, facility, severity, program string, pid int64, message string) {
	e.write(syslog, at, e.R.Between(10, 60)*tick.Second, "Computer", d.FQDN, "HostName", d.Name, "HostIP", d.IP, "EventTime", at, "Facility", facility, "SeverityLevel", severity, "ProcessName", program, "ProcessID", pid, "SyslogMessage", message, "CollectorHostName", d.FQDN)
}

// Networks is the periodic report of a device's adapters.
func (e Env) Networks(at int64, d *org.Device, ip string) {
	e.write(networks, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "ReportId", d.Report+at%100_000_007, "MacAddress", d.MAC, "NetworkAdapterName", "{"+strings.ToUpper(d.UUID)+"}", "NetworkAdapterType", map[bool]string{true: "Wireless80211", false: "Ethernet"}[d.Laptop],
		"NetworkAdapterStatus", "Up", "TunnelType", "None", "IPAddresses", fmt.Sprintf(`[{"IPAddress":%q,"SubnetPrefix":24,"AddressType":"Private"}]`, ip), "DnsAddresses", `["`+e.O.First("dc").IP+`"]`,
		"ConnectedNetworks", fmt.Sprintf(`[{"Name":%q,"Category":"DomainAuthenticated","IsConnectedToInternet":true}]`, e.O.ADDomain), "DefaultGateways", "[]", "MachineGroup", d.Group)
}

// Software is one line of a device's software inventory, with its vulnerabilities.
func (e Env) Software(at int64, d *org.Device, vendor, name, version, cve, severity string) {
	e.write(inventory, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "OSPlatform", d.OS.Platform, "OSVersion", d.OS.Version, "OSArchitecture", "x64", "SoftwareVendor", vendor, "SoftwareName", name, "SoftwareVersion", version, "ProductCodeCpe", fmt.Sprintf("cpe:2.3:a:%s:%s:%s:*:*:*:*:*:*:*", vendor, name, version))
	if cve != "" {
		e.write(vulnerable, at, e.delay(), "DeviceId", d.ID, "DeviceName", d.FQDN, "OSPlatform", d.OS.Platform, "OSVersion", d.OS.Version, "OSArchitecture", "x64", "SoftwareVendor", vendor, "SoftwareName", name, "SoftwareVersion", version, "CveId", cve, "VulnerabilitySeverityLevel", severity, "CveTags", "[]")
	}
}

// Directory is a change that the sensor on the domain controller saw.
func (e Env) Directory(at int64, action string, by *org.Account, from *org.Device, target, fields string) {
	dc := e.O.First("dc")
	e.write(directory, at, e.R.Between(60, 400)*tick.Second, "ActionType", action, "Application", "Active Directory", "AccountName", by.Sam, "AccountDomain", e.O.ADDomain, "AccountUpn", by.UPN, "AccountSid", by.SID, "AccountObjectId", by.ObjectID,
		"AccountDisplayName", by.Display, "DeviceName", from.FQDN, "IPAddress", from.IP, "DestinationDeviceName", dc.FQDN, "DestinationIPAddress", dc.IP, "TargetAccountDisplayName", target, "ReportId", e.R.GUID(), "AdditionalFields", orElse(fields, "{}"))
}

// Query is an LDAP, SAMR or DNS query to the domain controller.
func (e Env) Query(at int64, action, kind, text string, by *org.Account, from *org.Device) {
	dc := e.O.First("dc")
	e.write(queries, at, e.R.Between(60, 400)*tick.Second, "ActionType", action, "Application", "Active Directory", "QueryType", kind, "Query", text, "Protocol", map[bool]string{true: "Ldap", false: "Samr"}[action == "LDAP query"],
		"AccountName", by.Sam, "AccountDomain", e.O.ADDomain, "AccountUpn", by.UPN, "AccountSid", by.SID, "AccountObjectId", by.ObjectID, "AccountDisplayName", by.Display, "DeviceName", from.FQDN, "IPAddress", from.IP,
		"DestinationDeviceName", dc.FQDN, "DestinationIPAddress", dc.IP, "DestinationPort", 389, "ReportId", e.R.GUID(), "AdditionalFields", "{}")
}

// Web is a request to a web server.
func (e Env) Web(at int64, d *org.Device, client, method, stem, query, agent string, code, size int64) {
	e.write(iis, at, e.R.Between(60, 300)*tick.Second, "Computer", d.FQDN, "cIP", client, "csMethod", method, "csUriStem", stem, "csUriQuery", query, "csUserAgent", agent, "scStatus", fmt.Sprint(code), "scSubStatus", "0", "scWin32Status", "0",
		"sIP", d.IP, "sPort", 443, "sSiteName", "Default Web Site", "scBytes", size, "csBytes", e.R.Between(300, 1500), "TimeTaken", e.R.Between(3, 400), "csHost", "portal."+e.O.Domain, "csVersion", "HTTP/1.1")
}

// WinEvent is an entry of a Windows event log other than Security.
func (e Env) WinEvent(at int64, d *org.Device, log, source string, id int64, text, data string) {
	e.write(winEvent, at, e.R.Between(20, 120)*tick.Second, "Computer", d.FQDN, "EventLog", log, "Source", source, "EventID", id, "EventLevel", 4, "EventLevelName", "Information", "RenderedDescription", text, "EventData", data, "UserName", `NT AUTHORITY\SYSTEM`)
}

// RiskyUser is a change of a person's risk.
func (e Env) RiskyUser(at int64, a *org.Account, level, state string) {
	e.write(riskyUsers, at, e.R.Between(120, 600)*tick.Second, "Id", a.ObjectID, "UserPrincipalName", a.UPN, "UserDisplayName", a.Display, "RiskLevel", level, "RiskState", state, "RiskDetail", "none", "RiskLastUpdatedDateTime", at, "IsDeleted", false, "IsProcessing", false, "OperationName", "Risky user", "CorrelationId", e.R.GUID())
}
