package syntax

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
)

// operatorNames are the operators' words in the order of the alphabet, legacy spellings included.
var operatorNames = []string{
	"as", "assert-schema", "consume", "count", "distinct", "evaluate", "extend", "facet", "filter", "find",
	"fork", "getschema", "graph-mark-components", "graph-match", "graph-shortest-paths", "graph-to-table",
	"invoke", "join", "limit", "lookup", "make-graph", "make-series", "makeseries", "mv-apply", "mv-expand",
	"mvapply", "mvexpand", "order", "parse", "parse-kv", "parse-where", "partition", "project", "project-away",
	"project-by-names", "project-keep", "project-rename", "project-reorder", "project-smart", "reduce",
	"render", "sample", "sample-distinct", "scan", "search", "serialize", "sort", "summarize", "take",
	"top", "top-hitters", "top-nested", "union", "where",
}

var operatorSet = func() map[string]bool {
	set := map[string]bool{}
	for _, n := range operatorNames {
		set[n] = true
	}
	return set
}()

// Operators lists the operators' words, legacy spellings included.
func Operators() []string { return slices.Clone(operatorNames) }

// stems are the first words of the operators that have several.
var stems = func() map[string]bool {
	set := map[string]bool{}
	for _, n := range operatorNames {
		stem, _, _ := strings.Cut(n, "-")
		set[stem] = true
	}
	return set
}()

func isOperatorWord(s string) bool {
	return operatorSet[s] || stems[s] && s != "graph" && s != "mv" && s != "make" && s != "assert"
}

// operatorWord counts the tokens of the hyphenated word at offset n, such as project-away; 1 for a
// plain word.
func (p *parser) operatorWord(n int) int {
	count := 1
	for {
		dash, rest := p.peek(n+count), p.peek(n+count+1)
		if !dash.is("-") || dash.space || rest.space || rest.kind != word {
			return count
		}
		count += 2
	}
}

// operator reads the step that begins at the current token.
func (p *parser) operator() Operator {
	t := p.cur()
	if t.kind != word {
		p.fail(missingOperator(p.here()))
		p.skip(false)
		return &BadStep{Step{At{p.here()}, p.here()}}
	}
	name, n := p.operatorName()
	if !operatorSet[name] {
		meant, ok := p.unknownOperator(name, n)
		if !ok {
			p.skip(false)
			return &BadStep{Step{p.from(t.at.Start), t.at}}
		}
		name = meant
	}
	p.i += n
	step := Step{At{}, source.Span{Start: t.at.Start, End: p.end()}}
	op := p.step(name, step)
	setSpan(op, p.from(t.at.Start))
	return op
}

// operatorName is the longest known operator that the next tokens spell, or all that they spell.
func (p *parser) operatorName() (name string, tokens int) {
	longest := p.operatorWord(0)
	for n := longest; n > 0; n -= 2 {
		if s := p.spelt(n); operatorSet[s] {
			return s, n
		}
	}
	return p.spelt(longest), longest
}

func (p *parser) spelt(n int) string {
	return p.text[p.cur().at.Start:p.peek(n-1).at.End]
}

// unknownOperator reports a word that is no operator and guesses what was meant.
func (p *parser) unknownOperator(name string, tokens int) (meant string, ok bool) {
	at := source.Span{Start: p.cur().at.Start, End: p.peek(tokens - 1).at.End}
	d := source.Diag{Code: UnknownOperator, Span: at, Msg: fmt.Sprintf("there is no operator %q", name), Label: "not an operator"}
	switch lower := strings.ToLower(name); {
	case foreignOperators[lower] != "":
		d.Hints = []string{foreignOperators[lower]}
	default:
		if meant, ok = Nearest(name, operatorNames); ok {
			d.Hints = []string{fmt.Sprintf("did you mean %s?", meant)}
			d.Mend = []source.Edit{{Span: at, New: meant}}
		}
	}
	p.fail(d)
	return meant, ok
}

// foreignOperators are words of other languages that learners put behind a pipe.
var foreignOperators = map[string]string{
	"select":  "choose columns with project",
	"group":   "group with summarize … by …",
	"groupby": "group with summarize … by …",
	"having":  "filter behind summarize with where",
	"inner":   "the kind stands behind join: join kind=inner (…) on Column",
	"left":    "the kind stands behind join: join kind=leftouter (…) on Column",
	"right":   "the kind stands behind join: join kind=rightouter (…) on Column",
	"outer":   "the kind stands behind join: join kind=fullouter (…) on Column",
	"head":    "take a few rows with take, the first in an order with top",
	"tail":    "turn the order round: sort by Column asc | take 10",
	"stats":   "summarize does what stats does in SPL",
	"eval":    "extend does what eval does in SPL",
	"table":   "project does what table does in SPL",
	"fields":  "project does what fields does in SPL",
	"dedup":   "keep one row for each value with distinct, or summarize arg_max(TimeGenerated, *) by Column",
	"rename":  "rename with project-rename New = Old",
	"delete":  "a query cannot change data",
	"update":  "a query cannot change data",
	"insert":  "a query cannot change data",
	"let":     "let is a statement: put it before the query, with a semicolon",
}

// step reads the rest of operator name behind its word.
func (p *parser) step(name string, s Step) Operator {
	switch name {
	case "as":
		return &As{s, p.hints(), p.name("a name for the rows so far")}
	case "assert-schema":
		columns, _ := p.params()
		return &AssertSchema{s, columns}
	case "consume":
		return &Consume{s, p.hints("decodeblocks")}
	case "count":
		return p.count(s)
	case "distinct":
		return &Distinct{s, p.hints(), p.some()}
	case "evaluate":
		return p.evaluate(s)
	case "extend":
		return &Extend{s, p.some()}
	case "facet":
		return p.facet(s)
	case "find":
		return p.find(s)
	case "fork":
		return p.fork(s)
	case "getschema":
		return &GetSchema{s}
	case "graph-mark-components":
		return &GraphMarkComponents{s, p.hints("kind", "with_component_id")}
	case "graph-match":
		return p.graphMatch(s)
	case "graph-shortest-paths":
		return p.graphShortestPaths(s)
	case "graph-to-table":
		return p.graphToTable(s)
	case "invoke":
		return &Invoke{s, p.call()}
	case "join":
		return p.join(s)
	case "lookup":
		return p.lookup(s)
	case "make-graph":
		return p.makeGraph(s)
	case "make-series", "makeseries":
		return p.makeSeries(s)
	case "mv-apply", "mvapply":
		return p.mvApply(s)
	case "mv-expand", "mvexpand":
		return p.mvExpand(s)
	case "parse", "parse-where":
		return p.parseOp(s, name == "parse-where")
	case "parse-kv":
		return p.parseKV(s)
	case "partition":
		return p.partition(s)
	case "project", "project-smart":
		return &Project{s, p.some()}
	case "project-away":
		return &ProjectAway{s, p.columnRefs()}
	case "project-by-names":
		return &ProjectByNames{s, p.columnRefs()}
	case "project-keep":
		return &ProjectKeep{s, p.columnRefs()}
	case "project-rename":
		return p.projectRename(s)
	case "project-reorder":
		return p.projectReorder(s)
	case "reduce":
		return p.reduce(s)
	case "render":
		return p.render(s)
	case "sample":
		return &Sample{s, p.expr()}
	case "sample-distinct":
		n := p.expr()
		p.expect("of", "sample-distinct 10 of Column")
		return &SampleDistinct{s, n, p.expr()}
	case "scan":
		return p.scan(s)
	case "search":
		return p.searchOp(s)
	case "serialize":
		return &Serialize{s, p.serialized()}
	case "sort", "order":
		return p.sort(s)
	case "summarize":
		return p.summarize(s)
	case "take", "limit":
		return &Take{s, p.hints(), p.expr()}
	case "top":
		return p.top(s)
	case "top-hitters":
		return p.topHitters(s)
	case "top-nested":
		return p.topNested(s)
	case "union":
		return p.union(s)
	}
	return &Where{s, p.hints(), p.predicate()} // where and filter
}

// setSpan gives a finished operator its place.
func setSpan(op Operator, at At) {
	op.(interface{ place(At) }).place(at)
}

func (s *Step) place(at At) { s.At = at }

// hints reads the name = value words between an operator and its arguments: hint.anything, and the
// words that the operator names.
func (p *parser) hints(words ...string) []*Hint {
	var list []*Hint
	for {
		n := 1
		switch {
		case p.is("hint") && p.peek(1).is("."):
			n = 3
		case !p.isAny(words...):
			return list
		}
		if !p.peek(n).is("=") {
			return list
		}
		start := p.cur().at.Start
		name := &Name{At: At{source.Span{Start: start, End: p.peek(n - 1).at.End}}, Text: p.spelt(n)}
		p.i += n + 1
		value := p.hintValue()
		list = append(list, &Hint{p.from(start), name, value})
		if p.is(",") && p.hintFollows(words) {
			p.next()
		}
	}
}

func (p *parser) hintFollows(words []string) bool {
	t := p.peek(1)
	return t.is("hint") && p.peek(2).is(".") || slices.Contains(words, t.raw) && p.peek(2).is("=")
}

// hintValue reads a name, string, number or list of names. A name is never taken for a call, for the
// argument may follow at once: join kind=inner(T).
func (p *parser) hintValue() Expr {
	switch t := p.cur(); t.kind {
	case word:
		if t.raw == "true" || t.raw == "false" {
			p.next()
			return &Literal{At{t.at}, value.Bool(t.raw == "true"), t.raw}
		}
		return p.name("a value")
	case text, number, typed:
		return p.primary()
	}
	if p.is("(") || p.quotedName() {
		return p.primary()
	}
	return p.missingExpr()
}

// call reads a function call that a step needs.
func (p *parser) call() *Call {
	start := p.cur().at.Start
	name := p.name("a function")
	for p.is(".") && p.peek(1).kind == word { // old spellings with a namespace
		p.next()
		name.Text += "." + p.next().raw
	}
	out := &Call{Fn: name}
	if p.is("(") {
		out.Args, out.Broken = p.args("")
	} else {
		p.expect("(", "the function's arguments stand in parentheses")
	}
	out.At = p.from(start)
	return out
}
