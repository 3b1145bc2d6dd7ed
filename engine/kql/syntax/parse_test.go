package syntax

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"socrates/engine/kql/source"
)

var update = flag.Bool("update", false, "rewrite the trees and diagnostics in testdata, to be read as a diff")

// TestCases parses each query of testdata and compares the tree (tree) or the drawn findings (diags).
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases found: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".txtar"), func(t *testing.T) { runCase(t, file) })
	}
}

func runCase(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	query := strings.TrimSuffix(string(ar.Files[0].Data), "\n")
	q, diags := Parse(query)
	got := map[string]string{"tree": Dump(q, query), "diags": source.Render("query.kql", query, diags)}
	for i, f := range ar.Files[1:] {
		if want := string(f.Data); got[f.Name] != want && !*update {
			t.Errorf("%s is\n%s\nwant\n%s", f.Name, got[f.Name], want)
		}
		ar.Files[i+1].Data = []byte(got[f.Name])
	}
	if len(ar.Files) == 2 && ar.Files[1].Name == "tree" && len(diags) > 0 {
		t.Errorf("unexpected findings:\n%s", got["diags"])
	}
	if *update {
		os.WriteFile(file, txtar.Format(ar), 0o644)
	}
}

// Dump draws the tree, one node a line: its type, what it says itself, and its text.
func Dump(n Node, text string) string {
	var out strings.Builder
	dump(&out, n, text, 0)
	return out.String()
}

func dump(out *strings.Builder, n Node, text string, depth int) {
	at := n.Span()
	piece := strings.Join(strings.Fields(text[at.Start:at.End]), " ")
	fmt.Fprintf(out, "%s%s%s  %s\n", strings.Repeat("  ", depth), reflect.TypeOf(n).Elem().Name(), own(n), piece)
	first := true
	Walk(n, func(c Node) bool {
		if first {
			first = false
			return true
		}
		dump(out, c, text, depth+1)
		return false
	})
}

// own is what a node says beyond its children.
func own(n Node) string {
	switch n := n.(type) {
	case *Binary:
		return " " + n.Op
	case *In:
		return " " + n.Op
	case *Literal:
		return " " + n.Value.Type.String() + " " + n.Value.Text()
	case *DynamicLiteral:
		return " " + n.JSON
	case *SortKey:
		if n.Desc {
			return " desc"
		}
		return " asc"
	case *Param:
		return " " + n.Type.String()
	case *GraphEdge:
		return fmt.Sprintf(" %d %d..%d", n.Dir, n.Min, n.Max)
	}
	return ""
}
