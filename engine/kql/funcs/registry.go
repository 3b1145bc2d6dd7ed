package funcs

import (
	"slices"
	"strings"
	"sync"
)

// families joins the rows of all files. A file of functions is one package-level slice, named here.
func families() [][]Func {
	return [][]Func{
		aggregates(), arithmetic, arrays, bags, bound, choices, comparisons, conversions, dynamics, encodings, geoFuncs, hashFuncs, ipFuncs,
		listOperators(), numbers, parsers, seriesFuncs(), sessions, sketchFuncs, statsFuncs, textOperators(), texts, times(),
		trigonometry, userAgents, windowFuncs, zones,
	}
}

// index finds a row by kind and spelling.
type index struct {
	all    []*Func
	byName map[Kind]map[string]*Func
}

var registry = sync.OnceValue(func() *index {
	x := &index{byName: map[Kind]map[string]*Func{}}
	for _, rows := range families() {
		for i := range rows {
			x.add(&rows[i])
		}
	}
	slices.SortFunc(x.all, func(a, b *Func) int { return strings.Compare(a.Name, b.Name) })
	return x
})

func (x *index) add(f *Func) {
	x.all = append(x.all, f)
	if x.byName[f.Kind] == nil {
		x.byName[f.Kind] = map[string]*Func{}
	}
	for _, name := range append([]string{f.Name}, f.Aliases...) {
		if x.byName[f.Kind][name] != nil {
			panic("funcs: two rows for " + name) // TestRegistry meets it first
		}
		x.byName[f.Kind][name] = f
	}
}

// All lists every row by name.
func All() []*Func { return registry().all }

// Lookup finds a function by its name or alias, which are case-sensitive, among the given kinds in
// that order. Without kinds it looks at Scalar, Window and Aggregate; a few names, such as hll_merge,
// are both a scalar and an aggregate. An operator is found with Lookup("!has_cs", Operator).
func Lookup(name string, kinds ...Kind) (*Func, bool) {
	if len(kinds) == 0 {
		kinds = []Kind{Scalar, Window, Aggregate}
	}
	for _, k := range kinds {
		if f := registry().byName[k][name]; f != nil {
			return f, true
		}
	}
	return nil, false
}

// Names lists the names and aliases of one kind, for "did you mean".
func Names(kind Kind) []string {
	var out []string
	for name := range registry().byName[kind] {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
