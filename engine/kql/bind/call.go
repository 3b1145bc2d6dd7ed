package bind

import (
	"fmt"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// call binds `f(…)`: a special form, what let named, or a row of funcs.
func (b *binder) call(x *syntax.Call, e env) plan.Expr {
	if x.Broken { // reported by the parser; only the names in it can be checked
		b.args(x.Args, e)
		return unknown()
	}
	if x.On != nil {
		b.err(CodeUnsupported, x.Fn.Span(), fmt.Sprintf("%s(…) is not called on a value", x.Fn.Text), "KQL has no methods",
			fmt.Sprintf("write `%s(value, …)`", x.Fn.Text))
		return unknown()
	}
	if en := b.scope.find(x.Fn.Text); en != nil && (en.lambda != nil || en.bad) {
		if en.bad {
			return unknown()
		}
		return b.inlineScalar(x.Span(), en, x.Args, e)
	}
	if e.graph != nil {
		if out, ok := b.graphCall(x, e); ok {
			return out
		}
	}
	if special := specials[x.Fn.Text]; special != nil {
		return special(b, x, e)
	}
	if f := b.function(x.Fn.Text, e); f != nil {
		return b.callFunc(f, x, e)
	}
	if en, ok := b.storedFunction(x.Fn.Text); ok {
		return b.inlineScalar(x.Span(), en, x.Args, e)
	}
	return b.noFunction(x, e)
}

// function finds the row of a function, of the kind that may stand here where a name has several.
func (b *binder) function(name string, e env) *funcs.Func {
	kinds := []funcs.Kind{funcs.Scalar, funcs.Window, funcs.Aggregate}
	if e.aggs {
		kinds = []funcs.Kind{funcs.Aggregate, funcs.Scalar, funcs.Window}
	}
	f, _ := funcs.Lookup(name, kinds...)
	return f
}

func (b *binder) callFunc(f *funcs.Func, x *syntax.Call, e env) plan.Expr {
	if f.Deprecated != "" && b.outside == nil {
		b.report(deprecated(f, x))
	}
	switch f.Kind {
	case funcs.Aggregate:
		return b.aggregate(f, x, e)
	case funcs.Window:
		return b.window(f, x, e)
	}
	args := b.args(x.Args, e)
	if v, ok := b.foldCall(f.Name, args); ok {
		return lit(v)
	}
	m := b.resolve(f, x, args)
	if m == nil {
		return unknown()
	}
	out := b.applied(f, m, args)
	if f.Tuple == nil {
		return out
	}
	cols := f.Tuple(funcArgs(args))
	return b.cast(&plan.Access{X: out, Key: lit(value.Long(0))}, cols[0].Type)
}

// args binds the arguments of a built-in function.
func (b *binder) args(xs []syntax.Expr, e env) []plan.Expr {
	out := make([]plan.Expr, len(xs))
	for i, x := range xs {
		if n, ok := x.(*syntax.NamedExpr); ok {
			out[i] = b.scalar(n.X, e)
			continue
		}
		if isTable(x) || e.row == nil && b.isTabular(x) {
			out[i] = b.listOf(x)
			continue
		}
		out[i] = b.scalar(x, e)
	}
	return out
}

// listOf is a table where an array is wanted.
func (b *binder) listOf(x syntax.Expr) plan.Expr {
	t := b.tabular(x)
	if t == nil || t.bad {
		return unknown()
	}
	return &plan.ListOf{In: b.project(t, passAll(t.cols[:min(1, len(t.cols))])).rel}
}

// resolve picks the signature of a call, or says what is wrong with it.
func (b *binder) resolve(f *funcs.Func, x *syntax.Call, args []plan.Expr) *funcs.Match {
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad == nil {
		return m
	}
	b.misfit(f, bad, x)
	return nil
}

func (b *binder) misfit(f *funcs.Func, bad *funcs.Misfit, x *syntax.Call) {
	use := "it is used as " + usage(f)
	switch bad.Reason {
	case funcs.Arity:
		d := b.err(CodeArity, x.Span(), bad.Message(f), "", use)
		b.arityMend(d, f, x)
	case funcs.NotConst:
		b.err(CodeNotConst, x.Args[bad.Index].Span(), bad.Message(f), "this differs from row to row", "write the value itself, or name it with let")
	default:
		d := b.err(CodeArgType, x.Args[bad.Index].Span(), bad.Message(f), fmt.Sprintf("this is %s", bad.Got))
		want, arg := firstOf(bad.Want), x.Args[bad.Index]
		switch fn := convertFunc(want); {
		case fn == "" || bad.Want == funcs.AnyType:
		case want == schema.Timespan && isStringLiteral(arg):
			b.literalHint(d, arg, want)
		default:
			b.wrapHint(d, arg, fn)
		}
	}
}

// usage writes a function's first signature: `bin(value, roundTo)`.
func usage(f *funcs.Func) string {
	if len(f.Sigs) == 0 {
		return "`" + f.Name + "()`"
	}
	out := "`" + f.Name + "("
	for i, p := range f.Sigs[0].Params {
		if i > 0 {
			out += ", "
		}
		out += p.Name
		if p.Optional {
			out += "?"
		}
	}
	if r := f.Sigs[0].Rest; r != nil {
		if len(f.Sigs[0].Params) > 0 {
			out += ", "
		}
		out += r.Name + ", …"
	}
	return out + ")`"
}

// callScalar applies a function to operands that are known to fit.
func (b *binder) callScalar(name string, args ...plan.Expr) plan.Expr {
	f, ok := funcs.Lookup(name, funcs.Scalar)
	if !ok {
		return unknown()
	}
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad != nil {
		return unknown()
	}
	return b.applied(f, m, args)
}

// foldCall computes the few functions whose results are wanted as constants.
func (b *binder) foldCall(name string, args []plan.Expr) (value.Value, bool) {
	switch name {
	case "now":
		if len(args) == 0 {
			return value.Datetime(b.o.Now), true
		}
	case "ago":
		if len(args) == 1 {
			if v, ok := constant(args[0]); ok && !v.Null && v.Type == schema.Timespan {
				return value.Datetime(b.o.Now - v.I), true
			}
		}
	case "strcat":
		return foldConcat(args)
	case "tostring":
		if len(args) == 1 {
			v, ok := constant(args[0])
			return v, ok && v.Type == schema.String
		}
	case "parse_json", "todynamic":
		if len(args) == 1 {
			v, ok := constant(args[0])
			return v, ok && v.Type == schema.Dynamic
		}
	}
	return value.Value{}, false
}

func foldConcat(args []plan.Expr) (value.Value, bool) {
	out := ""
	for _, a := range args {
		v, ok := constant(a)
		if !ok || v.Type != schema.String {
			return value.Value{}, false
		}
		out += v.S
	}
	return value.String(out), len(args) > 0
}

// aggregate binds an aggregate function.
func (b *binder) aggregate(f *funcs.Func, x *syntax.Call, e env) plan.Expr {
	if !e.aggs {
		label := "an aggregate looks at many rows, and here is one"
		if e.inAgg {
			label = "an aggregate cannot stand inside another"
		}
		b.err(CodeAggregate, x.Span(), fmt.Sprintf("%s() is an aggregate function", f.Name), label, fmt.Sprintf("use it in summarize: `| summarize %s(…)`", f.Name))
		return unknown()
	}
	args := b.args(withoutStar(x.Args), e.inner())
	m := b.resolve(f, x, args)
	if m == nil {
		return unknown()
	}
	return &plan.AggCall{Fn: f, Sig: m.Sig, Args: b.converted(m, args), T: m.Returns}
}

// withoutStar drops the star of count(*).
func withoutStar(args []syntax.Expr) []syntax.Expr {
	if len(args) == 1 {
		if w, ok := args[0].(*syntax.Wildcard); ok && w.Pattern == "*" {
			return nil
		}
	}
	return args
}

// window binds a window function.
func (b *binder) window(f *funcs.Func, x *syntax.Call, e env) plan.Expr {
	if e.windows == nil {
		b.err(CodeWindow, x.Span(), fmt.Sprintf("%s() needs rows in an order", f.Name), "it cannot stand here", "compute it with extend after sort or serialize")
		return unknown()
	}
	if e.row != nil && !e.row.serial && !e.row.bad && len(e.row.part) == 0 {
		b.err(CodeNotSerialized, x.Span(), fmt.Sprintf("%s() cannot be used here: the rows have no order", f.Name),
			"a window function looks at the row before or after", "put `| sort by …` or `| serialize` before this step")
		return unknown()
	}
	args := b.args(x.Args, e)
	m := b.resolve(f, x, args)
	if m == nil {
		return unknown()
	}
	return e.windows.add(b, &plan.WinCall{Fn: f, Sig: m.Sig, Args: b.converted(m, args), T: m.Returns})
}

// noFunction explains a name that no function bears.
func (b *binder) noFunction(x *syntax.Call, e env) plan.Expr {
	for _, a := range x.Args {
		if !isTable(a) {
			b.scalar(a, e)
		}
	}
	name := x.Fn.Text
	d := b.err(CodeNoFunction, x.Fn.Span(), fmt.Sprintf("the name %q does not refer to any known function", name), "")
	if e.row != nil {
		if _, ok := e.row.find(name); ok && d.Code != "" {
			d.Msg = fmt.Sprintf("%q is a column, and it is called like a function", name)
		}
	}
	if b.absent(d, name) {
		return unknown()
	}
	if near := nearest(name, b.functionNames(e)); near != "" {
		b.replace(d, x.Fn.Span(), near)
	} else if other := sqlFunctions[name]; other != "" {
		b.replace(d, x.Fn.Span(), other)
	}
	return unknown()
}

// absent says why a function of Kusto is missing here, where it is one.
func (b *binder) absent(d *source.Diag, name string) bool {
	why, ok := absentFunctions[name]
	if ok && d.Code != "" {
		d.Code, d.Msg, d.Hints = CodeUnsupported, fmt.Sprintf("the function %s() is not part of this trainer", name), []string{why}
	}
	return ok
}

// absentFunctions exist in Kusto and cannot exist here.
var absentFunctions = map[string]string{
	"graph": "it opens a graph that is stored on a cluster; make one in the query: `edges | make-graph source --> target with nodes on id`",
}

// sqlFunctions are functions of other languages and their names here.
var sqlFunctions = map[string]string{
	"len": "strlen", "length": "strlen", "lower": "tolower", "upper": "toupper", "concat": "strcat", "ifnull": "coalesce",
	"nvl": "coalesce", "isnullorempty": "isempty", "if": "iff", "ceil": "ceiling", "cast": "tostring", "getdate": "now",
	"to_string": "tostring", "to_int": "toint", "regexp_extract": "extract", "values": "make_set", "distinct_count": "dcount",
	"first": "take_any", "last": "arg_max", "average": "avg", "mean": "avg", "group_concat": "make_list", "dateadd": "datetime_add",
	"hour": "hourofday", "day": "dayofmonth", "month": "monthofyear", "year": "getyear", "week": "week_of_year", "date": "startofday",
	"minute": "datetime_part", "second": "datetime_part", "tojson": "parse_json", "json": "parse_json",
	"datediff": "datetime_diff", "instr": "indexof", "regex_match": "extract",
}

func (b *binder) functionNames(e env) []string {
	out := append(funcs.Names(funcs.Scalar), funcs.Names(funcs.Aggregate)...)
	out = append(out, funcs.Names(funcs.Window)...)
	for name := range specials {
		out = append(out, name)
	}
	return append(out, entryNames(b.scope.all(func(en *entry) bool { return en.lambda != nil }))...)
}
