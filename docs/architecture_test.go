// Package docs holds the pages, and the tests that keep them true.
//
// In:  the pages and the source files of the project.
// Out: failures that name the file and the page that disagree.
//
// Not here: code that the program runs.
package docs

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "socrates/"

// arrows reads the ```imports blocks of architecture.md: room -> the rooms it may import.
func arrows(t *testing.T) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for i, block := range strings.Split(string(page), "```imports\n") {
		if i == 0 {
			continue
		}
		block, _, _ = strings.Cut(block, "```")
		for line := range strings.Lines(block) {
			from, to, ok := strings.Cut(line, "->")
			if !ok {
				t.Fatalf("architecture.md: %q is not `room -> rooms`", line)
			}
			out[strings.TrimSpace(from)] = strings.Fields(to)
		}
	}
	return out
}

// rooms lists the named rooms that hold a package, innermost first.
func rooms(pkg string, arrows map[string][]string) []string {
	var out []string
	for dir := pkg; dir != "."; dir = filepath.ToSlash(filepath.Dir(dir)) {
		if _, ok := arrows[dir]; ok {
			out = append(out, dir)
		}
	}
	return out
}

// allowed reports whether a package may import another of the project: every room around the
// importer that does not also hold the imported package must have an arrow to a room around it.
func allowed(from, to string, arrows map[string][]string) bool {
	if within(to, "engine/schema") {
		return true
	}
	for _, room := range rooms(from, arrows) {
		if within(to, room) {
			continue
		}
		if !slices.ContainsFunc(arrows[room], func(r string) bool { return within(to, r) }) {
			return false
		}
	}
	return true
}

func within(pkg, room string) bool { return pkg == room || strings.HasPrefix(pkg, room+"/") }

func TestImportsFollowTheMap(t *testing.T) {
	table := arrows(t)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || path != ".." && strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			checkFile(t, path, table)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, path string, table map[string][]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	rel := strings.TrimPrefix(filepath.ToSlash(path), "../")
	from := filepath.ToSlash(filepath.Dir(rel))
	if len(rooms(from, table)) == 0 && !within(from, "engine/schema") {
		t.Errorf("%s: no room of architecture.md holds this file", rel)
	}
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if to, ours := strings.CutPrefix(name, module); ours && !allowed(from, to, table) {
			t.Errorf("%s imports %s: no such arrow", rel, to)
		}
	}
}

func TestTheMapRefuses(t *testing.T) {
	table := arrows(t)
	for _, tt := range []struct {
		from, to string
		want     bool
	}{
		{"generator", "engine/soc", false},
		{"engine/soc", "engine/telemetry", false},
		{"engine/kql/bind", "engine/kql/sqlgen", false},
		{"engine/kql/bind", "engine/kql/syntax", true},
		{"engine/kql", "engine/kql/sqlgen", true},
		{"engine/kql/udf", "engine/tenant", false},
		{"quizzes", "labs", false},
		{"cmd/socrates", "labs", true},
		{"generator/org", "engine/schema/rows", true},
	} {
		if got := allowed(tt.from, tt.to, table); got != tt.want {
			t.Errorf("allowed(%s imports %s) = %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
}

// TestDoorsHaveSigns holds every package to a comment that says what comes in, what goes out, and what
// does not belong.
func TestDoorsHaveSigns(t *testing.T) {
	signed := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		doc := file.Doc.Text()
		sign := strings.Contains(doc, "In:") && strings.Contains(doc, "Out:") && strings.Contains(doc, "Not here:")
		signed[dir] = signed[dir] || sign
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, ok := range signed {
		if !ok {
			t.Errorf("%s: the package comment does not say In, Out and Not here", strings.TrimPrefix(dir, "../"))
		}
	}
}
