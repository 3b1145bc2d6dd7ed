package syntax

import (
	"fmt"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/schema"
)

// symbolLogic recognises && and ||, reports them, and lets them pass as the word they stand for.
func (p *parser) symbolLogic(symbol, wordFor string) bool {
	t := p.cur()
	if t.kind != wrong || t.raw != symbol && t.raw != symbol[:1] {
		return false
	}
	p.fail(source.Diag{Code: SymbolLogic, Span: t.at, Msg: fmt.Sprintf("%s is not an operator here", t.raw),
		Label: fmt.Sprintf("write %s", wordFor), Hints: []string{fmt.Sprintf("write %s", wordFor)},
		Mend: []source.Edit{{Span: t.at, New: wordFor}}})
	return true
}

// capitals recognises AND and OR.
func (p *parser) capitals(lower string) bool {
	t := p.cur()
	if t.kind != word || t.raw == lower || !strings.EqualFold(t.raw, lower) {
		return false
	}
	p.wordCase(t, lower)
	return true
}

func (p *parser) wordCase(t token, lower string) {
	p.fail(source.Diag{Code: WordCase, Span: t.at, Msg: fmt.Sprintf("%s is written in lower case", lower),
		Label: "KQL tells capitals from small letters", Hints: []string{fmt.Sprintf("write %s", lower)},
		Mend: []source.Edit{{Span: t.at, New: lower}}})
}

// singleEquals reads `x = y` where a comparison was meant.
func (p *parser) singleEquals(start int, x Expr) Expr {
	op := p.next()
	p.i--
	p.fail(source.Diag{Code: SingleEquals, Span: op.at, Msg: "= gives a name; to compare, write ==",
		Label: "a single =", Hints: []string{"write == (or =~ to ignore case)"},
		Mend: []source.Edit{{Span: op.at, New: "=="}}})
	mine := p.failedAt == p.i
	p.i++
	at := len(p.diags) - 1
	if after := p.cur(); mine && !after.space && (after.raw == "<" || after.raw == "!") {
		turned := after.raw + "="
		p.diags[at].Hints = []string{fmt.Sprintf("write %s: the equals sign comes second", turned)}
		p.diags[at].Mend = []source.Edit{{Span: source.Span{Start: op.at.Start, End: after.at.End}, New: turned}}
		p.i++
	}
	if l, ok := x.(*Literal); ok && l.Value.Type == schema.String && mine {
		p.diags[at].Hints = append([]string{fmt.Sprintf("to name a column, leave the quotes out: %s = …", l.Value.S)}, p.diags[at].Hints...)
	}
	y := p.relation()
	if lit, ok := y.(*Literal); ok && mine && lit.Value.Type == schema.Bool {
		return p.namedCondition(start, at, y)
	}
	if mine && at >= 0 && p.diags[at].Code == SingleEquals {
		p.diags[at].Span = p.from(start).At
		p.diags[at].Also = []source.Mark{{Span: op.at, Label: "this one"}}
	}
	return &Binary{At: p.from(start), Op: "==", OpAt: op.at, X: x, Y: y}
}

// namedCondition is `x = true`: Kusto takes it as a condition with a name, which holds for every row or
// none, so that it is no error.
func (p *parser) namedCondition(start, at int, y Expr) Expr {
	d := &p.diags[at]
	d.Severity, d.Span = source.Warning, p.from(start).At
	d.Msg, d.Label = "this compares nothing: = gives the constant a name", "the same for every row"
	return y
}

// predicate reads a condition. `a = 1 and b == 2` reads as a = (1 and b == 2), so that a single = at the
// start is at fault up to the end.
func (p *parser) predicate() Expr {
	starts := p.named()
	first := len(p.diags)
	x := p.expr()
	if starts && len(p.diags) > first && p.diags[first].Code == SingleEquals && p.diags[first].Severity == source.Error {
		p.diags[first].Span = x.Span()
	}
	return x
}

func (p *parser) bareNot() Expr {
	t := p.next()
	p.i--
	p.fail(source.Diag{Code: BareNot, Span: t.at, Msg: "not is a function: its condition stands in parentheses",
		Label: "write not(…)", Hints: []string{"write not(…), or use !=, !has, !contains, !in"}})
	p.i++
	at := len(p.diags) - 1
	x := p.equality()
	if at >= 0 && p.diags[at].Code == BareNot && p.diags[at].Span == t.at {
		p.diags[at].Mend = []source.Edit{{Span: source.Span{Start: t.at.Start, End: x.Span().Start}, New: "not("},
			{Span: source.At(p.end()), New: ")"}}
	}
	return &Call{At: p.from(t.at.Start), Fn: &Name{At: At{t.at}, Text: "not"}, Args: []Expr{x}}
}

// sqlCase reports SQL's CASE WHEN and passes over it.
func (p *parser) sqlCase() Expr {
	t := p.cur()
	p.fail(source.Diag{Code: SQLWord, Span: t.at, Msg: "case is a function here", Label: "no when, then or end",
		Hints: []string{`write case(condition, value, …, otherwise)`}})
	p.skip(true)
	return &Bad{p.from(t.at.Start)}
}

// infixMistake looks at a word behind a complete operand: a misspelt or foreign operator is named and
// read as the one that was meant.
func (p *parser) infixMistake(start int, x Expr) Expr {
	t, after := p.cur(), p.peek(1)
	if keepsWord[t.raw] || (t.newline && isOperatorWord(t.raw)) {
		return x
	}
	lower := strings.ToLower(t.raw)
	switch {
	case lower == "like" || lower == "ilike" || lower == "rlike":
		return p.sqlLike(start, x)
	case lower == "is" && (after.kind == word):
		return p.sqlIsNull(start, x)
	case lower == "not" && p.operatorAfterNot(after):
		return p.notOperator(start, x, after)
	}
	meant, ok := lower, infixWord(lower) && lower != t.raw
	if ok {
		p.wordCase(t, lower)
	} else if meant, ok = Nearest(t.raw, infixWords); ok && operandStart(after) && !t.newline && !isOperatorWord(t.raw) {
		whole := meant
		if whole == "matches" {
			whole = "matches regex"
		}
		p.fail(source.Diag{Code: UnknownComparison, Span: t.at, Msg: fmt.Sprintf("there is no operator %q", t.raw),
			Label: "not an operator", Hints: []string{fmt.Sprintf("did you mean %s?", whole)},
			Mend: []source.Edit{{Span: t.at, New: whole}}})
	} else {
		return x
	}
	return p.infixAs(start, x, meant)
}

// infixAs reads the rest of a comparison whose operator is taken for op.
func (p *parser) infixAs(start int, x Expr, op string) Expr {
	t := p.next()
	switch {
	case listOps[op]:
		t.raw = op
		list := p.list(t)
		return &In{At: p.from(start), X: x, Op: op, OpAt: t.at, List: list}
	case op == "between":
		p.i--
		return p.between(start, x)
	case op == "matches":
		p.got("regex")
		op = "matches regex"
	}
	y := p.unary()
	return &Binary{At: p.from(start), Op: op, OpAt: t.at, X: x, Y: y}
}

// keepsWord are words that may follow an operand as part of a step.
var keepsWord = map[string]bool{
	"by": true, "on": true, "asc": true, "desc": true, "nulls": true, "with": true, "to": true, "from": true,
	"step": true, "limit": true, "of": true, "default": true, "where": true, "project": true, "in": true,
	"or": true, "and": true, "id": true, "as": true, "output": true, "flags": true, "kind": true,
}

var infixWords = []string{
	"has", "has_cs", "has_any", "has_all", "hasprefix", "hassuffix", "contains", "contains_cs",
	"startswith", "startswith_cs", "endswith", "endswith_cs", "between", "matches",
}

func infixWord(w string) bool {
	return stringOps[w] || listOps[w] || w == "between" || w == "matches"
}

func operandStart(t token) bool {
	return t.kind == text || t.kind == number || t.kind == typed || t.kind == word || t.is("(")
}

func (p *parser) operatorAfterNot(after token) bool {
	w := strings.ToLower(after.raw)
	return after.kind == word && (bangWords[w] || w == "like")
}

// notOperator reads `x not in (…)` as !in.
func (p *parser) notOperator(start int, x Expr, after token) Expr {
	t := p.cur()
	op := "!" + strings.ToLower(after.raw)
	if op == "!like" {
		p.next()
		return p.sqlLike(start, x)
	}
	at := t.at.Cover(after.at)
	p.fail(source.Diag{Code: SQLWord, Span: at, Msg: fmt.Sprintf("the opposite of %s is %s", op[1:], op),
		Label: "one word here", Hints: []string{"write " + op}, Mend: []source.Edit{{Span: at, New: op}}})
	p.next()
	if op == "!between" {
		p.tokens[p.i].raw = op
		return p.between(start, x)
	}
	return p.infixAs(start, x, op)
}

func (p *parser) sqlLike(start int, x Expr) Expr {
	t := p.cur()
	p.fail(source.Diag{Code: SQLWord, Span: t.at, Msg: "there is no like",
		Label: "an operator of SQL",
		Hints: []string{`whole words: has "x"; any part: contains "x"; the beginning: startswith "x"; patterns: matches regex "x"`}})
	return p.infixAs(start, x, "contains")
}

// sqlIsNull reads `x is null` and `x is not null`.
func (p *parser) sqlIsNull(start int, x Expr) Expr {
	t := p.cur()
	p.fail(source.Diag{Code: SQLWord, Span: t.at, Msg: "there is no is null",
		Label: "a habit of SQL", Hints: []string{"write isnull(x) or isnotnull(x); for strings, which are never null, isempty(x) or isnotempty(x)"}})
	p.next()
	fn := "isnull"
	if strings.EqualFold(p.cur().raw, "not") {
		p.next()
		fn = "isnotnull"
	}
	p.next()
	return &Call{At: p.from(start), Fn: &Name{At: At{t.at}, Text: fn}, Args: []Expr{x}}
}

// missingExpr reports that a value is missing.
func (p *parser) missingExpr() Expr {
	t := p.cur()
	d := source.Diag{Code: MissingExpr, Span: p.here(), Msg: "expected a value", Label: "a column, constant or expression belongs here"}
	switch {
	case t.kind == wrong && t.raw == "!":
		return p.bangNot()
	case t.kind == wrong:
		d = badCharacter(t)
	case t.kind == sign && t.is("="):
		d.Hints = []string{"a comparison is written =="}
	default:
		d.Hints = []string{"complete it, or remove what calls for a value: " + p.lastWord()}
	}
	p.fail(d)
	if t.kind == wrong {
		p.next()
		return p.afterWrong(t)
	}
	return p.bad()
}

// lastWord is the token before the current one, as written.
func (p *parser) lastWord() string {
	if p.i == 0 {
		return ""
	}
	return shorten(p.tokens[p.i-1].raw)
}

// afterWrong goes on behind a character that does not belong, if an operand follows at once.
func (p *parser) afterWrong(t token) Expr {
	if strings.ContainsAny(t.raw, "“”‘’„«»") {
		p.closeTypographic()
		return &Bad{p.from(t.at.Start)}
	}
	if operandStart(p.cur()) && p.cur().kind != eof {
		p.failedAt = p.i
		return p.path(p.primary())
	}
	return &Bad{At{t.at}}
}

// closeTypographic passes over the text up to the next typographic quote of the line.
func (p *parser) closeTypographic() {
	for i := p.i; p.tokens[i].kind != eof && !p.tokens[i].newline; i++ {
		if t := p.tokens[i]; t.kind == wrong && strings.ContainsAny(t.raw, "“”‘’«»") {
			p.i = i + 1
			return
		}
	}
}

func (p *parser) bangNot() Expr {
	t := p.cur()
	p.fail(source.Diag{Code: BareNot, Span: t.at, Msg: "! alone does not negate", Label: "write not(…)",
		Hints: []string{"write not(…), or use !=, !has, !contains, !in"},
		Mend:  []source.Edit{{Span: t.at, New: "not"}}})
	p.next()
	x := p.unary()
	return &Call{At: p.from(t.at.Start), Fn: &Name{At: At{t.at}, Text: "not"}, Args: []Expr{x}}
}

func badCharacter(t token) source.Diag {
	d := source.Diag{Code: BadCharacter, Span: t.at, Msg: fmt.Sprintf("%s does not belong here", t.raw), Label: "not part of the language"}
	switch t.raw {
	case "“", "”", "‘", "’", "„", "«", "»":
		d.Msg, d.Label = "this is a typographic quotation mark", "copied from a document, perhaps"
		d.Hints = []string{`use straight quotes: "…"`}
	case "@":
		d.Msg, d.Label = `@ begins a string without escapes and needs a quote behind it`, "expected a quote"
		d.Hints = []string{`write @"…"`}
	case "&", "&&", "||":
		d.Hints = []string{"write and, or"}
	case "!":
		d.Hints = []string{"write not(…)"}
	case "#":
		d.Hints = []string{"a comment begins with //"}
	}
	return d
}

// unexpected reports the current token as out of place. It consumes nothing.
func (p *parser) unexpected() {
	t := p.cur()
	switch {
	case t.kind == eof:
		return
	case t.kind == wrong:
		p.fail(badCharacter(t))
	case t.is(")"), t.is("]"), t.is("}"):
		p.fail(source.Diag{Code: StrayClose, Span: t.at, Msg: fmt.Sprintf("%s closes nothing", t.raw),
			Label: "no bracket is open here", Hints: []string{"remove it, or open one before it"},
			Mend: []source.Edit{{Span: t.at, New: ""}}})
	case len(p.brackets) > 0 && (t.is("|") || t.is(";") || t.is("..") || p.endsOuter()):
		p.missingClose(p.brackets[len(p.brackets)-1])
	default:
		p.fail(p.outOfPlace(t))
	}
}

// outOfPlace explains a token that follows something complete.
func (p *parser) outOfPlace(t token) source.Diag {
	d := source.Diag{Code: Unexpected, Span: t.at, Msg: fmt.Sprintf("did not expect %s here", shorten(t.raw)),
		Label: "what stands before it is complete"}
	switch lower := strings.ToLower(t.raw); {
	case t.kind == word && sqlClauses[lower] != "":
		d.Code, d.Msg, d.Label = SQLWord, fmt.Sprintf("%s is SQL", strings.ToUpper(t.raw)), "not a word of KQL"
		d.Hints = []string{sqlClauses[lower]}
	case t.kind == text:
		d.Label = "an operator or a comma is missing before it"
		d.Hints = []string{`compare with ==, has or contains; separate values with commas`}
	case t.kind == word:
		d.Label = "an operator, a comma or a pipe is missing before it"
		d.Hints = p.wordHints(t, lower)
	case t.kind == number && len(p.brackets) > 0:
		d.Label = "an operator or a comma is missing before it"
		d.Hints = []string{"separate arguments with commas: f(a, b)"}
	case t.is("=>"):
		d.Hints = []string{"at least is written >="}
		d.Mend = []source.Edit{{Span: t.at, New: ">="}}
	case t.is("{"):
		d.Hints = []string{"a function's parameters have types: let f = (a:string) { … };"}
	case t.is("="):
		d.Hints = []string{"a comparison is written =="}
	default:
		d.Hints = []string{"remove it, or put what is missing before it"}
	}
	return d
}

// wordHints say what a word may have been meant as that stands behind something complete.
func (p *parser) wordHints(t token, lower string) []string {
	quotes := fmt.Sprintf(`if this is text, put it in quotes: "%s"`, t.raw)
	switch {
	case lower == "by":
		return []string{"this step takes no by: order with sort by, take the first of an order with top 10 by, group with summarize … by"}
	case lower == "as":
		return []string{"a new name comes first, before an =: Name = Column"}
	case p.i > 0 && p.tokens[p.i-1].is(")"):
		return []string{"put by before it to group by it, or a comma to name one more", quotes}
	}
	return []string{"separate names with commas", quotes}
}

// sqlClauses are words of SQL that a learner may append, with their KQL.
var sqlClauses = map[string]string{
	"group":  "group with summarize: | summarize count() by Column",
	"having": "filter behind the summarize: | where count_ > 5",
	"from":   "the table comes first: Table | where …",
	"select": "choose columns with | project A, B",
	"offset": "there is no offset: use serialize and row_number()",
	"exists": "use join kind=leftsemi, or in (…)",
}
