package tenant

import (
	"slices"
	"testing"

	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/soc/hub"
)

// A cut hides what was ingested in it from the workspace and the unified view; a product sees its own rows all the same. Parsers
// belong to the workspace.
func TestWhatTheAdministrationChanges(t *testing.T) {
	v := &view{managed: managed{cuts: map[string][]soc.Cut{"Syslog": {{From: 5, To: 9}, {From: 20}}}, parsers: []hub.Parser{{Name: "SshLogons", KQL: "() { Syslog }"}}}}
	syslog, _ := schema.Lookup("Syslog")
	dns, _ := schema.Lookup("DnsEvents")
	for _, tt := range []struct {
		kind          soc.Scope
		cuts, parsers int
	}{{soc.WorkspaceScope, 2, 1}, {soc.Unified, 2, 1}, {soc.DefenderScope, 2, 0}, {soc.ProductScope, 0, 0}} {
		s := &scope{kind: tt.kind, v: v}
		_, found := s.Function("SshLogons")
		if got := s.cut(syslog); len(got) != tt.cuts || found != (tt.parsers == 1) || slices.Contains(s.FunctionNames(), "SshLogons") != found || len(s.cut(dns)) != 0 {
			t.Errorf("scope %d: cuts %v, parser %t", tt.kind, got, found)
		}
	}
	s := &scope{kind: soc.WorkspaceScope, v: v}
	if got := s.cut(syslog)[0]; got != `NOT ("_ingested" > 5 AND "_ingested" <= 9)` {
		t.Errorf("the first cut reads %s", got)
	}
}
