package tenant

import (
	"strings"
	"testing"

	"socrates/engine/schema"
	"socrates/engine/soc"
)

// Only isolation and disabling keep something quiet, from when they were in force to when they were undone.
func TestWhatIsQuiet(t *testing.T) {
	got := quietBy([]soc.Block{
		{Kind: "device", ID: "d1", Since: 10, Until: 20, How: "isolate-device"},
		{Kind: "account", ID: "u1", Since: 5, How: "disable-user"},
		{Kind: "account", ID: "u2", Since: 5, How: "contain-user"},
		{Kind: "device", ID: "d9", Since: 5, How: "contain-device"},
	})
	if len(got) != 2 || got[0].id != "d1" || got[0].to != 20 || got[1].id != "u1" || got[1].to != never {
		t.Fatalf("quiet: %+v", got)
	}
	network, _ := schema.Lookup("DeviceNetworkEvents")
	if c := got[0].excludes(network); len(c) != 1 || !strings.Contains(c[0], `"Timestamp" >= 10 AND "Timestamp" < 20`) || !strings.Contains(c[0], "'mssense.exe'") {
		t.Errorf("network rows of the device: %v", c)
	}
	signIns, _ := schema.Lookup("SigninLogs")
	if c := refusals(got, signIns); len(c) != 5 || !strings.Contains(strings.Join(c, "\n"), `THEN '50057' ELSE "ResultType" END AS "ResultType"`) {
		t.Errorf("sign-ins of the account: %v", c)
	}
	if c := refusals(nil, signIns); c != nil {
		t.Errorf("nothing is in force, and the query reads %v", c)
	}
}
