package syntax

import (
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// Precedence, weakest first: or; and; == != in between; < > <= >=; + -; * / %; the string operators;
// the sign; paths and calls. Comparisons do not chain.

func (p *parser) expr() Expr {
	if !p.enter() {
		p.leave()
		return p.bad()
	}
	defer p.leave()
	start := p.cur().at.Start
	x := p.conjunction()
	for p.is("or") || p.symbolLogic("||", "or") || p.capitals("or") {
		op := p.next()
		y := p.conjunction()
		x = &Binary{At: p.from(start), Op: "or", OpAt: op.at, X: x, Y: y}
	}
	return x
}

func (p *parser) conjunction() Expr {
	start := p.cur().at.Start
	x := p.equality()
	for p.is("and") || p.symbolLogic("&&", "and") || p.capitals("and") {
		op := p.next()
		y := p.equality()
		x = &Binary{At: p.from(start), Op: "and", OpAt: op.at, X: x, Y: y}
	}
	return x
}

func (p *parser) equality() Expr {
	start := p.cur().at.Start
	x := p.relation()
	op := p.cur()
	switch {
	case op.is("=="), op.is("!="), op.is("<>"):
		p.next()
		name := op.raw
		if name == "<>" {
			name = "!="
		}
		y := p.relation()
		return &Binary{At: p.from(start), Op: name, OpAt: op.at, X: x, Y: y}
	case listOps[op.raw] && (op.kind == word || op.kind == sign):
		p.next()
		list := p.list(op)
		return &In{At: p.from(start), X: x, Op: op.raw, OpAt: op.at, List: list}
	case op.is("between"), op.is("!between"):
		return p.between(start, x)
	case op.is("="):
		return p.singleEquals(start, x)
	case op.kind == word:
		return p.infixMistake(start, x)
	}
	return x
}

var listOps = map[string]bool{"in": true, "in~": true, "!in": true, "!in~": true, "has_any": true, "has_all": true,
	"!has_any": true, "!has_all": true}

// list reads what stands behind in and its like: values in parentheses, or one tabular expression.
func (p *parser) list(op token) []Expr {
	if !p.is("(") {
		return []Expr{p.missingList(op)}
	}
	p.open()
	var list []Expr
	p.elements(func() { list = append(list, p.pipe()) })
	p.close()
	return list
}

// endsOuter reports whether the current word belongs to the step around an unclosed bracket.
func (p *parser) endsOuter() bool {
	t, after := p.cur(), p.peek(1)
	return t.kind == word && stepWords[t.raw] && (after.kind == word || after.is("(") || after.is("[") || after.is("$left"))
}

var stepWords = map[string]bool{"by": true, "on": true}

func (p *parser) missingList(op token) Expr {
	at := p.here()
	end := p.end()
	p.fail(source.Diag{Code: MissingList, Span: at, Msg: op.raw + " takes its values in parentheses",
		Label: "expected (", Hints: []string{op.raw + ` ("a", "b")`}})
	failed := p.failedAt
	x := p.unary()
	if len(p.diags) > 0 && failed == p.failedAt && p.end() > end {
		last := &p.diags[len(p.diags)-1]
		last.Mend = []source.Edit{{Span: source.At(x.Span().Start), New: "("}, {Span: source.At(p.end()), New: ")"}}
	}
	return x
}

func (p *parser) between(start int, x Expr) Expr {
	not := p.next().is("!between")
	out := &Between{X: x, Not: not}
	if !p.is("(") {
		p.expect("(", "between (low .. high)")
		out.Lo, out.Hi = p.bad(), p.bad()
		out.At = p.from(start)
		return out
	}
	p.open()
	out.Lo = p.expr()
	if p.expect("..", "two dots stand between the bounds: between (low .. high)") {
		out.Hi = p.expr()
	} else {
		out.Hi = p.bad()
		p.skip(false)
	}
	p.close()
	out.At = p.from(start)
	return out
}

func (p *parser) relation() Expr {
	start := p.cur().at.Start
	x := p.sum()
	if op := p.cur(); op.is("<") || op.is(">") || op.is("<=") || op.is(">=") {
		p.next()
		y := p.sum()
		return &Binary{At: p.from(start), Op: op.raw, OpAt: op.at, X: x, Y: y}
	}
	return x
}

func (p *parser) sum() Expr {
	start := p.cur().at.Start
	x := p.product()
	for p.is("+") || p.is("-") {
		op := p.next()
		y := p.product()
		x = &Binary{At: p.from(start), Op: op.raw, OpAt: op.at, X: x, Y: y}
	}
	return x
}

func (p *parser) product() Expr {
	start := p.cur().at.Start
	x := p.comparison()
	for p.is("*") || p.is("/") || p.is("%") {
		op := p.next()
		y := p.comparison()
		x = &Binary{At: p.from(start), Op: op.raw, OpAt: op.at, X: x, Y: y}
	}
	return x
}

// stringOps are the operators that compare text.
var stringOps = map[string]bool{
	"=~": true, "!~": true,
	"has": true, "!has": true, "has_cs": true, "!has_cs": true,
	"hasprefix": true, "!hasprefix": true, "hasprefix_cs": true, "!hasprefix_cs": true,
	"hassuffix": true, "!hassuffix": true, "hassuffix_cs": true, "!hassuffix_cs": true,
	"contains": true, "!contains": true, "contains_cs": true, "!contains_cs": true,
	"startswith": true, "!startswith": true, "startswith_cs": true, "!startswith_cs": true,
	"endswith": true, "!endswith": true, "endswith_cs": true, "!endswith_cs": true,
}

func (p *parser) comparison() Expr {
	start := p.cur().at.Start
	x := p.unary()
	for {
		op, ok := p.stringOp()
		if !ok {
			return x
		}
		at := p.next().at
		if op == "matches regex" {
			at = at.Cover(p.next().at)
		}
		if modern, ok := legacyStringOps[op]; ok {
			op = modern
		}
		y := p.unary()
		x = &Binary{At: p.from(start), Op: op, OpAt: at, X: x, Y: y}
	}
}

// legacyStringOps are old spellings that Kusto still takes.
var legacyStringOps = map[string]string{"notcontains": "!contains", "notcontainscs": "!contains_cs", "containscs": "contains_cs"}

// stringOp names the string operator that comes next.
func (p *parser) stringOp() (string, bool) {
	t := p.cur()
	switch {
	case t.kind != word && t.kind != sign:
		return "", false
	case t.raw == "matches" && p.peek(1).is("regex"):
		return "matches regex", true
	case t.raw == ":":
		return ":", p.search
	}
	return t.raw, stringOps[t.raw] || legacyStringOps[t.raw] != ""
}

func (p *parser) unary() Expr {
	if p.is("-") || p.is("+") {
		op := p.next()
		if !p.enter() {
			p.leave()
			return p.bad()
		}
		defer p.leave()
		x := p.unary()
		return &Unary{At: p.from(op.at.Start), Op: op.raw, X: x}
	}
	return p.path(p.primary())
}

// path reads .name, [index] and .method(…) behind x.
func (p *parser) path(x Expr) Expr {
	start := x.Span().Start
	for {
		_, bad := x.(*Bad)
		switch {
		case bad:
			return x
		case p.is("[") && !p.cur().newline:
			x = p.index(start, x)
		case p.is(".") && p.peek(1).is("["):
			p.next()
			x = p.index(start, x)
		case p.is("."):
			x = p.member(start, x)
		default:
			return x
		}
	}
}

func (p *parser) index(start int, x Expr) Expr {
	p.open()
	i := p.expr()
	if !p.boundary() {
		p.unexpected()
		p.skip(false)
	}
	p.close()
	return &Index{At: p.from(start), X: x, Index: i}
}

func (p *parser) member(start int, x Expr) Expr {
	p.next()
	if star := p.cur(); star.is("*") {
		p.next()
		return &Path{At: p.from(start), X: x, Name: &Name{At: At{star.at}, Text: "*"}}
	}
	name := p.name("a name after the dot")
	if name.Text != "" && p.is("(") {
		args, broken := p.args(name.Text)
		return &Call{At: p.from(start), On: x, Fn: name, Args: args, Broken: broken}
	}
	return &Path{At: p.from(start), X: x, Name: name}
}

func (p *parser) primary() Expr {
	t := p.cur()
	switch {
	case t.kind == text:
		return p.stringLiteral()
	case t.kind == number:
		p.next()
		return &Literal{At{t.at}, t.v, t.raw}
	case t.kind == typed:
		return p.typedLiteral()
	case t.is("("):
		return p.paren()
	case t.is("*"):
		p.next()
		return &Wildcard{At{t.at}, "*"}
	case p.quotedName():
		return p.nameOrCall()
	case t.kind == word:
		return p.wordExpr(t)
	}
	return p.missingExpr()
}

func (p *parser) wordExpr(t token) Expr {
	call := p.peek(1).is("(")
	switch {
	case t.raw == "dynamic" && call:
		return p.dynamic()
	case t.raw == "typeof" && call:
		return p.typeOf()
	case (t.raw == "true" || t.raw == "false") && !call:
		p.next()
		return &Literal{At{t.at}, value.Bool(t.raw == "true"), t.raw}
	case t.raw == "not" && !call:
		return p.bareNot()
	case t.raw == "and", t.raw == "or":
		return p.missingExpr()
	case (t.raw == "datatable" || t.raw == "externaldata" || t.raw == "external_data") && call:
		return p.source()
	case t.raw == "case" && p.peek(1).is("when"):
		return p.sqlCase()
	}
	return p.nameOrCall()
}

func (p *parser) nameOrCall() Expr {
	name := p.name("a name")
	if !p.is("(") {
		return name
	}
	args, broken := p.args(name.Text)
	return &Call{At: p.from(name.Span().Start), Fn: name, Args: args, Broken: broken}
}

func (p *parser) stringLiteral() Expr {
	first := p.next()
	s := first.s
	for p.cur().kind == text {
		s += p.next().s
	}
	at := p.from(first.at.Start)
	return &Literal{at, value.String(s), p.text[at.At.Start:at.At.End]}
}

func (p *parser) typedLiteral() Expr {
	t := p.next()
	if t.t == schema.Datetime && !t.open && strings.TrimSpace(t.s) == "now" { // datetime(now) is now()
		return &Call{At: At{t.at}, Fn: &Name{At: At{t.at}, Text: "now"}}
	}
	v, ok := value.Parse(t.t, t.s)
	if t.open {
		open := t
		open.raw = "("
		open.at = source.At(t.at.Start).Cover(source.At(t.at.Start + len(t.t.String())))
		p.missingClose(open)
	} else if !ok {
		p.diags = append(p.diags, badLiteral(t))
	}
	if !ok {
		v = value.NullOf(t.t)
	}
	return &Literal{At{t.at}, v, t.raw}
}

// paren reads ( x ), where x may be a whole pipeline.
func (p *parser) paren() Expr {
	start := p.cur().at.Start
	p.open()
	defer func(s bool) { p.search = s }(p.search)
	x := p.pipe()
	if !p.boundary() && !p.endsOuter() {
		p.unexpected()
		p.skip(false)
	}
	p.close()
	return &Paren{p.from(start), x}
}

// tabularArgs are the functions whose argument may be a pipeline without parentheses of its own.
var tabularArgs = map[string]bool{"toscalar": true, "totable": true, "materialize": true, "as": true}

// args reads a call's arguments with their parentheses.
func (p *parser) args(fn string) (list []Expr, broken bool) {
	p.open()
	before := len(p.diags)
	defer func(s bool) { p.search = s }(p.search)
	p.search = false
	if !p.is(",") && !p.atBinary() { // `count(, x`, `now( > t`: the parenthesis is missing, not an argument
		p.elements(func() {
			list = append(list, p.arg(fn, len(list) == 0))
			if p.is(",") && p.peek(1).is(")") {
				p.extraComma(p.cur())
			}
		})
	}
	closed := p.close()
	return list, !closed || len(p.diags) > before
}

// atBinary reports whether an operator comes next that needs something on its left.
func (p *parser) atBinary() bool {
	t := p.cur()
	switch {
	case t.kind == word:
		return (infixWord(t.raw) || t.raw == "and" || t.raw == "or") && operandStart(p.peek(1))
	case t.kind != sign:
		return false
	}
	return infixWord(t.raw) || p.isAny("==", "!=", "<", ">", "<=", ">=", "/", "%")
}

// conditionArgs are the functions that take conditions and no named arguments.
var conditionArgs = map[string]bool{"countif": true, "sumif": true, "avgif": true, "minif": true, "maxif": true,
	"dcountif": true, "take_anyif": true, "make_list_if": true, "make_set_if": true, "make_bag_if": true,
	"count_distinctif": true, "stdevif": true, "varianceif": true, "not": true, "isnotempty": true,
	"isempty": true, "isnull": true, "isnotnull": true}

// conditionFirst are those whose first argument alone is a condition.
var conditionFirst = map[string]bool{"iff": true, "iif": true, "case": true}

func (p *parser) arg(fn string, first bool) Expr {
	switch {
	case p.is(","):
		return p.missingExpr()
	case p.named() && !(conditionArgs[fn] && !p.namedCall()) && !(first && conditionFirst[fn]):
		return p.namedExpr()
	case p.atLambda() && p.is("("):
		return p.lambda()
	case tabularArgs[fn]:
		return p.pipe()
	}
	return p.expr()
}

// namedCall reports whether `name = f(` comes next: the item behind a call that lost its parenthesis.
func (p *parser) namedCall() bool {
	n := p.nameLen()
	return p.named() && p.peek(n+1).kind == word && p.peek(n+2).is("(")
}

// named reports whether `name =` comes next.
func (p *parser) named() bool {
	n := p.nameLen()
	return n > 0 && p.peek(n).is("=")
}

// tuple reports whether `(a, b) =` comes next.
func (p *parser) tuple() bool {
	if !p.is("(") {
		return false
	}
	for i := 1; ; i++ {
		switch t := p.peek(i); {
		case t.is(")"):
			return i > 1 && p.peek(i+1).is("=")
		case t.is("["), t.is("]"), t.is(","), t.kind == text, t.kind == word:
		default:
			return false
		}
	}
}

// namedExpr reads `name = x`, `(a, b) = x`, or x alone.
func (p *parser) namedExpr() Expr {
	start := p.cur().at.Start
	out := &NamedExpr{Tuple: p.tuple()}
	switch {
	case out.Tuple:
		p.open()
		for p.atName() {
			out.Names = append(out.Names, p.name("a column's name"))
			if !p.got(",") {
				break
			}
		}
		p.close()
	case p.named():
		out.Names = []*Name{p.name("a column's name")}
	default:
		return p.expr()
	}
	p.next() // the =
	out.X = p.expr()
	out.At = p.from(start)
	return out
}

// items reads a list of expressions, named or not, up to the end of the step or one of the words.
func (p *parser) items(stops ...string) []Expr {
	var list []Expr
	for !p.boundary() && !p.stopsAt(stops) && !p.lostStep() {
		list = append(list, p.namedExpr())
		if !p.boundary() && !p.is(",") && !p.stopsAt(stops) && !p.lostStep() && !p.endsOuter() {
			p.unexpected()
			p.skip(true)
		}
		comma := p.cur()
		if !p.got(",") {
			break
		}
		if p.boundary() || p.stopsAt(stops) || p.lostStep() {
			p.extraComma(comma)
		}
	}
	return list
}

// stopsAt reports whether one of the words comes next as a word of the step, not as a column's name.
func (p *parser) stopsAt(words []string) bool {
	if !p.isAny(words...) {
		return false
	}
	after := p.peek(1)
	return !(after.is("=") || after.is(",") || after.is(".") || after.is("=="))
}

// some reads at least one item.
func (p *parser) some(stops ...string) []Expr {
	list := p.items(stops...)
	if len(list) == 0 {
		list = append(list, p.missingExpr())
	}
	return list
}

func badLiteral(t token) source.Diag {
	d := source.Diag{Code: BadLiteral, Span: t.at, Label: "the parentheses hold a constant",
		Msg: "cannot read " + shorten(t.raw) + " as a " + t.t.String()}
	if t.t == schema.Datetime && t.s != "" && (strings.ContainsAny(t.s[:1], `"'`) || timeOnly(t.s)) {
		d.Severity, d.Label = source.Warning, "this becomes null"
	}
	if t.s == "" {
		d.Hints = []string{"give a value, or null: " + t.t.String() + "(null)"}
		return d
	}
	if example, ok := literalExamples[t.t]; ok {
		d.Hints = []string{"a " + t.t.String() + " looks like " + example + "; to convert a column use to" + t.t.String() + "(…)"}
	}
	return d
}

// timeOnly reports whether s is a time of day without a date.
func timeOnly(s string) bool {
	return strings.Trim(s, "0123456789:. ") == "" && strings.Contains(s, ":")
}

var literalExamples = map[schema.Type]string{
	schema.Datetime: "datetime(2024-05-17 09:30:00)", schema.Timespan: "time(1.02:03:04) or 90m",
	schema.Guid: "guid(74be27de-1e4e-49d9-b579-fe0b13d3642f)", schema.Bool: "bool(true)", schema.Int: "int(5)",
	schema.Long: "long(5)", schema.Real: "real(1.5)", schema.Decimal: "decimal(1.5)",
}
