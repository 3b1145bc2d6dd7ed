package bind

import "testing"

func TestRenderNamesAreKnown(t *testing.T) {
	for _, tt := range []struct{ query, at, hint string }{
		{"print x = 1 | render timechrat", "timechrat", "timechart"},
		{"print x = 1 | render timechart with (titel = 'a')", "titel", "title"},
		{"print x = 1 | render timechart with (title = 'a', ycolumns = x)", "", ""},
	} {
		_, diags := bindText(t, tt.query, Options{})
		if tt.at == "" {
			if len(diags) != 0 {
				t.Errorf("%s: %v", tt.query, diags)
			}
			continue
		}
		if len(diags) != 1 || diags[0].Code != CodeRender || tt.query[diags[0].Span.Start:diags[0].Span.End] != tt.at || len(diags[0].Mend) != 1 || diags[0].Mend[0].New != tt.hint {
			t.Errorf("%s: %+v", tt.query, diags)
		}
	}
}
