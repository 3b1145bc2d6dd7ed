// Package bind gives every name in a query a meaning: which table, which column, which function, which
// type. It turns the tree as written into a plan.
//
// In:  a syntax tree, the scope it runs in (Catalog), the clock, values of declared parameters.
// Out: Bound, whose Root says what the query means in a small algebra; findings that teach.
//
// The binder goes through the statements in order. let puts a scalar, a table or a function into a
// scope; a function is inlined where it is called. A pipeline is a fold of its operators over a table:
// the plan so far and the columns that it offers. What was refused has type Unknown, which fits
// everywhere, so that one mistake is reported once.
//
// Not here: reading text (syntax), the list of functions (funcs), SQL (sqlgen), running anything but a
// Probe.
package bind

import (
	"context"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// Options is the scope and the circumstances of a compilation.
type Options struct {
	Catalog Catalog
	Now     int64             // what now() answers, in datetime ticks
	Params  map[string]string // values of declared query parameters, as KQL literals or bare text
	Probe   Probe             // may be nil
	SQL     SQL               // spells a plan for a probe; nil means no probing
	Context context.Context   // ends a probe; nil means context.Background
	Files   bool              // externaldata is not refused: it has its columns and no rows
}

// SQL spells a plan as one SELECT, its columns in the order of rel's visible columns.
type SQL func(rel plan.Rel) (string, error)

// Bound is a query with its meaning.
type Bound struct {
	Root    plan.Rel // hidden columns (empty Name) may occur; the answer is the visible ones
	Columns []plan.Col
	Ordered bool // the query promises an order
	Render  *Render
	// Open says that the true result may have further columns, which only data would tell.
	Open bool
}

// Render is what a render operator asked for.
type Render struct {
	Chart string            // timechart, columnchart, …
	Props map[string]string // title, xcolumn, ycolumns, …
}

// Limits on what one text may ask of the binder. A text that inlines itself beyond them is refused.
const (
	maxSteps = 4000 // operators and functions, after inlining
	maxDepth = 200  // nested expressions, pipelines and calls
)

type binder struct {
	o         Options
	diags     source.List
	seen      map[seenDiag]bool
	nextCol   plan.ColID
	shares    int
	scope     *scope
	aliases   map[string]bool
	steps     int
	depth     int
	render    *Render
	calls     []*syntax.Lambda       // functions being inlined, for recursion
	outside   *source.Span           // set inside a stored function: findings are placed at the call
	over      bool                   // a limit was met and reported
	mentioned map[string]bool        // every name that stands in the text
	capped    bool                   // search or find left tables out
	before    plan.ColID             // the last column before the plugin of evaluate
	set       map[string]syntax.Expr // values of the options that functions read, by lower-case name
}

type seenDiag struct {
	span source.Span
	code source.Code
}

// Bind gives q its meaning. Bound is nil exactly when the findings hold an error.
func Bind(q *syntax.Query, o Options) (*Bound, source.List) {
	if o.Context == nil {
		o.Context = context.Background()
	}
	b := &binder{o: o, seen: map[seenDiag]bool{}, aliases: map[string]bool{}, mentioned: mentionedNames(q)}
	b.scope = newScope(nil)
	t := b.statements(q.Statements)
	if t == nil && !b.diags.HasErrors() {
		b.err(CodeNoQuery, q.Span(), "the text holds no query", "a let or set statement gives no answer by itself",
			"end the text with a table and its operators, such as `SigninLogs | take 10`")
	}
	if t != nil && len(t.cols) == 0 && !t.open {
		b.err(CodeNoColumns, q.Span(), "no column is left to show", "every column was dropped on the way", "keep one, or end with `| count` to see how many rows there are")
	}
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	return b.finish(t), b.diags
}

// finish gives columns of unknown type one that SQL can hold.
func (b *binder) finish(t *table) *Bound {
	rel, cols := t.rel, t.cols
	if needsTypes(cols) {
		var items []plan.Item
		for _, c := range cols {
			items = append(items, b.known(c))
		}
		t = b.project(t, items)
		rel, cols = t.rel, t.cols
	}
	return &Bound{Root: rel, Columns: cols, Ordered: t.ordered, Render: b.render, Open: t.open}
}

func needsTypes(cols []plan.Col) bool {
	for _, c := range cols {
		if c.Type == schema.Unknown {
			return true
		}
	}
	return false
}

func (b *binder) known(c plan.Col) plan.Item {
	if c.Type != schema.Unknown {
		return pass(c)
	}
	return plan.Item{Col: b.col(c.Name, schema.Dynamic), X: &plan.Lit{V: value.NullOf(schema.Dynamic)}}
}

// col makes a column with a fresh id.
func (b *binder) col(name string, t schema.Type) plan.Col {
	b.nextCol++
	return plan.Col{ID: b.nextCol, Name: name, Type: t}
}

func mentionedNames(q *syntax.Query) map[string]bool {
	out := map[string]bool{}
	for _, n := range namesOf(q) {
		out[n] = true
	}
	return out
}

// enter counts a level of nesting; leave undoes it. It is false once the text is too deep or too long.
func (b *binder) enter(at source.Span) bool {
	b.depth++
	b.steps++
	if b.depth <= maxDepth && b.steps <= maxSteps {
		return true
	}
	if !b.over {
		b.over = true
		b.err(CodeTooLarge, at, "the query is too large", "functions and lets are written out where they are used, and together they exceed what one query may hold",
			"split the query, or call functions less often")
	}
	return false
}

func (b *binder) leave() { b.depth-- }

// isQualifier reports whether a name is $left, $right or $table.
func isQualifier(name string) bool { return strings.HasPrefix(name, "$") }
