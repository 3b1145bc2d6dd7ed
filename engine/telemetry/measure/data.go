package measure

import (
	"context"
	"database/sql"
	"fmt"
	"sort"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver that writes the file

	"socrates/engine/kql/bind"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// Now is the clock of the data: 2026-07-01. The rows lie in the 30 days before it.
const Now = value.UnixEpoch + 20635*value.Day

// shape says how a table is filled: which share of all rows it has, and what its columns hold for row i.
// The other columns of the table are empty, as most are in any real row.
type shape struct {
	share float64
	cols  map[string]string
}

// Each device, account and file name is drawn with a heavy tail: low numbers are far more frequent.
const (
	device  = "('wks-' || lpad(((hash(i, 1) % 400) * (hash(i, 2) % 400) // 400)::VARCHAR, 4, '0') || '.contoso.example')"
	person  = "('user' || ((hash(i, 3) % 300) * (hash(i, 4) % 300) // 300)::VARCHAR)"
	program = "['svchost.exe', 'chrome.exe', 'msedge.exe', 'powershell.exe', 'cmd.exe', 'outlook.exe', 'winword.exe', 'rundll32.exe', " +
		"'teams.exe', 'explorer.exe', 'conhost.exe', 'MsMpEng.exe', 'schtasks.exe', 'whoami.exe'][1 + ((hash(i, 5) % 14) * (hash(i, 6) % 14) // 14)::BIGINT]"
	address = "((20 + hash(i, 7) % 60) || '.' || hash(i, 8) % 8 || '.' || hash(i, 9) % 8 || '.' || (hash(i, 10) % 250))"
	// remote is an address; now and then one of those that a question lists, or one that no other row has.
	remote = "CASE WHEN i % 5003 = 0 THEN ['25.3.4.5', '40.1.2.3', '61.3.2.9'][1 + (i // 5003 % 3)::BIGINT] " +
		"WHEN i % 4999 = 0 THEN '203.' || i // 4999 // 62500 || '.' || i // 4999 // 250 % 250 || '.' || i // 4999 % 250 ELSE " + address + " END"
	command = "CASE hash(i, 11) % 400 WHEN 0 THEN 'powershell.exe -NoProfile -EncodedCommand ' || to_base64(md5(i::VARCHAR)::BLOB) " +
		"WHEN 1 THEN 'cmd.exe /c whoami /all > C:\\Users\\Public\\' || i || '.txt' " +
		"ELSE '\"C:\\Program Files\\Vendor ' || hash(i, 12) % 40 || '\\app.exe\" --session=' || i || ' --profile Default --channel=' || substr(md5(i::VARCHAR), 1, 12) END"
	website = "CASE WHEN hash(i, 13) % 3 = 0 THEN '' ELSE 'https://www.site' || (hash(i, 14) % 900) || '.example/path/' || hash(i, 15) % 50 || '?id=' || i END"
)

var shapes = map[string]shape{
	"DeviceProcessEvents": {0.4, map[string]string{
		"DeviceId": "md5(" + device + ")", "DeviceName": device, "ActionType": "'ProcessCreated'", "FileName": program,
		"FolderPath": "'C:\\Windows\\System32\\' || " + program, "SHA256": "sha256(" + program + ")",
		"FileSize": "(10000 + hash(i, 16) % 900000)::BIGINT", "ProcessId": "(hash(i, 17) % 60000)::BIGINT", "ProcessCommandLine": command,
		"AccountName": person, "AccountDomain": "'contoso'", "AccountUpn": person + " || '@contoso.example'",
		"InitiatingProcessFileName": "['explorer.exe', 'services.exe', 'winword.exe', 'outlook.exe'][1 + (hash(i, 18) % 4)::BIGINT]",
		"InitiatingProcessId":       "(hash(i, 19) % 60000)::BIGINT", "ReportId": "i",
		"AdditionalFields": "'{\"ProcessPosture\":{\"Level\":' || hash(i, 20) % 5 || ',\"Signer\":\"S' || hash(i, 21) % 20 || '\"},\"Run\":' || i || '}'",
	}},
	"DeviceNetworkEvents": {0.4, map[string]string{
		"DeviceId": "md5(" + device + ")", "DeviceName": device,
		"ActionType": "['ConnectionSuccess', 'ConnectionFailed', 'InboundConnectionAccepted', 'ConnectionRequest'][1 + (hash(i, 23) % 4)::BIGINT]",
		"RemoteIP":   remote, "RemotePort": "[443, 80, 445, 3389, 8080, 53][1 + (hash(i, 24) % 6)::BIGINT]", "RemoteUrl": website,
		"LocalIP": "'10.1.' || hash(i, 25) % 8 || '.' || hash(i, 1) % 250", "LocalPort": "(49152 + hash(i, 26) % 16000)::INTEGER", "Protocol": "'Tcp'",
		"InitiatingProcessFileName": program, "InitiatingProcessId": "(hash(i, 27) % 60000)::BIGINT",
		"InitiatingProcessAccountName": person, "ReportId": "i",
	}},
	"SigninLogs": {0.2, map[string]string{
		"UserPrincipalName": person + " || '@contoso.example'", "UserId": "md5(" + person + ")", "IPAddress": address,
		"ResultType": "CASE WHEN hash(i, 28) % 12 = 0 THEN '50126' WHEN hash(i, 28) % 40 = 1 THEN '50053' ELSE '0' END", "Location": "['US', 'DE', 'NL', 'GB'][1 + (hash(i, 29) % 4)::BIGINT]",
		"AppDisplayName": "['Office 365', 'Azure Portal', 'Microsoft Teams', 'VPN'][1 + (hash(i, 30) % 4)::BIGINT]", "CorrelationId": "uuid()::VARCHAR",
		"DeviceDetail":          "'{\"deviceId\":\"' || md5(i::VARCHAR) || '\",\"operatingSystem\":\"Windows' || 10 + hash(i, 31) % 2 || '\",\"browser\":\"Edge ' || 100 + hash(i, 32) % 30 || '\"}'",
		"RiskLevelDuringSignIn": "CASE WHEN hash(i, 33) % 50 = 0 THEN 'high' ELSE 'none' END", "UserAgent": "'Mozilla/5.0 (Windows NT 10.0) Edge/' || 100 + hash(i, 32) % 30",
	}},
}

// Make writes a data file with about rows rows in all.
func Make(ctx context.Context, path string, rows int64) error {
	db, err := sql.Open("duckdb", path+"?storage_compatibility_version=latest")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, name := range tableNames() {
		t, ok := schema.Lookup(name)
		if !ok {
			return fmt.Errorf("the catalogue has no table %s", name)
		}
		if _, err := db.ExecContext(ctx, telemetry.CreateTable("main", t)); err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, fill(t, int64(float64(rows)*shapes[name].share))); err != nil {
			return fmt.Errorf("fill %s: %w", name, err)
		}
	}
	return nil
}

func tableNames() []string {
	var out []string
	for name := range shapes {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// fill inserts n rows in the order of time.
func fill(t *schema.Table, n int64) string {
	at := fmt.Sprintf("(%d + i * %d)", Now-30*value.Day, 30*value.Day/max(n, 1))
	list := make([]string, 0, len(t.Columns())+2)
	for _, c := range t.Columns() {
		x, ok := shapes[t.Name].cols[c.Name]
		switch {
		case ok:
		case c.Name == "Timestamp" || c.Name == "TimeGenerated":
			x = at
		case c.Name == "Type":
			x = telemetry.Text(t.Name)
		case c.Type == schema.String:
			x = "''"
		default:
			x = "NULL"
		}
		list = append(list, x)
	}
	return fmt.Sprintf("INSERT INTO %s SELECT %s, %s, i FROM range(0, %d) r(i)", telemetry.Ident(t.Name), strings.Join(list, ", "), at, n)
}

// Scope shows the tables of a file that Make wrote.
type Scope struct{}

// Table resolves a name.
func (Scope) Table(name string) (*bind.Table, *bind.Missing) {
	t, ok := schema.Lookup(name)
	if _, filled := shapes[name]; !ok || !filled {
		return nil, nil
	}
	out := &bind.Table{Name: name, From: "data.main." + telemetry.Ident(name), Ingested: telemetry.Ident(telemetry.IngestedColumn)}
	for i, p := range telemetry.PhysicalNames(t.Columns()) {
		out.Columns = append(out.Columns, bind.Column{Column: t.Columns()[i], SQL: telemetry.Ident(p)})
	}
	return out, nil
}

// TableNames lists the tables.
func (Scope) TableNames() []string { return tableNames() }

// Function finds none.
func (Scope) Function(string) (*bind.StoredFunction, bool) { return nil, false }

// FunctionNames lists none.
func (Scope) FunctionNames() []string { return nil }
