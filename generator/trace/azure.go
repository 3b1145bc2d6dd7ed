package trace

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var (
	azure = emit.Open("AzureActivity")
	vault = emit.Open("AzureDiagnostics")
	blobs = emit.Open("StorageBlobLogs")
)

// Operation is an operation on an Azure resource.
type Operation struct {
	By       *org.Account
	IP       string
	Name     string // Microsoft.Compute/virtualMachines/start/action
	Group    string // resource group
	Resource string // Microsoft.Compute/virtualMachines/vm-build01
	Role     string // what gives the right; empty: Contributor
	Failure  string // error code, when it failed
	Quick    bool   // done at once: one row and not Start and Success
}

// Azure writes the AzureActivity rows of an operation: its start and its end, under one correlation id.
func (e Env) Azure(at int64, o Operation) {
	correlation := e.R.GUID()
	end := at
	if !o.Quick {
		e.azureRow(at, o, correlation, "Start", "")
		end += e.R.Between(2*tick.Second, 40*tick.Second)
	}
	if o.Failure != "" {
		e.azureRow(end, o, correlation, "Failure", o.Failure)
		return
	}
	e.azureRow(end, o, correlation, "Success", "")
	e.operated(end, o, correlation)
}

func (e Env) azureRow(at int64, o Operation, correlation, result, failure string) {
	id := fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/%s", e.O.SubscriptionID, o.Group, o.Resource)
	if o.Group == "" { // an operation on the tenant as a whole
		id = "/providers/" + o.Resource
	}
	level, sub := "Informational", map[string]string{"Success": "OK"}[result]
	if failure != "" {
		level, sub = "Error", failure
	}
	e.write(azure, at, e.R.Between(120*tick.Second, 900*tick.Second), "ActivityStatusValue", result, "ActivitySubstatusValue", sub, "Caller", o.By.UPN, "CallerIpAddress", o.IP, "CategoryValue", "Administrative",
		"CorrelationId", correlation, "EventDataId", e.R.GUID(), "EventSubmissionTimestamp", at+e.R.Between(5*tick.Second, 90*tick.Second), "Level", level, "OperationId", correlation, "OperationName", o.Name,
		"OperationNameValue", strings.ToUpper(o.Name), "ResourceGroup", strings.ToUpper(o.Group), "ResourceId", id, "_ResourceId", strings.ToLower(id), "ResourceProviderValue", strings.ToUpper(strings.SplitN(o.Resource, "/", 2)[0]),
		"SubscriptionId", e.O.SubscriptionID, "Authorization", fmt.Sprintf(`{"action":%q,"scope":%q,"evidence":{"role":%q,"principalId":%q}}`, o.Name, id, orElse(o.Role, "Contributor"), strings.ReplaceAll(o.By.ObjectID, "-", "")),
		"Claims", fmt.Sprintf(`{"name":%q,"http://schemas.microsoft.com/identity/claims/objectidentifier":%q,"ipaddr":%q,"appid":%q}`, o.By.Display, o.By.ObjectID, o.IP, e.O.App("Azure Portal").ID),
		"HTTPRequest", fmt.Sprintf(`{"clientRequestId":%q,"clientIpAddress":%q,"method":"PUT"}`, e.R.GUID(), o.IP))
}

// Secret is a request to a key vault, of an application or of a person.
type Secret struct {
	App       *org.App
	User      *org.Account
	IP        string
	Vault     string
	Operation string // SecretGet, SecretList, VaultGet, KeySign, …
	Object    string // name of the secret
	Denied    bool
}

// Vault writes the audit record of a key vault, in AzureDiagnostics.
func (e Env) Vault(at int64, s Secret) {
	path := map[bool]string{true: "/secrets", false: "/secrets/" + s.Object}[s.Object == ""]
	result, code := "Success", 200.0
	if s.Denied {
		result, code = "Forbidden", 403.0
	}
	app := s.App
	if app == nil {
		app = e.O.App("Azure Portal")
	}
	pairs := []any{"Category", "AuditEvent", "CallerIPAddress", s.IP, "CorrelationId", e.R.GUID(), "DurationMs", e.R.Between(9, 80), "OperationName", s.Operation, "OperationVersion", "7.4",
		"Resource", strings.ToUpper(s.Vault), "ResourceGroup", "RG-PLATFORM", "ResourceProvider", "MICROSOFT.KEYVAULT", "ResourceType", "VAULTS", "ResultType", "Success", "ResultSignature", result,
		"_ResourceId", strings.ToLower(fmt.Sprintf("/subscriptions/%s/resourceGroups/rg-platform/providers/Microsoft.KeyVault/vaults/%s", e.O.SubscriptionID, s.Vault)),
		"identity_claim_appid_g", app.ID, "id_s", "https://" + s.Vault + ".vault.azure.net" + path, "requestUri_s", "https://" + s.Vault + ".vault.azure.net" + path + "?api-version=7.4", "httpStatusCode_d", code, "clientInfo_s", "azsdk-net-Security.KeyVault.Secrets/4.7.0"}
	r := e.W.Row(vault, at, e.R.Between(180*tick.Second, 700*tick.Second))
	fill(r, vault, pairs)
	if s.User != nil {
		r.Str(vault.Col("identity_claim_ipaddr_s"), s.IP)
	}
}

// Object is a request to blob storage.
type Object struct {
	Account, Container, Name string
	Operation                string // GetBlob, PutBlob, ListBlobs, DeleteBlob
	IP, Agent                string
	Size                     int64
	App                      *org.App // who asks with a token; nil: with a shared signature
	Code                     int64    // 0: 200
}

// Blob writes a StorageBlobLogs row.
func (e Env) Blob(at int64, b Object) {
	uri := fmt.Sprintf("https://%s.blob.core.windows.net:443/%s/%s", b.Account, b.Container, b.Name)
	category, got, put := "StorageRead", b.Size, int64(0)
	switch b.Operation {
	case "PutBlob":
		category, got, put = "StorageWrite", 0, b.Size
	case "DeleteBlob":
		category, got = "StorageDelete", 0
	}
	code, text := orZero(b.Code, map[string]int64{"StorageRead": 200, "StorageWrite": 201, "StorageDelete": 202}[category]), "Success"
	if code >= 400 {
		text, got = "AuthorizationFailure", 0
	}
	latency := float64(e.R.Between(3, 60)) + float64(b.Size/2_000_000)
	pairs := []any{"AccountName", b.Account, "CallerIpAddress", b.IP + fmt.Sprintf(":%d", e.R.Between(1025, 65000)), "Category", category, "CorrelationId", e.R.GUID(),
		"DurationMs", latency + float64(e.R.Between(1, 300)), "OperationName", b.Operation, "OperationVersion", "2024-11-04", "Protocol", "HTTPS", "ResponseBodySize", got, "RequestBodySize", put, "ServiceType", "blob",
		"StatusCode", fmt.Sprint(code), "StatusText", text, "TlsVersion", "TLS 1.2", "Uri", uri, "UserAgentHeader", b.Agent, "ObjectKey", "/" + b.Account + "/" + b.Container + "/" + b.Name, "OperationCount", 0,
		"ServerLatencyMs", latency, "MetricResponseType", text, "SchemaVersion", "1.0", "AccessTier", "Hot", "Location", "westeurope",
		"_ResourceId", fmt.Sprintf("/subscriptions/%s/resourcegroups/rg-data/providers/microsoft.storage/storageaccounts/%s", e.O.SubscriptionID, b.Account)}
	if b.App == nil {
		pairs = append(pairs, "AuthenticationType", "SAS", "AuthenticationHash", fmt.Sprintf("system-1(%s)", strings.ToUpper(chance.Stream(4, b.Account, b.Container).Hex(64))))
	} else {
		pairs = append(pairs, "AuthenticationType", "OAuth", "RequesterAppId", b.App.ID, "RequesterObjectId", b.App.Principal, "RequesterTenantId", e.O.TenantID, "RequesterTokenIssuer", "https://sts.windows.net/"+e.O.TenantID+"/")
	}
	e.write(blobs, at, e.R.Between(180*tick.Second, 700*tick.Second), pairs...)
}
