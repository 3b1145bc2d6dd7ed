package bind

import (
	"testing"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// desk is a small scope: two tables, one that a connector would bring, and two stored functions.
type desk struct{}

var deskTables = map[string]*Table{
	"SigninLogs": deskTable("SigninLogs", "TimeGenerated:datetime", "UserPrincipalName:string", "IPAddress:string",
		"ResultType:string", "LocationDetails:dynamic", "AutonomousSystemNumber:int"),
	"DeviceEvents": deskTable("DeviceEvents", "Timestamp:datetime", "DeviceName:string", "ActionType:string", "InitiatingProcessId:long",
		"AdditionalFields:dynamic", "IPAddress:dynamic"),
}

func deskTable(name string, cols ...string) *Table {
	t := &Table{Name: name, From: "data." + name, Ingested: "_ingested"}
	for _, c := range cols {
		for i := range c {
			if c[i] == ':' {
				typ, _ := schema.ParseType(c[i+1:])
				t.Columns = append(t.Columns, Column{schema.Column{Name: c[:i], Type: typ}, `"` + c[:i] + `"`})
			}
		}
	}
	return t
}

func (desk) Table(name string) (*Table, *Missing) {
	if name == "EmailEvents" {
		return nil, &Missing{Msg: "EmailEvents is a table of Defender XDR", Hint: "connect the connector"}
	}
	return deskTables[name], nil
}

func (desk) TableNames() []string { return []string{"DeviceEvents", "SigninLogs"} }

func (desk) Function(name string) (*StoredFunction, bool) {
	switch name {
	case "Failures":
		return &StoredFunction{Name: name, Text: `(since:timespan = 1d) { SigninLogs | where TimeGenerated > ago(since) and ResultType != "0" }`}, true
	case "_GetWatchlist":
		return &StoredFunction{Name: name, Columns: []schema.Column{{Name: "SearchKey", Type: schema.String}}}, true
	}
	return nil, false
}

func (desk) FunctionNames() []string { return []string{"Failures", "_GetWatchlist"} }

// bindText parses and binds; a text that does not parse ends the test.
func bindText(t *testing.T, text string, o Options) (*Bound, source.List) {
	t.Helper()
	o.Catalog = desk{}
	q, diags := syntax.Parse(text)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", text, diags[0].Msg)
	}
	return Bind(q, o)
}

// mustBind binds what has to be right.
func mustBind(t *testing.T, text string) *Bound {
	t.Helper()
	b, diags := bindText(t, text, Options{})
	if b == nil {
		t.Fatalf("%s: refused: %s", text, diags[0].Msg)
	}
	return b
}

// shape writes the answer's columns as `name:type, …`.
func shape(b *Bound) string {
	out := ""
	for i, c := range b.Columns {
		if i > 0 {
			out += ", "
		}
		out += c.Name + ":" + c.Type.String()
	}
	return out
}

func parseQuietly(text string) (*syntax.Query, source.List) { return syntax.Parse(text) }

func codeExampleTexts() []string {
	return []string{
		`SigninLogs | where ResultType == "0" | summarize count() by IPAddress`,
		`union SigninLogs, DeviceEvents | extend x = prev(IPAddress)`,
		`let f = (x:long) { x + 1 }; print f(1)`,
		`datatable (a:long, b:string) [1, "x"] | evaluate pivot(b)`,
		`print a = "x", b = "y" | make-graph a --> b | graph-match (p)-[e*1..3]->(q) where p.a == "x" project map(e, a)`,
	}
}
