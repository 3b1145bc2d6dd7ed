package span

import "testing"

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Span
		text string
		iso  string
	}{
		{"5m", 5 * Minute, "5m", "PT5M"},
		{"1d", Day, "1d", "P1D"},
		{"1h30m", 90 * Minute, "1h30m", "PT1H30M"},
		{"1.5h", 90 * Minute, "1h30m", "PT1H30M"},
		{"PT5M", 5 * Minute, "5m", "PT5M"},
		{"p1dt2h", 26 * Hour, "1d2h", "P1DT2H"},
		{"P2W", 14 * Day, "14d", "P14D"},
		{"P7D", 7 * Day, "7d", "P7D"},
		{"1.02:03:04", Day + 2*Hour + 3*Minute + 4*Second, "1d2h3m4s", "P1DT2H3M4S"},
		{"00:05:00", 5 * Minute, "5m", "PT5M"},
		{"0s", 0, "0s", "PT0S"},
		{"0", 0, "0s", "PT0S"},
	} {
		got, err := Parse(tt.in)
		if err != nil || got != tt.want || got.String() != tt.text || got.ISO() != tt.iso {
			t.Errorf("Parse(%q) = %d %q %q, %v; want %d %q %q", tt.in, got, got.String(), got.ISO(), err, tt.want, tt.text, tt.iso)
		}
	}
	for _, bad := range []string{"", "P", "PT", "5", "five minutes", "5 m", "1:2", "P1DT"} {
		if got, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %d, want a refusal", bad, got)
		}
	}
}
