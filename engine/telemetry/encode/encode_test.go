package encode

import (
	"math"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

func everything() *telemetry.Result {
	return &telemetry.Result{
		Columns: []schema.Column{{Name: "when", Type: schema.Datetime}, {Name: "span", Type: schema.Timespan}, {Name: "who", Type: schema.String},
			{Name: "n", Type: schema.Long}, {Name: "share", Type: schema.Real}, {Name: "ok", Type: schema.Bool}, {Name: "bag", Type: schema.Dynamic}},
		Rows: [][]any{
			{int64(637134336000000001), int64(26*36_000_000_000 + 1), "a|b,\"c\"\n\x1b[31m", int64(42), 0.5, true, `{"x":[1,"<"]}`},
			{nil, nil, "", nil, math.NaN(), nil, nil},
		},
	}
}

func TestFormats(t *testing.T) {
	if got := value.FormatDatetime(637134336000000001); got != "2020-01-01T00:00:00.0000001Z" {
		t.Fatal(got) // the hand-made tick count is right
	}
	for _, tt := range []struct{ format, want string }{
		{"json", `{"columns":[{"name":"when","type":"datetime"},{"name":"span","type":"timespan"},{"name":"who","type":"string"},{"name":"n","type":"long"},{"name":"share","type":"real"},{"name":"ok","type":"bool"},{"name":"bag","type":"dynamic"}],` +
			`"rows":[["2020-01-01T00:00:00.0000001Z","1.02:00:00.0000001","a|b,\"c\"\n\u001b[31m",42,0.5,true,{"x":[1,"<"]}],[null,null,"",null,"NaN",null,null]]}` + "\n"},
		{"csv", "when,span,who,n,share,ok,bag\n" +
			"2020-01-01T00:00:00.0000001Z,1.02:00:00.0000001,\"a|b,\"\"c\"\"\n\x1b[31m\",42,0.5,true,\"{\"\"x\"\":[1,\"\"<\"\"]}\"\n,,,,NaN,,\n"},
		{"markdown", "| when | span | who | n | share | ok | bag |\n| --- | --- | --- | ---: | ---: | --- | --- |\n" +
			"| 2020-01-01T00:00:00.0000001Z | 1.02:00:00.0000001 | a\\|b,\"c\" \x1b\\[31m | 42 | 0.5 | true | {\"x\":\\[1,\"&lt;\"]} |\n|  |  |  |  | NaN |  |  |\n"},
		{"table", ""},
	} {
		t.Run(tt.format, func(t *testing.T) {
			var b strings.Builder
			if err := Write(&b, tt.format, everything()); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			if tt.format == "table" {
				checkTable(t, got)
			} else if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	if err := Write(&strings.Builder{}, "xml", everything()); err == nil {
		t.Error("xml was written")
	}
}

// checkTable: a heading, a rule, two rows, a footer; nothing that moves a terminal's cursor; numbers to the right.
func checkTable(t *testing.T, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	if len(lines) != 6 || lines[4] != "(2 rows)" {
		t.Fatalf("lines:\n%s", got)
	}
	if strings.ContainsRune(got, '\x1b') {
		t.Error("an escape sequence came through")
	}
	if !strings.Contains(lines[2], `a|b,"c"··[31m`) {
		t.Errorf("row: %s", lines[2])
	}
	row := strings.ReplaceAll(lines[2], "·", ".") // one byte a place
	if h, r := strings.Index(lines[0], " n "), strings.Index(row, "42 "); h != r {
		t.Errorf("the number does not end under its heading:\n%s\n%s", lines[0], lines[2])
	}
}

func TestLongCellsAreCutInATable(t *testing.T) {
	r := &telemetry.Result{Columns: []schema.Column{{Name: "s", Type: schema.String}}, Rows: [][]any{{strings.Repeat("ä", 100)}}, Truncated: true}
	var b strings.Builder
	if err := Write(&b, "table", r); err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat("ä", 59) + "…\n"; !strings.Contains(b.String(), want) || !strings.Contains(b.String(), "there are more") {
		t.Errorf("got\n%s", b.String())
	}
}
