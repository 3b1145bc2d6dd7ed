package bind

import (
	"strings"
	"testing"
)

// TestHintsKnowWhatWasMeant: the mended text is what a learner wanted to write.
func TestHintsKnowWhatWasMeant(t *testing.T) {
	const from = "print a = \"x\", b = \"y\", t = datetime(2024-01-02) "
	for _, tt := range []struct{ query, mended, hint string }{
		{"| extend c = a + b", "| extend c = strcat(a, b)", "strcat"},
		{`| extend c = t - "1h"`, "| extend c = t - 1h", "1h"},
		{"| extend c = t + 1", "", "1d"},
		{"| where t > 2024-01-01", "| where t > datetime(2024-01-01)", "datetime(2024-01-01)"},
		{`| where t > ago("1d")`, "| where t > ago(1d)", "1d"},
		{"| where t > 2024 - 1", "", "convert"},
	} {
		query := from + tt.query
		_, diags := bindText(t, query, Options{})
		if len(diags) != 1 || !strings.Contains(strings.Join(diags[0].Hints, " "), tt.hint) {
			t.Errorf("%s: %+v", tt.query, diags)
			continue
		}
		if tt.mended != "" && mend(query, diags[0].Mend) != from+tt.mended {
			t.Errorf("%s becomes %s", tt.query, mend(query, diags[0].Mend))
		}
	}
}
