package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// noColumn explains a name that nothing in sight bears.
func (b *binder) noColumn(n *syntax.Name, e env) plan.Expr {
	if e.row != nil && e.row.bad {
		return unknown()
	}
	d := b.err(CodeNoName, n.Span(), fmt.Sprintf("the name %q does not refer to any known column, table, variable or function", n.Text), "")
	if d.Code == "" {
		return unknown()
	}
	switch {
	case strings.EqualFold(n.Text, "null"):
		d.Msg, d.Label = "null is no value to compare with", "nothing equals it, not even itself"
		d.Hints = append(d.Hints, "ask isnull(x) or isnotnull(x); for a string, which is never null, isempty(x) or isnotempty(x)")
		return unknown()
	case e.row == nil:
		d.Label = "there is no row here to read a column from"
	case b.explainDropped(d, n.Text, e.row):
		d.Msg = fmt.Sprintf("no column %q at this step", n.Text)
		b.suggest(d, n, e)
		return unknown()
	default:
		d.Label = "not a column at this step"
	}
	if b.tableHint(d, n) || b.suggest(d, n, e) {
		return unknown()
	}
	if e.row != nil {
		d.Hints = append(d.Hints, fmt.Sprintf("the columns here are %s", list(e.row.names(), 12)))
	}
	d.Hints = append(d.Hints, fmt.Sprintf("if you mean the text, put it in quotes: \"%s\"", n.Text))
	return unknown()
}

// suggest offers the nearest name in sight.
func (b *binder) suggest(d *source.Diag, n *syntax.Name, e env) bool {
	names := b.inSight(e)
	near := nearest(n.Text, names)
	if other := timesOfARow[n.Text]; other != "" && slices.Contains(names, other) {
		near = other
	}
	if near != "" {
		b.replace(d, n.Span(), quoted(near))
	}
	return near != ""
}

// timesOfARow pairs the names that the two sides of the platform give to a row's own time.
var timesOfARow = map[string]string{"Timestamp": "TimeGenerated", "TimeGenerated": "Timestamp"}

// inSight lists the names that an expression may use.
func (b *binder) inSight(e env) []string {
	var out []string
	if e.row != nil {
		out = e.row.names()
	}
	out = append(out, entryNames(b.scope.all(func(en *entry) bool { return en.scalar != nil }))...)
	for q := range e.also {
		out = append(out, q)
	}
	slices.Sort(out[len(out)-len(e.also):])
	return out
}

// explainDropped says which earlier step lost the column.
func (b *binder) explainDropped(d *source.Diag, name string, t *table) bool {
	step, word, ok := t.droppedBy(name)
	if !ok {
		return false
	}
	d.Label = fmt.Sprintf("`%s` did not keep it", word)
	d.Also = append(d.Also, source.Mark{Span: step, Label: fmt.Sprintf("`%s` drops %s", word, name)})
	switch word {
	case "summarize":
		d.Hints = append(d.Hints, fmt.Sprintf("add %s to the `by` of that summarize, or gather it there: `make_set(%s)`", name, name))
	case "project-rename":
		d.Hints = append(d.Hints, "use its new name")
	case "project-away":
		d.Hints = append(d.Hints, fmt.Sprintf("take %s out of that project-away", name))
	default:
		d.Hints = append(d.Hints, fmt.Sprintf("add %s to that %s", name, word))
	}
	return true
}

// tableHint recognises the name of a table or function that stands where a value is wanted.
func (b *binder) tableHint(d *source.Diag, n *syntax.Name) bool {
	if t, m := b.lookupTable(n.Text); t != nil || m != nil {
		d.Msg = fmt.Sprintf("%q is a table, not a column or value", n.Text)
		d.Hints = append(d.Hints, fmt.Sprintf("take one value out of it with `toscalar(%s | …)`", n.Text))
		return true
	}
	if f, ok := funcs.Lookup(n.Text); ok {
		d.Msg = fmt.Sprintf("%q is a function", n.Text)
		d.Label = "it has to be called"
		d.Hints = append(d.Hints, fmt.Sprintf("write `%s(…)`", f.Name))
		return true
	}
	return false
}

// column resolves a name that has to be a column of the row, in operators that take nothing else.
func (b *binder) column(x syntax.Expr, t *table, op string) (plan.Col, bool) {
	n := asName(x)
	if n == nil {
		b.err(CodeNotColumn, x.Span(), fmt.Sprintf("%s takes columns", op), "this is not the name of a column",
			"compute it with extend first, then name it here")
		return plan.Col{}, false
	}
	if c, ok := t.find(n.Text); ok {
		return c, true
	}
	if !t.open {
		b.noColumn(n, env{row: t})
	}
	return plan.Col{}, false
}

// asName returns the name that an expression consists of, if it does.
func asName(x syntax.Expr) *syntax.Name {
	switch x := x.(type) {
	case *syntax.Name:
		return x
	case *syntax.Paren:
		return asName(x.X)
	case *syntax.Pipe:
		if len(x.Ops) == 0 && x.Source != nil {
			return asName(x.Source)
		}
	}
	return nil
}
