package tenant

import (
	"strings"
	"testing"

	"socrates/engine/soc"
)

func TestFunctions(t *testing.T) {
	if _, err := loadFunctions(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"no lambda", "// Says.\n// in: workspace\nSyslog", "wants a comment"},
		{"no doc", "// in: workspace\n() { Syslog }", "wants a comment"},
		{"no such side", "// Says.\n// in: azure\n() { Syslog }", `"azure" is neither`},
	} {
		if _, _, err := parseFunction("f", tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestEveryFunctionRuns calls each in the scope it belongs to. Those that take a table are invoked.
func TestEveryFunctionRuns(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	calls := map[string]string{
		"_GetWatchlist":       `_GetWatchlist("x") | count`,
		"AssignedIPAddresses": `AssignedIPAddresses("pc1") | count`,
		"DeviceFromIP":        `DeviceFromIP("10.0.0.1", now()) | count`,
		"FileProfile":         `DeviceProcessEvents | invoke FileProfile(SHA1, 1000) | summarize n = countif(isnotempty(ProfileAvailability))`,
		"SeenBy":              `DeviceInfo | invoke SeenBy() | count`,
	}
	for name, f := range functions() {
		t.Run(name, func(t *testing.T) {
			where, query := soc.WorkspaceScope, calls[name]
			if f.defender {
				where = soc.DefenderScope
			}
			if query == "" {
				query = name + "() | count"
			}
			got := hunt(t, ten, where, query)
			if strings.HasPrefix(got, "refused") {
				t.Error(got)
			}
			if name == "FileProfile" && got != "120\n" {
				t.Errorf("profiles: %q", got)
			}
		})
	}
}

func TestParsersShowRowsOfTheirSources(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	// 120 sign-ins with an empty ResultType are failures of an unknown kind
	wantHunt(t, ten, soc.WorkspaceScope, `_Im_Authentication(eventresult="Failure", username_has_any=dynamic(["ada"])) | summarize count() by EventProduct, TargetUsername`, "AAD ada@example.org 60\n")
	wantHunt(t, ten, soc.WorkspaceScope, `imAuthentication | where User startswith "bob" | count`, "60\n")
	if got := hunt(t, ten, soc.DefenderScope, "imAuthentication | count"); !strings.HasPrefix(got, "refused") {
		t.Errorf("Defender has a workspace's function: %s", got)
	}
}
