package schema

import "slices"

// Function is a function of the portals that a query can call beside the language's own.
type Function struct {
	Name string
	// Columns is its result; for one that is invoked on a table, what it adds to the table.
	Columns []Column
	Open    bool // the result has further columns, which only data tells
	Doc     string
}

// Functions lists the functions of the portals: those of Defender hunting, watchlists, and the ASIM parsers
// that read every source of an event. Sources: the pages of advanced hunting's functions, of Sentinel's
// watchlists, and of the ASIM schemas on Microsoft Learn.
func Functions() []Function {
	return slices.Concat(portalFunctions, asimFunctions())
}

var portalFunctions = []Function{
	{
		Name: "FileProfile", Doc: "Adds what Microsoft knows of a file, found by its SHA1 or SHA256: how common it is and who signed it.",
		Columns: []Column{
			{"GlobalPrevalence", Long}, {"GlobalFirstSeen", Datetime}, {"GlobalLastSeen", Datetime}, {"Signer", String},
			{"Issuer", String}, {"SignerHash", String}, {"IsCertificateValid", Bool}, {"IsRootSignerMicrosoft", Bool},
			{"SignatureState", String}, {"IsExecutable", Bool}, {"ThreatName", String}, {"Publisher", String},
			{"SoftwareName", String}, {"ProfileAvailability", String},
		},
	},
	{Name: "SeenBy", Doc: "Adds the onboarded devices that have seen a device.", Columns: []Column{{"SeenBy", Dynamic}}},
	{Name: "DeviceFromIP", Doc: "Device that had an address at a time.", Columns: []Column{{"IP", String}, {"DeviceId", String}}},
	{
		Name: "AssignedIPAddresses", Doc: "Addresses that a device had last at a time.",
		Columns: []Column{
			{"Timestamp", Datetime}, {"IPAddress", String}, {"IPType", String}, {"NetworkAdapterType", String}, {"ConnectedNetworks", Dynamic},
		},
	},
	{
		Name: "_GetWatchlist", Open: true, Doc: "Rows of a watchlist, found by its alias.",
		Columns: []Column{
			{"_DTItemId", String}, {"_DTItemStatus", String}, {"_DTItemType", String}, {"_DTTimestamp", Datetime},
			{"LastUpdatedTimeUTC", Datetime}, {"SearchKey", String}, {"WatchlistItem", Dynamic},
		},
	},
	{
		Name: "_GetWatchlistAlias", Doc: "Aliases of all watchlists.", Columns: []Column{{"WatchlistAlias", String}},
	},
}

// asimParsers names, for each ASIM table, the event that its parsers are called after.
var asimParsers = []struct {
	table  string
	events []string
}{
	{"ASimAgentEventLogs", []string{"AgentEvent"}},
	{"ASimAlertEventLogs", []string{"AlertEvent"}},
	{"ASimAuditEventLogs", []string{"AuditEvent"}},
	{"ASimAuthenticationEventLogs", []string{"Authentication"}},
	{"ASimDhcpEventLogs", []string{"DhcpEvent"}},
	{"ASimDnsActivityLogs", []string{"Dns"}},
	{"ASimFileEventLogs", []string{"FileEvent"}},
	{"ASimNetworkSessionLogs", []string{"NetworkSession"}},
	{"ASimProcessEventLogs", []string{"ProcessEvent", "ProcessCreate", "ProcessTerminate"}},
	{"ASimRegistryEventLogs", []string{"RegistryEvent", "Registry"}},
	{"ASimUserManagementActivityLogs", []string{"UserManagement"}},
	{"ASimWebSessionLogs", []string{"WebSession"}},
}

func asimFunctions() []Function {
	var out []Function
	for _, p := range asimParsers {
		t, ok := Lookup(p.table)
		if !ok {
			continue
		}
		for _, e := range p.events {
			for _, prefix := range []string{"_Im_", "_ASim_", "im", "ASim"} {
				out = append(out, Function{Name: prefix + e, Columns: t.InWorkspace, Doc: "Every " + e + " event of the workspace in the columns of ASIM."})
			}
		}
	}
	return out
}
