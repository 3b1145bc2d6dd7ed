package bind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"socrates/engine/kql/source"
)

// codeExamples reads the query that each code's comment promises.
func codeExamples(t *testing.T) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Doc == nil {
			return true
		}
		code := strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`)
		_, text, _ := strings.Cut(v.Doc.Text(), "`")
		text, _, _ = strings.Cut(text, "`")
		out[code] = strings.ReplaceAll(text, "\n", " ")
		return true
	})
	return out
}

// unpromised are the codes whose comments describe a situation instead of a query.
var unpromised = map[source.Code]bool{CodeTooLarge: true, CodeNoQuery: true, CodeDeprecated: true, CodeManyTables: true, CodeExternalEmpty: true}

func TestEveryCodeHasItsExample(t *testing.T) {
	for code, query := range codeExamples(t) {
		if unpromised[source.Code(code)] {
			continue
		}
		_, diags := bindText(t, query, Options{})
		if !hasCode(diags, source.Code(code)) {
			t.Errorf("%s: %s gives %v", code, query, codesOf(diags))
		}
	}
}

func hasCode(l source.List, c source.Code) bool {
	for _, d := range l {
		if d.Code == c {
			return true
		}
	}
	return false
}

func codesOf(l source.List) []source.Code {
	var out []source.Code
	for _, d := range l {
		out = append(out, d.Code)
	}
	return out
}

// A finding stands at the words at fault, and its mend repairs the query.
func TestMend(t *testing.T) {
	for _, tt := range []struct{ name, query, at, mended string }{
		{"a letter swapped", `SigninLogs | where IPAdress == "a"`, "IPAdress", `SigninLogs | where IPAddress == "a"`},
		{"the other side's name of a row's time", `SigninLogs | where Timestamp > ago(1h)`, "Timestamp", `SigninLogs | where TimeGenerated > ago(1h)`},
		{"another case", `SigninLogs | project ipaddress`, "ipaddress", `SigninLogs | project IPAddress`},
		{"a table", `SigninLog | take 1`, "SigninLog", `SigninLogs | take 1`},
		{"a function", `print tostrin(1)`, "tostrin", `print tostring(1)`},
		{"a function of SQL", `print len("a")`, "len", `print strlen("a")`},
		{"a kind of join", `SigninLogs | join kind=lefouter SigninLogs on IPAddress`, "lefouter", `SigninLogs | join kind=leftouter SigninLogs on IPAddress`},
		{"a variable", `let limitt = 1; SigninLogs | take 5 | where AutonomousSystemNumber > limit`, "limit", `let limitt = 1; SigninLogs | take 5 | where AutonomousSystemNumber > limitt`},
		{"a text where a datetime is", `SigninLogs | where TimeGenerated > "2024-01-01"`, `TimeGenerated > "2024-01-01"`, `SigninLogs | where TimeGenerated > datetime(2024-01-01)`},
		{"a plugin", `print d = dynamic({}) | evaluate bag_unpak(d)`, "bag_unpak", `print d = dynamic({}) | evaluate bag_unpack(d)`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, diags := bindText(t, tt.query, Options{})
			if b != nil {
				t.Fatalf("%s: not refused", tt.query)
			}
			d := diags[0]
			if got := tt.query[d.Span.Start:d.Span.End]; got != tt.at {
				t.Errorf("at %q, want %q (%s)", got, tt.at, d.Msg)
			}
			if got := mend(tt.query, d.Mend); got != tt.mended {
				t.Errorf("mended to %q, want %q", got, tt.mended)
			}
		})
	}
}

// mend carries out edits, the last first.
func mend(text string, edits []source.Edit) string {
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		text = text[:e.Span.Start] + e.New + text[e.Span.End:]
	}
	return text
}

func TestDroppedColumnNamesTheStep(t *testing.T) {
	query := `SigninLogs | summarize n = count() by IPAddress | project UserPrincipalName, n`
	_, diags := bindText(t, query, Options{})
	d := diags[0]
	if d.Code != CodeNoName || query[d.Span.Start:d.Span.End] != "UserPrincipalName" {
		t.Fatalf("finding %+v", d)
	}
	if len(d.Also) != 1 || query[d.Also[0].Span.Start:d.Also[0].Span.End] != "summarize n = count() by IPAddress" {
		t.Errorf("the step that dropped it is not marked: %+v", d.Also)
	}
	if !strings.Contains(strings.Join(d.Hints, " "), "make_set(UserPrincipalName)") {
		t.Errorf("hints %q", d.Hints)
	}
}

func TestOneMistakeIsReportedOnce(t *testing.T) {
	for query, want := range map[string]int{
		`SigninLogs | extend a = Nope + 1 | where a > 3 | summarize max(a)`:                  1,
		`SigninLogs | where Nope == 1 | where Nope2 == 2`:                                    2,
		`let f = (x:long) { x + Nope }; print f(1), f(2)`:                                    1,
		`let f = (x:long) { x + Nope }; print 1`:                                             1,
		`NoTable | where A == 1 | extend b = C | join (NoTable2) on D`:                       2,
		`SigninLogs | join (SigninLogs | where Nope == 1) on IPAddress | project IPAddress1`: 1,
	} {
		_, diags := bindText(t, query, Options{})
		n := 0
		for _, d := range diags {
			if d.Severity == source.Error {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d errors %v, want %d", query, n, codesOf(diags), want)
		}
	}
}

func TestMissingTableSaysWhy(t *testing.T) {
	_, diags := bindText(t, `EmailEvents | take 1`, Options{})
	if len(diags) != 1 || diags[0].Msg != "EmailEvents is a table of Defender XDR" || diags[0].Hints[0] != "connect the connector" {
		t.Errorf("%+v", diags)
	}
}

func TestParams(t *testing.T) {
	query := `declare query_parameters(n:long = 3, who:string = "a"); print n, who`
	b, diags := bindText(t, query, Options{Params: map[string]string{"n": "5", "who": "it's me"}})
	if b == nil {
		t.Fatalf("refused: %s", diags[0].Msg)
	}
	if got := shape(b); got != "print_0:long, print_1:string" {
		t.Errorf("shape %s", got)
	}
}

func TestGrowthIsBounded(t *testing.T) {
	text := "let f0 = () { print x = 1 };"
	for i := 1; i < 30; i++ {
		n, p := itoa(i), itoa(i-1)
		text += "let f" + n + " = () { union f" + p + "(), f" + p + "() };"
	}
	_, diags := bindText(t, text+"f29()", Options{})
	if !hasCode(diags, CodeTooLarge) {
		t.Errorf("codes %v", codesOf(diags))
	}
}

func FuzzBind(f *testing.F) {
	for _, q := range codeExampleTexts() {
		f.Add(q)
	}
	f.Add(`SigninLogs | mv-apply x = LocationDetails on (top 1 by tostring(x)) | make-series n = count() on TimeGenerated step 1h | render timechart`)
	f.Fuzz(func(t *testing.T, text string) {
		q, diags := parseQuietly(text)
		if q == nil || diags.HasErrors() {
			return
		}
		b, diags := Bind(q, Options{Catalog: desk{}})
		if (b == nil) != diags.HasErrors() {
			t.Errorf("%q: bound %v, findings %v", text, b != nil, codesOf(diags))
		}
	})
}
