package tenant

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"socrates/engine/kql/bind"
	"socrates/engine/soc"
)

// A stored function is one file of the folder functions, named after it. Comment lines come first: what it answers;
// "in:" the side it belongs to, workspace or defender (the unified view has both); "also:" its other names. The rest is
// a lambda in KQL, bound in the scope of the query that calls it.

//go:embed functions/*.kql
var functionFiles embed.FS

type storedFunction struct {
	bind.StoredFunction
	defender bool
}

var functions = sync.OnceValue(func() map[string]*storedFunction {
	out, err := loadFunctions()
	if err != nil {
		panic(err) // the files are compiled in; TestFunctions reads them all
	}
	return out
})

func loadFunctions() (map[string]*storedFunction, error) {
	files, err := functionFiles.ReadDir("functions")
	if err != nil {
		return nil, err
	}
	out := map[string]*storedFunction{}
	for _, f := range files {
		text, err := functionFiles.ReadFile("functions/" + f.Name())
		if err != nil {
			return nil, err
		}
		names, fn, err := parseFunction(strings.TrimSuffix(f.Name(), ".kql"), string(text))
		if err != nil {
			return nil, fmt.Errorf("functions/%s: %w", f.Name(), err)
		}
		for _, name := range names {
			named := *fn
			named.Name = name
			out[name] = &named
		}
	}
	return out, nil
}

func parseFunction(name, text string) (names []string, _ *storedFunction, err error) {
	fn, names := &storedFunction{}, []string{name}
	var doc []string
	for {
		line, rest, _ := strings.Cut(text, "\n")
		comment, ok := strings.CutPrefix(line, "// ")
		if !ok {
			break
		}
		text = rest
		switch key, value, _ := strings.Cut(comment, ": "); key {
		case "in":
			if value != "workspace" && value != "defender" {
				return nil, nil, fmt.Errorf("in: %q is neither workspace nor defender", value)
			}
			fn.defender = value == "defender"
		case "also":
			names = append(names, strings.Fields(value)...)
		default:
			doc = append(doc, comment)
		}
	}
	fn.Doc, fn.Text = strings.Join(doc, " "), strings.TrimSpace(text)
	if fn.Doc == "" || !strings.HasPrefix(fn.Text, "(") {
		err = fmt.Errorf("%s: wants a comment that says what it answers, then a lambda", name)
	}
	return names, fn, err
}

// Function implements bind.Catalog.
func (s *scope) Function(name string) (*bind.StoredFunction, bool) {
	if p, ok := s.parser(name); ok {
		return p, true
	}
	f := functions()[name]
	if f == nil || !s.has(f) {
		return nil, false
	}
	return &f.StoredFunction, true
}

// FunctionNames implements bind.Catalog.
func (s *scope) FunctionNames() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(functions())) {
		if s.has(functions()[name]) {
			out = append(out, name)
		}
	}
	return append(out, s.parserNames()...)
}

func (s *scope) has(f *storedFunction) bool {
	switch s.kind {
	case soc.DefenderScope:
		return f.defender
	case soc.WorkspaceScope:
		return !f.defender
	}
	return true
}
