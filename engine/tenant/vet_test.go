package tenant

import (
	"strings"
	"testing"

	"socrates/engine/kql/source"
	"socrates/engine/soc"
)

func TestWhatAQueryNamesAndTheTenantLacksIsTold(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	sight, err := ten.Look(bg)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, query, absent, wrong string }{
		{"nothing amiss", "SigninLogs | where UserPrincipalName startswith 'a'", "", ""},
		{"a parser of a solution", "VaultParser | where Anything == 'x' | project TimeGenerated", "VaultParser", ""},
		{"a parser that is called", "VaultParser(1d) | summarize count() by Whatever", "VaultParser", ""},
		{"two, one in a join", "SigninLogs | join kind=inner (Vault_CL | where a_s has 'b') on CorrelationId | union VaultParser", "Vault_CL VaultParser", ""},
		{"a quoted name", "['Vault_CL'] | take 1", "['Vault_CL']", ""},
		{"external data", "let L = externaldata (a:string) ['https://example.com/a.csv']; SigninLogs | where IPAddress in (L)", "externaldata (a:string) ['https://example.com/a.csv']", ""},
		{"a column beside a table", "VaultParser | count; SigninLogs | where UserPrincipalNam == 'a'", "VaultParser", "UserPrincipalNam"},
		{"a scalar function is no table", "SigninLogs | extend n = strlenn(UserPrincipalName)", "", "strlenn"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			absent, wrong := sight.Vet(bg, soc.WorkspaceScope, tt.query)
			if got := wordsOf(tt.query, absent); got != tt.absent {
				t.Errorf("absent: %q, want %q", got, tt.absent)
			}
			if got := wordsOf(tt.query, wrong); got != tt.wrong {
				t.Errorf("wrong: %q, want %q", got, tt.wrong)
			}
		})
	}
	ans, err := ten.answer(bg, ten.within(), soc.Query{KQL: "SigninLogs | join kind=leftanti VaultParser on UserPrincipalName | count", Scope: soc.WorkspaceScope, At: sight.Now(), Patient: true})
	if err != nil || len(ans.Absent) != 1 || !strings.Contains(ans.Absent[0], "VaultParser") || ans.Rows[0][0].(int64) == 0 {
		t.Errorf("patient: %+v, %v", ans, err)
	}
	if _, err := ten.answer(bg, ten.within(), soc.Query{KQL: "VaultParser | count", Scope: soc.WorkspaceScope, At: sight.Now()}); err == nil {
		t.Error("an impatient query has an answer")
	}
}

func wordsOf(text string, found []source.Diag) string {
	var out []string
	for _, d := range found {
		out = append(out, text[d.Span.Start:d.Span.End])
	}
	return strings.Join(out, " ")
}

func TestTheUnifiedViewReadsTextOfEitherSide(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	for _, query := range []string{`DeviceProcessEvents | where AdditionalFields.Name == "x" | count`, `DeviceProcessEvents | where parse_json(AdditionalFields).Name == "x" | count`} {
		if got := hunt(t, ten, soc.Unified, query); strings.HasPrefix(got, "refused") {
			t.Errorf("%s: %s", query, got)
		}
	}
	if got := hunt(t, ten, soc.DefenderScope, `DeviceProcessEvents | where AdditionalFields.Name == "x"`); !strings.HasPrefix(got, "refused") {
		t.Errorf("Defender's text has properties: %s", got)
	}
}
