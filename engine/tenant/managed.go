package tenant

import (
	"fmt"

	"socrates/engine/kql/bind"
	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/soc/hub"
	"socrates/engine/telemetry"
)

// managed is what the administration of the workspace changes about queries: times in which a data connector brought nothing,
// and the functions that solutions of the content hub bring.
type managed struct {
	cuts    map[string][]soc.Cut // by table
	parsers []hub.Parser
	groups  map[string]soc.Member // devices whose group somebody changed
}

// managedBy asks a mini-SOC that has an administration; a bare one has none.
func managedBy(m MiniSOC) managed {
	if a, ok := m.(interface {
		Cuts() map[string][]soc.Cut
		Parsers() []hub.Parser
		Regrouped() map[string]soc.Member
	}); ok {
		return managed{a.Cuts(), a.Parsers(), a.Regrouped()}
	}
	return managed{}
}

// cut are the conditions that keep out rows which a data connector did not bring. The products see them all the same.
func (s *scope) cut(t *schema.Table) []string {
	if s.kind == soc.ProductScope {
		return nil
	}
	var out []string
	ingested := telemetry.Ident(telemetry.IngestedColumn)
	for _, c := range s.v.managed.cuts[t.Name] {
		to := c.To
		if to == 0 {
			to = never
		}
		out = append(out, fmt.Sprintf("NOT (%s > %d AND %[1]s <= %[3]d)", ingested, c.From, to))
	}
	return out
}

// parser finds a function of an installed solution. They belong to the workspace, so Defender's own scope has none.
func (s *scope) parser(name string) (*bind.StoredFunction, bool) {
	for _, p := range s.parsers() {
		if p.Name == name {
			return &bind.StoredFunction{Name: p.Name, Text: p.KQL, Doc: p.Says}, true
		}
	}
	return nil, false
}

func (s *scope) parsers() []hub.Parser {
	if s.kind == soc.WorkspaceScope || s.kind == soc.Unified {
		return s.v.managed.parsers
	}
	return nil
}

func (s *scope) parserNames() []string {
	var out []string
	for _, p := range s.parsers() {
		out = append(out, p.Name)
	}
	return out
}
