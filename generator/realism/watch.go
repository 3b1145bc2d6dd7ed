package realism

import "socrates/engine/schema/rows"

// watch is a set of keys gathered from a table.
type watch struct {
	set     string
	columns []string
	key     bool // no two rows may have the same
}

func in(set string, columns ...string) watch     { return watch{set: set, columns: columns} }
func unique(set string, columns ...string) watch { return watch{set: set, columns: columns, key: true} }

// watched says what is gathered from each table. A set is named after what it holds; "table: what" where several tables have
// keys of the same kind that are held against each other.
var watched = map[string][]watch{
	"DeviceInfo":            {in("device", "DeviceId"), in("windows", "OSBuild", "OsBuildRevision"), in("windows edition", "OSBuild")},
	"IdentityInfo":          {in("person", "AccountObjectId"), in("upn", "AccountUpn"), in("display name", "AccountDisplayName")},
	"DeviceNetworkInfo":     {in("DeviceNetworkInfo: device", "DeviceId")},
	"DeviceFileEvents":      {in("DeviceFileEvents: device", "DeviceId"), unique("file key", "DeviceId", "ReportId", "Timestamp")},
	"DeviceRegistryEvents":  {in("DeviceRegistryEvents: device", "DeviceId")},
	"DeviceLogonEvents":     {in("DeviceLogonEvents: device", "DeviceId")},
	"DeviceImageLoadEvents": {in("DeviceImageLoadEvents: device", "DeviceId")},
	"DeviceEvents":          {in("DeviceEvents: device", "DeviceId")},
	"DeviceNetworkEvents": {in("DeviceNetworkEvents: device", "DeviceId"), in("host", "RemoteUrl"), in("user and host", "InitiatingProcessAccountName", "RemoteUrl"),
		in("network user", "InitiatingProcessAccountName"), in("network process", "DeviceId", "InitiatingProcessId", "InitiatingProcessCreationTime")},
	"DeviceProcessEvents": {in("DeviceProcessEvents: device", "DeviceId"), in("pair", "InitiatingProcessFileName", "FileName"), in("program", "FileName"),
		in("command line", "ProcessCommandLine"), in("process id", "ProcessId"), in("process", "DeviceId", "ProcessId", "ProcessCreationTime"),
		in("parent", "DeviceId", "InitiatingProcessId", "InitiatingProcessCreationTime"), unique("process key", "DeviceId", "ReportId", "Timestamp", "ProcessId")},
	"SigninLogs": {in("SigninLogs: person", "UserId"), in("result", "ResultType"), in("SigninLogs: correlation", "CorrelationId"), in("sign-in user", "UserId"),
		unique("sign-in key", "Id")},
	"AADNonInteractiveUserSignInLogs": {in("AADNonInteractiveUserSignInLogs: person", "UserId"), unique("non-interactive key", "Id")},
	"EntraIdSignInEvents":             {in("EntraIdSignInEvents: person", "AccountObjectId")},
	"IdentityLogonEvents":             {in("IdentityLogonEvents: person", "AccountObjectId")},
	"CloudAppEvents":                  {in("CloudAppEvents: person", "AccountObjectId")},
	"OfficeActivity":                  {in("operation", "Operation")},
	"EmailEvents": {in("mail", "NetworkMessageId"), in("direction", "EmailDirection"), in("delivery", "DeliveryAction"), in("sender", "SenderFromAddress"),
		unique("mail key", "NetworkMessageId", "RecipientEmailAddress")},
	"EmailUrlInfo":               {in("EmailUrlInfo: mail", "NetworkMessageId"), in("link", "NetworkMessageId", "Url")},
	"EmailAttachmentInfo":        {in("EmailAttachmentInfo: mail", "NetworkMessageId")},
	"EmailPostDeliveryEvents":    {in("EmailPostDeliveryEvents: mail", "NetworkMessageId")},
	"DeviceTvmSoftwareInventory": {in("software", "SoftwareName"), in("software version", "SoftwareName", "SoftwareVersion")},
	"BehaviorAnalytics":          {in("behaviour", "ActivityType", "ActionType"), unique("behaviour key", "SourceRecordId", "ActionType")},
	"Usage":                      {in("usage", "DataType")},
	"UrlClickEvents":             {in("UrlClickEvents: mail", "NetworkMessageId"), in("UrlClickEvents: link", "NetworkMessageId", "Url"), in("UrlClickEvents: upn", "AccountUpn")},
}

// Wanted tells, for every table, the columns that a gauge reads; nil for a table of which it counts rows and times alone. Of every
// table it needs the time column as well.
func Wanted(table string) []string {
	var out []string
	for _, w := range watched[table] {
		out = append(out, w.columns...)
	}
	return out
}

func (g *Gauge) watch(w watch, b *rows.Batch) {
	cols := make([]*rows.Vector, len(w.columns))
	for i, c := range w.columns {
		cols[i] = column(b, c)
	}
	set := g.sets[w.set]
	if set == nil {
		set = map[uint64]int{}
		g.sets[w.set] = set
	}
	for i := range b.Len() {
		h, empty := emptyHash, true
		for _, v := range cols {
			var none bool
			h, none = h.cell(v, i)
			empty = empty && none
		}
		if empty {
			continue
		}
		if w.key && set[uint64(h)] > 0 {
			g.duplicates++
		}
		set[uint64(h)]++
	}
}
