package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// specials are the functions that no row of funcs can describe: they look at names, at the whole row,
// or at a table, or they choose between branches.
var specials map[string]func(*binder, *syntax.Call, env) plan.Expr

func init() {
	specials = map[string]func(*binder, *syntax.Call, env) plan.Expr{
		"assert":                   (*binder).assert,
		"bin_auto":                 (*binder).binAuto,
		"case":                     (*binder).caseOf,
		"column_ifexists":          (*binder).columnIfExists,
		"columnifexists":           (*binder).columnIfExists,
		"geo_info_from_ip_address": (*binder).geoInfo,
		"iff":                      (*binder).iff,
		"iif":                      (*binder).iff,
		"ingestion_time":           (*binder).ingestionTime,
		"pack_all":                 (*binder).packAll,
		"pack_array":               (*binder).packArray,
		"toscalar":                 (*binder).toScalar,
		"column_names_of":          (*binder).columnNamesOf,
		"bag_pack_columns":         (*binder).packColumns,
		"pack_dictionary":          (*binder).packDictionary,
		"estimate_data_size":       (*binder).estimateDataSize,
		"extent_id":                (*binder).extentID,
		"materialize":              (*binder).tableFunction,
		"table":                    (*binder).tableFunction,
		"database":                 (*binder).tableFunction,
	}
}

// SpecialFunctions lists the names of the functions that no row of funcs describes.
func SpecialFunctions() []string {
	var out []string
	for name := range specials {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// iff is `iff(condition, then, else)`.
func (b *binder) iff(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 3 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("%s() takes 3 arguments, not %d", x.Fn.Text, len(x.Args)), "", fmt.Sprintf("it is used as `%s(if, then, else)`", x.Fn.Text))
		return unknown()
	}
	return b.choose(x.Args[:2], x.Args[2], e)
}

// caseOf is `case(condition, then, …, else)`.
func (b *binder) caseOf(x *syntax.Call, e env) plan.Expr {
	n := len(x.Args)
	if n < 3 || n%2 == 0 {
		d := b.err(CodeArity, x.Span(), fmt.Sprintf("case() takes an odd number of arguments, at least 3, and here are %d", n),
			"pairs of condition and value, then the value for everything else", "it is used as `case(condition, value, …, otherwise)`")
		if n >= 2 && n%2 == 0 && b.outside == nil && d.Code != "" {
			d.Hints = append([]string{"add the value for everything else as the last argument"}, d.Hints...)
			d.Mend = []source.Edit{{Span: source.At(x.Args[n-1].Span().End), New: `, ""`}}
		}
		return unknown()
	}
	return b.choose(x.Args[:n-1], x.Args[n-1], e)
}

func (b *binder) choose(pairs []syntax.Expr, otherwise syntax.Expr, e env) plan.Expr {
	c := &plan.Case{}
	var thens []syntax.Expr
	for i := 0; i < len(pairs); i += 2 {
		c.When = append(c.When, b.predicate(pairs[i], e))
		c.Then = append(c.Then, b.scalar(pairs[i+1], e))
		thens = append(thens, pairs[i+1])
	}
	c.Else = b.scalar(otherwise, e)
	thens = append(thens, otherwise)
	values := append(append([]plan.Expr(nil), c.Then...), c.Else)
	t, ok := commonOf(values)
	if !ok {
		b.branches(thens, values)
		return unknown()
	}
	if t == schema.Unknown {
		return unknown()
	}
	for i := range c.When {
		c.When[i], c.Then[i] = b.cast(c.When[i], schema.Bool), b.cast(c.Then[i], t)
	}
	c.Else, c.T = b.cast(c.Else, t), t
	return c
}

func commonOf(xs []plan.Expr) (schema.Type, bool) {
	ts := make([]schema.Type, len(xs))
	for i, x := range xs {
		ts[i] = x.Type()
	}
	return common(ts...)
}

// branches says which branch differs in type from the first.
func (b *binder) branches(exprs []syntax.Expr, xs []plan.Expr) {
	first := xs[0].Type()
	for i, x := range xs {
		if _, ok := common(first, x.Type()); !ok {
			d := b.err(CodeBranches, exprs[i].Span(), "the values to choose from must be of one type", fmt.Sprintf("this is %s, the first is %s", x.Type(), first))
			if fn := convertFunc(first); fn != "" {
				b.wrapHint(d, exprs[i], fn)
			}
			return
		}
	}
}

// columnIfExists is `column_ifexists("name", default)`.
func (b *binder) columnIfExists(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 2 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("%s() takes 2 arguments, not %d", x.Fn.Text, len(x.Args)), "", "it is used as `column_ifexists(\"name\", default)`")
		return unknown()
	}
	v, ok := constant(b.scalar(x.Args[0], e))
	if !ok || v.Type != schema.String {
		b.err(CodeNotConst, x.Args[0].Span(), "column_ifexists(): the name must be a text in quotes", "not a constant text")
		return unknown()
	}
	if e.row != nil {
		if c, ok := e.row.find(v.S); ok {
			b.scalar(x.Args[1], e)
			return ref(c)
		}
	}
	return b.scalar(x.Args[1], e)
}

// geoInfo is `geo_info_from_ip_address(address)`: where the catalogue's places say that it is.
func (b *binder) geoInfo(x *syntax.Call, e env) plan.Expr {
	known := b.callFunc(b.function(x.Fn.Text, e), x, e)
	c, ok := known.(*plan.Call)
	l, located := b.o.Catalog.(Locator)
	if !ok || !located {
		return known
	}
	return internal("geo_info", "kql_geo_info_of($ip, $places)::JSON", schema.Dynamic, named("ip", c.Args[0]), named("places", lit(value.String(funcs.PlacesText(l.Places())))))
}

// ingestionTime is the time the row arrived.
func (b *binder) ingestionTime(x *syntax.Call, e env) plan.Expr {
	if e.row == nil || e.row.ingested == 0 {
		return lit(value.NullOf(schema.Datetime))
	}
	return &plan.Ref{ID: e.row.ingested, T: schema.Datetime}
}

// packAll is `pack_all()`: every column of the row in one bag.
func (b *binder) packAll(x *syntax.Call, e env) plan.Expr {
	name := "bag_pack"
	if len(x.Args) == 1 {
		if v, ok := constant(b.scalar(x.Args[0], e)); ok && v.B {
			name = "bag_pack"
			return b.packed(name, e, true)
		}
	}
	return b.packed(name, e, false)
}

func (b *binder) packed(name string, e env, skipNull bool) plan.Expr {
	if e.row == nil {
		return lit(value.Dynamic("{}"))
	}
	return b.packCols(e.row.cols, skipNull)
}

func (b *binder) packCols(cols []plan.Col, skipNull bool) plan.Expr {
	var args []plan.Expr
	for _, c := range cols {
		if c.Type == schema.Unknown {
			continue
		}
		args = append(args, lit(value.String(c.Name)), ref(c))
	}
	if len(args) == 0 {
		return lit(value.Dynamic("{}"))
	}
	if skipNull {
		if f, ok := funcs.Lookup("bag_pack_nonempty", funcs.Scalar); ok {
			if m, bad := funcs.Resolve(f, funcArgs(args)); bad == nil {
				return b.applied(f, m, args)
			}
		}
	}
	return b.callScalar("bag_pack", args...)
}

// packColumns is `bag_pack_columns(a, b)`.
func (b *binder) packColumns(x *syntax.Call, e env) plan.Expr {
	var args []plan.Expr
	for _, a := range x.Args {
		if w, ok := a.(*syntax.Wildcard); ok && e.row != nil {
			for _, c := range e.row.cols {
				if matches(w.Pattern, c.Name) {
					args = append(args, lit(value.String(c.Name)), ref(c))
				}
			}
			continue
		}
		args = append(args, lit(value.String(b.resultName(a))), b.scalar(a, e))
	}
	return b.callScalar("bag_pack", args...)
}

// packArray is `pack_array(a, b)`; a star stands for all columns.
func (b *binder) packArray(x *syntax.Call, e env) plan.Expr {
	call := *x
	call.Args = nil
	for _, a := range x.Args {
		w, ok := a.(*syntax.Wildcard)
		if !ok || w.Pattern != "*" || e.row == nil {
			call.Args = append(call.Args, a)
			continue
		}
		for _, c := range e.row.cols {
			call.Args = append(call.Args, &syntax.Name{At: syntax.At{At: a.Span()}, Text: c.Name})
		}
	}
	return b.callFunc(b.function("pack_array", e), &call, e)
}

// binAuto is `bin_auto(value)`: a bin whose size and fixed point are options of the query.
func (b *binder) binAuto(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 1 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("bin_auto() takes 1 argument, not %d", len(x.Args)), "", "it is used as `bin_auto(value)`")
		return unknown()
	}
	size := b.set["query_bin_auto_size"]
	if size == nil {
		b.err(CodeArity, x.Span(), "bin_auto() does not know the size of its bins", "an option of the query says it",
			"begin the query with `set query_bin_auto_size = 1h;`, or write `bin(value, 1h)`")
		b.scalar(x.Args[0], e)
		return unknown()
	}
	call := *x
	fn := *x.Fn
	call.Fn, call.Args, fn.Text = &fn, []syntax.Expr{x.Args[0], size}, "bin"
	if at := b.set["query_bin_auto_at"]; at != nil {
		call.Args, fn.Text = append(call.Args, at), "bin_at"
	}
	return b.callFunc(b.function(fn.Text, e), &call, e)
}

func (b *binder) packDictionary(x *syntax.Call, e env) plan.Expr {
	return b.callScalar("bag_pack", b.args(x.Args, e)...)
}

// extentID is the shard of a row; there are none here.
func (b *binder) extentID(*syntax.Call, env) plan.Expr { return lit(value.NullOf(schema.Guid)) }

// toScalar is `toscalar(table)`: its first value.
func (b *binder) toScalar(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 1 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("toscalar() takes 1 argument, not %d", len(x.Args)), "", "it is used as `toscalar(T | summarize max(x))`")
		return unknown()
	}
	if !isTable(x.Args[0]) && !b.isTabular(x.Args[0]) {
		return b.scalar(x.Args[0], e)
	}
	t := b.tabular(x.Args[0])
	if t == nil || t.bad || len(t.cols) == 0 {
		return unknown()
	}
	c := t.cols[0]
	if c.Type == schema.Unknown {
		return unknown()
	}
	if plan.Free(t.rel) {
		b.err(CodeNotConst, x.Span(), "toscalar() cannot depend on the row", "it is computed once, before any row is looked at",
			"bring the two tables together with `join` or `lookup`, and compute the value behind it")
		return unknown()
	}
	return &plan.Scalar{In: b.project(t, []plan.Item{pass(c)}).rel, T: c.Type}
}

// columnNamesOf is `column_names_of(T)`: the names of a table's columns as an array.
func (b *binder) columnNamesOf(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 1 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("column_names_of() takes 1 argument, not %d", len(x.Args)), "")
		return unknown()
	}
	t := b.tabular(x.Args[0])
	if t == nil {
		return unknown()
	}
	return lit(value.Dynamic(jsonTexts(t.names())))
}

// tableFunction refuses a function that gives a table where one value is wanted.
func (b *binder) tableFunction(x *syntax.Call, e env) plan.Expr {
	b.notScalar(x)
	return unknown()
}
