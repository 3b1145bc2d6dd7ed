package scenarios

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

// The same seed gives the same bytes for ever. A change of a digest is a change of every tenant made before: read the diff,
// and renew with -update only when that is meant.
func TestGoldenDigests(t *testing.T) {
	r, _ := generate(t, "phish-to-c2", Params{Seed: 11, People: 40, Days: 1})
	var b strings.Builder
	for _, name := range sorted(r.digests) {
		fmt.Fprintf(&b, "%s %d rows sha256:%s\n", name, r.count[name], hex.EncodeToString(r.digests[name].Sum(nil))[:16])
	}
	const file = "testdata/golden.txt"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("digests changed:\n%s", b.String())
	}
}

func BenchmarkGenerate(b *testing.B) {
	s, err := Load("phish-to-c2")
	if err != nil {
		b.Fatal(err)
	}
	rows := int64(0)
	for b.Loop() {
		v, err := s.Look(b.Context(), Params{Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		rows += v.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
