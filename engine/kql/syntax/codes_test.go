package syntax

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"strings"
	"testing"
	"unicode/utf8"

	"socrates/engine/kql/source"
)

// codeExamples reads codes.go: each code's constant and the example query in its comment.
func codeExamples(t *testing.T) map[source.Code]string {
	t.Helper()
	file, err := goparser.ParseFile(gotoken.NewFileSet(), "codes.go", nil, goparser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	out := map[source.Code]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		var example []string
		for _, line := range strings.Split(spec.Doc.Text(), "\n") {
			if code, ok := strings.CutPrefix(line, "\t"); ok {
				example = append(example, code)
			}
		}
		code := source.Code(strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`))
		out[code] = strings.Join(example, "\n")
		return false
	})
	return out
}

func TestEveryCodeHasAnExampleThatProducesItAlone(t *testing.T) {
	examples := codeExamples(t)
	examples[TooDeep] = "print " + strings.Repeat("(", 500) + "1" + strings.Repeat(")", 500)
	if len(examples) < 25 {
		t.Fatalf("read %d codes from codes.go", len(examples))
	}
	for code, query := range examples {
		_, diags := Parse(query)
		if len(diags) != 1 || diags[0].Code != code {
			t.Errorf("%s: %q gives\n%s", code, query, source.Render("q", query, diags))
		}
	}
}

func TestMendingRemovesTheMistake(t *testing.T) {
	for code, query := range codeExamples(t) {
		_, diags := Parse(query)
		if len(diags) == 0 || len(diags[0].Mend) == 0 {
			continue
		}
		mended := source.Apply(query, diags[0].Mend)
		if _, left := Parse(mended); len(left) > 0 {
			t.Errorf("%s: %q mended to %q still has\n%s", code, query, mended, source.Render("q", mended, left))
		}
	}
}

// seeds are queries of every kind for the fuzzers.
var seeds = []string{
	"SecurityEvent | where EventID == 4688 | summarize count() by bin(TimeGenerated, 1h), Computer",
	`let f = (a:string, T:(x:long, *)) { T | where x > 1 }; f("a", (print x = 1))`,
	"T | mv-apply e = Bag to typeof(long) on (where e > 1 | top 1 by e)",
	`print dynamic({"a":[1,'b',datetime(2020-01-01)]}), @"c:\x", h'secret', 1.5h, 0x1F`,
	"T | make-graph a --> b with N on id | graph-match (x)-[e*1..3]->(y) where x.a == 1 project x.a",
	"T | parse kind=regex X with * 'a' b:long 'c' * | sort by b asc nulls last",
	"SELECT a FROM T", `T | where a = "x && b`, "T | where (a == 1 | take (", "((((((((((", "`", "```x", "\xff\xfe",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, diags := Parse(text)
		Walk(q, func(n Node) bool {
			if at := n.Span(); at.Start < 0 || at.End > len(text) || at.Start > at.End {
				t.Fatalf("%T spans %v of %d bytes", n, at, len(text))
			}
			return true
		})
		for _, d := range diags {
			if d.Span.Start < 0 || d.Span.End > len(text) || d.Span.Start > d.Span.End || d.Msg == "" {
				t.Fatalf("finding %+v in %d bytes", d, len(text))
			}
		}
		source.Render("q", text, diags)
	})
}

func FuzzLex(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tokens, _ := lex(text)
		end := 0
		for _, k := range tokens {
			if k.at.Start < end || k.at.End < k.at.Start {
				t.Fatalf("token %+v begins before %d", k, end)
			}
			if k.kind != eof && k.raw == "" {
				t.Fatalf("empty token at %d", k.at.Start)
			}
			end = k.at.End
		}
		if tokens[len(tokens)-1].kind != eof || utf8.ValidString(text) && end > len(text) {
			t.Fatalf("tokens end at %d of %d", end, len(text))
		}
	})
}
