package syntax

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/txtar"
)

// nodeTypes reads the names of the types that embed At or Step from the source.
func nodeTypes(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, name := range []string{"ast.go", "operators.go"} {
		file, err := goparser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if st, ok := spec.Type.(*ast.StructType); ok && embeds(st) {
				out[spec.Name.Name] = true
			}
			return false
		})
	}
	delete(out, "Step")
	return out
}

func embeds(st *ast.StructType) bool {
	for _, f := range st.Fields.List {
		if id, ok := f.Type.(*ast.Ident); ok && len(f.Names) == 0 && (id.Name == "At" || id.Name == "Step") {
			return true
		}
	}
	return false
}

func TestWalkReachesEveryKindOfNodeInTheCases(t *testing.T) {
	want := nodeTypes(t)
	if len(want) < 80 {
		t.Fatalf("found only %d node types in the source", len(want))
	}
	files, _ := filepath.Glob("testdata/*/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := Parse(string(ar.Files[0].Data))
		Walk(q, func(n Node) bool {
			delete(want, reflect.TypeOf(n).Elem().Name())
			return true
		})
	}
	for name := range want {
		t.Errorf("no case of testdata has a %s that Walk reaches", name)
	}
}

func TestWalkDoesNotEnterWhatVisitRefuses(t *testing.T) {
	q, _ := Parse("T | where a == 1 | count")
	var seen []string
	Walk(q, func(n Node) bool {
		seen = append(seen, reflect.TypeOf(n).Elem().Name())
		_, isWhere := n.(*Where)
		return !isWhere
	})
	want := []string{"Query", "ExprStatement", "Pipe", "Name", "Where", "Count"}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("visited %v, want %v", seen, want)
	}
}

func TestSiblingsDoNotOverlapAndLieInTheirParent(t *testing.T) {
	files, _ := filepath.Glob("testdata/*/*.txtar")
	for _, file := range files {
		ar, _ := txtar.ParseFile(file)
		q, _ := Parse(string(ar.Files[0].Data))
		Walk(q, func(parent Node) bool {
			Walk(parent, func(child Node) bool {
				if child != parent {
					if p, c := parent.Span(), child.Span(); c.Start < p.Start || c.End > p.End {
						t.Errorf("%s: %T %v outside its %T %v", file, child, c, parent, p)
					}
				}
				return child == parent
			})
			return true
		})
	}
}
