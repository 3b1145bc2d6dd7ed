package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// binary binds `x op y`.
func (b *binder) binary(x *syntax.Binary, e env) plan.Expr {
	if isLogic(x.Op) {
		return b.logic(x, e)
	}
	if w, ok := bare(x.X).(*syntax.Wildcard); ok && w.Pattern == "*" && e.row != nil {
		e.search = e.row
		return b.star(x, e)
	}
	if e.search != nil && x.Op == ":" {
		return b.searchColon(x, e)
	}
	b.adviseContains(x)
	b.adviseCase(x)
	l, r := b.scalar(x.X, e), b.scalar(x.Y, e)
	return b.operate(x.Op, x.OpAt, x.Span(), []syntax.Expr{x.X, x.Y}, l, r)
}

func isLogic(op string) bool { return op == "and" || op == "or" }

// logic binds a chain of one operator as a whole: a long one would nest too deep for SQL.
func (b *binder) logic(x *syntax.Binary, e env) plan.Expr {
	var parts []plan.Expr
	for _, p := range chain(x) {
		parts = append(parts, b.condition(p, e))
	}
	return b.balanced(x.Op, parts)
}

// chain lists the operands of `a or b or c`.
func chain(x *syntax.Binary) []syntax.Expr {
	var out []syntax.Expr
	left := syntax.Expr(x)
	for {
		y, ok := left.(*syntax.Binary)
		if !ok || y.Op != x.Op {
			break
		}
		out = append(out, y.Y)
		left = y.X
	}
	out = append(out, left)
	slices.Reverse(out)
	return out
}

func (b *binder) balanced(op string, parts []plan.Expr) plan.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	half := len(parts) / 2
	return b.apply(op, b.balanced(op, parts[:half]), b.balanced(op, parts[half:]))
}

// condition is predicate, or inside search a term to look for.
func (b *binder) condition(x syntax.Expr, e env) plan.Expr {
	if e.search != nil {
		return b.searchTerm(x, e)
	}
	return b.predicate(x, e)
}

func (b *binder) unary(x *syntax.Unary, e env) plan.Expr {
	v := b.scalar(x.X, e)
	if x.Op == "+" {
		return v
	}
	return b.operate("unary"+x.Op, x.Span(), x.Span(), []syntax.Expr{x.X}, v)
}

// apply applies an operator whose operands are known to fit.
func (b *binder) apply(op string, args ...plan.Expr) plan.Expr {
	return b.operate(op, source.Span{}, source.Span{}, nil, args...)
}

// operate applies an operator of the language; exprs are the operands as written.
func (b *binder) operate(op string, opAt, at source.Span, exprs []syntax.Expr, args ...plan.Expr) plan.Expr {
	f, ok := funcs.Lookup(op, funcs.Operator)
	if !ok {
		b.err(CodeUnsupported, opAt, fmt.Sprintf("the operator `%s` is not supported here", op), "")
		return unknown()
	}
	for _, a := range args {
		if a.Type() == schema.Unknown {
			return b.operateUnknown(f, args)
		}
	}
	if v, ok := fold(op, args); ok {
		return lit(v)
	}
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad != nil {
		if x, ok := b.mixed(op, at, exprs, args); ok {
			return x
		}
		b.cannotOperate(op, opAt, at, exprs, args)
		return unknown()
	}
	b.doubtful(op, at, exprs, args)
	return b.applied(f, m, args)
}

// operateUnknown types an operator over an operand that was refused or that nobody declared.
func (b *binder) operateUnknown(f *funcs.Func, args []plan.Expr) plan.Expr {
	if m, bad := funcs.Resolve(f, funcArgs(args)); bad == nil && m.Returns == schema.Bool {
		return lit(value.NullOf(schema.Bool))
	}
	return unknown()
}

// applied is the call with its implicit conversions carried out.
func (b *binder) applied(f *funcs.Func, m *funcs.Match, args []plan.Expr) plan.Expr {
	return &plan.Call{Fn: f, Sig: m.Sig, Args: b.converted(m, args), T: m.Returns}
}

func (b *binder) converted(m *funcs.Match, args []plan.Expr) []plan.Expr {
	out := make([]plan.Expr, len(args))
	for i, a := range args {
		to := m.Convert[i]
		if a.Type() == schema.Unknown {
			to = b.likeOthers(m, args, i)
		}
		out[i] = b.cast(a, to)
	}
	return out
}

// likeOthers is the type for an argument that nobody knows: that of another argument where the parameter
// takes it, else the result's, else the first that the parameter takes.
func (b *binder) likeOthers(m *funcs.Match, args []plan.Expr, i int) schema.Type {
	set := paramOf(m.Sig, i).Types
	if set == funcs.AnyType {
		for _, a := range args {
			if t := a.Type(); t != schema.Unknown {
				return t
			}
		}
		if m.Returns != schema.Unknown {
			return m.Returns
		}
	}
	return firstOf(set)
}

func paramOf(s *funcs.Sig, i int) *funcs.Param {
	if i < len(s.Params) {
		return &s.Params[i]
	}
	return s.Rest
}

func firstOf(s funcs.TypeSet) schema.Type {
	if s.Has(schema.String) {
		return schema.String
	}
	for _, t := range schema.Types() {
		if s.Has(t) {
			return t
		}
	}
	return schema.Dynamic
}

func funcArgs(args []plan.Expr) []funcs.Arg {
	out := make([]funcs.Arg, len(args))
	for i, a := range args {
		out[i].Type = a.Type()
		if v, ok := constant(a); ok {
			out[i].Const = &v
		}
	}
	return out
}

// cannotOperate explains operands whose types an operator does not take.
func (b *binder) cannotOperate(op string, opAt, at source.Span, exprs []syntax.Expr, args []plan.Expr) {
	if len(args) == 1 {
		b.err(CodeOperands, at, fmt.Sprintf("`%s` does not take %s", strings.TrimPrefix(op, "unary"), args[0].Type()), "not a number or timespan")
		return
	}
	l, r := args[0].Type(), args[1].Type()
	verb := "apply `" + op + "` to"
	if isComparison(op) {
		verb = "compare"
	}
	d := b.err(CodeOperands, at, fmt.Sprintf("cannot %s values of types %s and %s", verb, l, r),
		fmt.Sprintf("%s on the left, %s on the right", l, r))
	if d.Code == "" {
		return
	}
	if isTextOp(op) && l != schema.String {
		b.wrapHint(d, exprs[0], "tostring")
		return
	}
	switch {
	case b.arithmeticHint(d, op, l, r, exprs):
	case isStringLiteral(exprs[1]) && convertFunc(l) != "":
		b.literalHint(d, exprs[1], l)
	case isStringLiteral(exprs[0]) && convertFunc(r) != "":
		b.literalHint(d, exprs[0], r)
	case l == schema.String && r != schema.Dynamic && convertFunc(r) != "":
		b.wrapHint(d, exprs[0], convertFunc(r))
	case r == schema.String && convertFunc(l) != "":
		b.wrapHint(d, exprs[1], convertFunc(l))
	case isComparison(op):
		d.Hints = append(d.Hints, "convert one side with the function of the other side's type")
	}
}

// arithmeticHint knows what is usually meant by texts that are added, by times with numbers, and by dates without
// their datetime().
func (b *binder) arithmeticHint(d *source.Diag, op string, l, r schema.Type, exprs []syntax.Expr) bool {
	sum := op == "+" || op == "-"
	isTime := l == schema.Datetime || l == schema.Timespan
	switch {
	case op == "+" && l == schema.String && r == schema.String:
		d.Hints = append(d.Hints, "texts are joined with `strcat(a, b)`")
		if x, y := exprs[0].Span(), exprs[1].Span(); b.outside == nil {
			d.Mend = []source.Edit{{Span: source.At(x.Start), New: "strcat("}, {Span: source.Span{Start: x.End, End: y.Start}, New: ", "}, {Span: source.At(y.End), New: ")"}}
		}
	case sum && isTime && isStringLiteral(exprs[1]) && bareLiteral(exprs[1].(*syntax.Literal).Value.S):
		b.replace(d, exprs[1].Span(), exprs[1].(*syntax.Literal).Value.S)
	case sum && isTime && r.Numeric():
		d.Hints = append(d.Hints, "a length of time has a unit: `1d`, `1h`, `5m`; a number of days is `n * 1d`")
	case isComparison(op) && l == schema.Datetime && dateWithout(exprs[1]) != "":
		b.replace(d, exprs[1].Span(), "datetime("+dateWithout(exprs[1])+")")
	default:
		return false
	}
	return true
}

// dateWithout is the text of 2024-01-31, which stands for a subtraction where datetime() is left out; "" for
// anything else.
func dateWithout(x syntax.Expr) string {
	day, ok := x.(*syntax.Binary)
	if !ok || day.Op != "-" {
		return ""
	}
	month, ok := day.X.(*syntax.Binary)
	if !ok || month.Op != "-" {
		return ""
	}
	text := ""
	for i, part := range []syntax.Expr{month.X, month.Y, day.Y} {
		l, ok := part.(*syntax.Literal)
		if !ok || len(l.Text) != 2 && !(i == 0 && len(l.Text) == 4) {
			return ""
		}
		text += "-" + l.Text
	}
	return text[1:]
}

// wrapHint offers a conversion around one operand.
func (b *binder) wrapHint(d *source.Diag, x syntax.Expr, fn string) {
	d.Hints = append(d.Hints, fmt.Sprintf("convert it: `%s(…)`", fn))
	if b.outside == nil {
		s := x.Span()
		d.Mend = []source.Edit{{Span: source.At(s.Start), New: fn + "("}, {Span: source.At(s.End), New: ")"}}
	}
}

// literalHint offers the literal of the right type for a text in quotes.
func (b *binder) literalHint(d *source.Diag, x syntax.Expr, t schema.Type) {
	text := x.(*syntax.Literal).Value.S
	switch {
	case t == schema.Datetime:
		b.replace(d, x.Span(), "datetime("+text+")")
	case t.Numeric() || t == schema.Bool || t == schema.Timespan:
		if bareLiteral(text) {
			b.replace(d, x.Span(), text)
			return
		}
		fallthrough
	default:
		b.wrapHint(d, x, convertFunc(t))
	}
}

// bareLiteral reports whether a text in quotes is a literal without them.
func bareLiteral(s string) bool {
	if s == "true" || s == "false" {
		return true
	}
	for i, r := range s {
		if (r < '0' || r > '9') && r != '.' && (i == 0 || !strings.ContainsRune("smhd", r)) {
			return false
		}
	}
	return s != ""
}

func isStringLiteral(x syntax.Expr) bool {
	l, ok := x.(*syntax.Literal)
	return ok && l.Value.Type == schema.String
}

var converters = map[schema.Type]string{
	schema.Bool: "tobool", schema.Int: "toint", schema.Long: "tolong", schema.Real: "toreal", schema.Decimal: "todecimal",
	schema.String: "tostring", schema.Datetime: "todatetime", schema.Timespan: "totimespan", schema.Guid: "toguid",
}

func convertFunc(t schema.Type) string { return converters[t] }

func isComparison(op string) bool {
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "=~", "!~":
		return true
	}
	return false
}

func isTextOp(op string) bool {
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%":
		return false
	}
	return true
}

// between binds `x between (lo .. hi)`.
func (b *binder) between(x *syntax.Between, e env) plan.Expr {
	v, lo, hi := b.scalar(x.X, e), b.scalar(x.Lo, e), b.scalar(x.Hi, e)
	if v.Type() == schema.Datetime && hi.Type() == schema.Timespan {
		hi = b.apply("+", lo, hi)
	}
	low := b.operate(">=", x.Span(), x.Lo.Span(), []syntax.Expr{x.X, x.Lo}, v, lo)
	high := b.operate("<=", x.Span(), x.Hi.Span(), []syntax.Expr{x.X, x.Hi}, v, hi)
	within := b.apply("and", low, high)
	if x.Not {
		return b.callScalar("not", within)
	}
	return within
}
