package soc

import (
	"slices"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/soc/profile"
)

// Connector is the Microsoft Defender XDR data connector of the workspace.
type Connector struct {
	Incidents bool            `json:"incidents"` // incidents and alerts are connected
	Since     int64           `json:"since"`     // the last change of Incidents
	Off       map[string]bool `json:"off"`       // tables that are not selected
}

// Why says why a table is not in a scope, and where to go.
type Why struct{ Msg, Hint string }

// ConnectorName is what the connector is called in both portals.
const ConnectorName = "Microsoft Defender XDR"

// ConnectorStatus is the connector's page.
type ConnectorStatus struct {
	Name      string        `json:"name"`
	Connected bool          `json:"connected"`
	Since     int64         `json:"since"`
	Tables    []TableChoice `json:"tables"`
}

// TableChoice is a table that the connector can stream.
type TableChoice struct {
	Table    string `json:"table"`
	Product  string `json:"product"`
	Selected bool   `json:"selected"`
	Advice   string `json:"advice,omitempty"` // always, leave out
}

// Connector returns the connector's page.
func (e *Engine) Connector() ConnectorStatus {
	s := ConnectorStatus{Name: ConnectorName, Connected: e.st.Connector.Incidents, Since: e.st.Connector.Since}
	for _, t := range Streamable() {
		s.Tables = append(s.Tables, TableChoice{t.Name, t.Product, !e.st.Connector.Off[t.Name], e.advice(t.Name)})
	}
	return s
}

func (e *Engine) advice(table string) string {
	switch {
	case slices.Contains(e.profile.Tables.Always, table):
		return "always"
	case slices.Contains(e.profile.Tables.LeaveOut, table) || strings.HasPrefix(table, "DeviceTvm"):
		return "leave out"
	}
	return ""
}

// Streamable lists the tables that the connector can stream, by name. Alerts come with the connection
// itself and need no choice.
func Streamable() []*schema.Table {
	return slices.DeleteFunc(schema.All(), func(t *schema.Table) bool { return !t.Streamable })
}

// Visible says whether a scope shows a table, and why not. It knows about the connector and about
// Defender-only tables, not about which tables exist.
func (e *Engine) Visible(scope Scope, table string) (bool, Why) {
	t, ok := schema.Lookup(table)
	if !ok || scope == ProductScope {
		return true, Why{}
	}
	why := e.hides(scope, t)
	if why == nil {
		return true, Why{}
	}
	return false, *why
}

func (e *Engine) hides(scope Scope, t *schema.Table) *Why {
	table := t.Name
	switch {
	case scope == WorkspaceScope && t.Family == schema.Defender:
		return e.streamed(t)
	case scope == DefenderScope && t.Family != schema.Defender:
		return &Why{
			Msg:  table + " is a table of the Sentinel workspace; this scope has Defender's own tables only.",
			Hint: "use the unified scope, or query the workspace",
		}
	case scope == Unified && t.Family != schema.Defender && !e.st.Connector.Incidents && e.separate():
		return &Why{
			Msg:  table + " is a table of the Sentinel workspace, and the workspace is not connected: the " + ConnectorName + " connector is off.",
			Hint: e.wayTo("connector") + ", and connect incidents and alerts",
		}
	}
	return nil
}

// separate reports a profile in which the two table families meet only through the connector.
func (e *Engine) separate() bool { return !e.profile.Offers(profile.Defender, "connector") }

func (e *Engine) streamed(t *schema.Table) *Why {
	switch {
	case t.InWorkspace == nil || !t.Streamable:
		return &Why{
			Msg:  t.Name + " exists in Defender hunting only; the connector cannot stream it.",
			Hint: "query it in the Defender portal (advanced hunting)",
		}
	case !e.st.Connector.Incidents:
		return &Why{
			Msg:  t.Name + " is not in the workspace: the " + ConnectorName + " connector is not connected, so Defender tables do not exist here.",
			Hint: e.wayTo("connector") + ", and connect incidents and alerts; Defender hunting has the table meanwhile",
		}
	case e.st.Connector.Off[t.Name]:
		return &Why{
			Msg:  t.Name + " is not in the workspace: it is not selected in the " + ConnectorName + " connector, so workspace queries and analytics rules cannot use it.",
			Hint: e.wayTo("connector") + ", and select " + t.Name + "; Defender hunting has the table meanwhile",
		}
	}
	return nil
}

// wayTo tells where a task is done: "in the Azure portal …, open …".
func (e *Engine) wayTo(task string) string {
	t, ok := e.profile.Task(task)
	if !ok || len(t.Portals) == 0 {
		return "open its page"
	}
	way := "in " + t.Portals[0].Title()
	if t.Where != "" {
		way += " open " + t.Where
	}
	return way
}
