package funcs

import (
	"strings"

	"socrates/engine/schema"
)

// The rows of aggregates are built from a few moulds: a family has a plain form, f(x), and an "if" form,
// f_if(x, predicate), which is the plain form with a FILTER clause.

// aggregates lists the aggregate functions, all families.
func aggregates() []Func {
	var out []Func
	for _, rows := range [][]Func{
		countAggregates, numericAggregates, bitAggregates, listAggregates, pickAggregates, percentileAggregates,
		sketchAggregates,
	} {
		out = append(out, rows...)
	}
	return append(out, conditionalForms(out)...)
}

// conditional names the "if" form of a plain aggregate.
type conditional struct {
	plain, name string
	aliases     []string
	column      string // what the automatic column name begins with; empty: the argument's own name
	after       int    // the predicate stands behind so many arguments
	examples    []Example
}

func conditionalForms(plain []Func) []Func {
	byName := map[string]*Func{}
	for i := range plain {
		byName[plain[i].Name] = &plain[i]
	}
	out := make([]Func, len(conditionals))
	for i, c := range conditionals {
		out[i] = c.row(byName[c.plain])
	}
	return out
}

// row makes the "if" form of f: the same, over the rows where the predicate is true.
func (c conditional) row(f *Func) Func {
	g := Func{
		Name: c.name, Aliases: c.aliases, Kind: Aggregate, Group: f.Group, Examples: c.examples,
		Doc:        "Like " + f.Name + "(), over the rows for which the predicate is true.",
		ResultName: named(c.column),
	}
	switch {
	case c.after == 2:
		g.ResultName = namedBoth(c.column)
	case c.column == "":
		g.ResultName = ownName
	}
	for i := range f.Sigs {
		if sig := &f.Sigs[i]; len(sig.Params) >= c.after {
			g.Sigs = append(g.Sigs, c.sig(f, sig))
		}
	}
	return g
}

func (c conditional) sig(f *Func, plain *Sig) Sig {
	sig := Sig{Returns: plain.Returns}
	sig.Params = append(sig.Params, plain.Params[:c.after]...)
	sig.Params = append(sig.Params, P("predicate", Bools))
	sig.Params = append(sig.Params, plain.Params[c.after:]...)
	if plain.ReturnsOf != nil {
		sig.ReturnsOf = func(args []Arg) schema.Type { return plain.ReturnsOf(args[:c.after]) }
	}
	sig.Lower = func(call *Call) (string, error) {
		inner := *call
		inner.Fn, inner.Filter = f, where(call.Filter, call.Args[c.after].SQL)
		inner.Args = append(append([]Arg(nil), call.Args[:c.after]...), call.Args[c.after+1:]...)
		return plain.Write(&inner)
	}
	return sig
}

// where adds a condition to a FILTER clause, which may be empty.
func where(filter, condition string) string {
	if filter == "" {
		return "FILTER (WHERE " + condition + ")"
	}
	inside := strings.TrimSuffix(strings.TrimPrefix(filter, "FILTER (WHERE "), ")")
	return "FILTER (WHERE (" + inside + ") AND " + condition + ")"
}

// named gives the automatic column name prefix_x for the first argument x.
func named(prefix string) func([]string) string {
	return func(args []string) string {
		if len(args) == 0 {
			return prefix + "_"
		}
		return prefix + "_" + args[0]
	}
}

// namedBoth gives prefix_x_y for the first two arguments.
func namedBoth(prefix string) func([]string) string {
	return func(args []string) string { return prefix + "_" + strings.Join(args[:min(2, len(args))], "_") }
}

// first is the type of the first argument: what min, max, percentile and their like return.
func first(args []Arg) schema.Type {
	if len(args) == 0 {
		return schema.Unknown
	}
	return args[0].Type
}

// nan is the SQL of the real that is no number.
const nan = "'NaN'::DOUBLE"
