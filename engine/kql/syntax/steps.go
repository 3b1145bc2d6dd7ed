package syntax

// The steps with a grammar of their own, in the order of the alphabet.

import (
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
)

func (p *parser) count(s Step) Operator {
	out := &Count{Step: s}
	if p.got("as") {
		out.As = p.name("a name for the count")
	}
	if p.is("by") {
		p.fail(source.Diag{Code: Unexpected, Span: p.cur().at, Msg: "count gives one number and takes no by",
			Label: "grouping belongs to summarize", Hints: []string{"write summarize count() by …"},
			Mend: []source.Edit{{Span: s.Word, New: "summarize count()"}}})
		p.skip(false)
	}
	return out
}

func (p *parser) evaluate(s Step) Operator {
	out := &Evaluate{Step: s, Hints: p.hints()}
	out.Call = p.call()
	if !p.got(":") {
		return out
	}
	start := p.cur().at.Start
	out.Schema = &TypeOf{}
	out.Schema.Columns, out.Star = p.params()
	out.Schema.Star = out.Star
	out.Schema.At = p.from(start)
	return out
}

func (p *parser) facet(s Step) Operator {
	p.expect("by", "facet by Column1, Column2")
	out := &Facet{Step: s, By: p.some("with")}
	if p.got("with") {
		out.With = p.subPipeOrBlock()
	}
	return out
}

// subPipeOrBlock reads ( steps ), or { steps }.
func (p *parser) subPipeOrBlock() *Pipe {
	if !p.is("{") {
		return p.subPipe()
	}
	p.open()
	defer p.close()
	return p.openSteps(p.cur().at.Start)
}

func (p *parser) find(s Step) Operator {
	out := &Find{Step: s, Hints: p.hints("withsource", "datascope")}
	if p.is("in") && p.peek(1).is("(") {
		p.next()
		out.In = p.tableList()
	}
	p.got("where")
	out.Pred = p.predicate()
	for {
		switch {
		case p.is("project-smart"), p.is("project") && p.operatorWord(0) == 3 && p.peek(2).is("smart"):
			p.i += p.operatorWord(0)
			out.Smart = true
		case p.is("project") && p.operatorWord(0) == 3 && p.peek(2).is("away"):
			p.i += 3
			out.Away = p.findColumns()
		case p.got("project"):
			out.Project = p.findColumns()
		default:
			return out
		}
	}
}

// findColumns reads columns, `name:type`, `pack(*)` and `*`.
func (p *parser) findColumns() []Expr {
	var list []Expr
	for {
		if w := p.wildcard(); w != nil {
			list = append(list, w)
		} else {
			list = append(list, p.namedExpr())
		}
		if p.got(":") {
			p.typeName()
		}
		if !p.got(",") {
			return list
		}
	}
}

// tableList reads ( table, table, … ).
func (p *parser) tableList() []Expr {
	p.open()
	var list []Expr
	p.elements(func() { list = append(list, p.tableRef()) })
	p.close()
	return list
}

func (p *parser) fork(s Step) Operator {
	out := &Fork{Step: s}
	for p.is("(") || p.named() {
		start := p.cur().at.Start
		branch := &ForkBranch{}
		if p.named() {
			branch.Name = p.name("a name for the branch")
			p.next()
		}
		branch.Sub = p.subPipe()
		branch.At = p.from(start)
		out.Branches = append(out.Branches, branch)
		p.got(",")
	}
	if len(out.Branches) == 0 {
		p.expect("(", "each branch stands in parentheses")
	}
	return out
}

func (p *parser) join(s Step) Operator {
	out := &Join{Step: s}
	out.Hints = p.hints("kind", "withsource")
	out.Right = p.rightTable()
	out.On = p.onList()
	if p.is("where") && !p.cur().newline {
		p.fail(source.Diag{Code: SQLWord, Span: p.cur().at, Msg: "a join has no where; filter in a step of its own",
			Label: "missing | before where", Hints: []string{"write | where"},
			Mend: []source.Edit{{Span: source.At(p.cur().at.Start), New: "| "}}})
		p.next()
		out.Where = p.predicate()
	}
	return out
}

func (p *parser) lookup(s Step) Operator {
	out := &Lookup{Step: s}
	out.Hints = p.hints("kind")
	out.Right = p.rightTable()
	out.On = p.onList()
	return out
}

// rightTable reads the right side of a join: a subquery, a name or a call.
func (p *parser) rightTable() Expr {
	if p.boundary() || p.is("on") {
		return p.missingExpr()
	}
	return p.tableRef()
}

// onList reads `on a, $left.b == $right.c`.
func (p *parser) onList() []Expr {
	if !p.expect("on", "the columns that must agree: on DeviceId, or on $left.A == $right.B") {
		return nil
	}
	return p.some("where")
}

func (p *parser) makeSeries(s Step) Operator {
	out := &MakeSeries{Step: s, Hints: p.hints("kind")}
	for !p.boundary() && !p.is("on") {
		start := p.cur().at.Start
		agg := &SeriesAgg{X: p.namedExpr()}
		if p.got("default") {
			p.expect("=", "default = 0")
			agg.Default = p.unary()
		}
		agg.At = p.from(start)
		out.Aggs = append(out.Aggs, agg)
		if !p.got(",") {
			break
		}
	}
	if len(out.Aggs) == 0 {
		p.missingExpr()
	}
	out.Axis = p.bad()
	if p.expect("on", "make-series count() on TimeGenerated step 1h") {
		out.Axis = p.axis()
	}
	p.seriesRange(out)
	if p.got("by") {
		out.By = p.some("on")
	}
	return out
}

// axis reads the column that a series runs along; `in` behind it belongs to the step.
func (p *parser) axis() Expr {
	if p.named() {
		return p.namedExpr()
	}
	return p.sum()
}

// seriesRange reads `from a to b step c`, or the older `in range(a, b, c)`.
func (p *parser) seriesRange(out *MakeSeries) {
	if p.is("in") && p.peek(1).is("range") {
		p.next()
		out.In = p.call()
		return
	}
	if p.got("from") {
		out.From = p.expr()
	}
	if p.got("to") {
		out.To = p.expr()
	}
	if p.expect("step", "the width of a bin: step 1h") {
		out.Step2 = p.expr()
	}
}

func (p *parser) mvApply(s Step) Operator {
	out := &MvApply{Step: s}
	out.Hints = p.hints("bagexpansion", "kind")
	out.ItemIndex = p.itemIndex()
	out.Items = p.typedItems("on", "limit", "id")
	if p.got("limit") {
		out.Limit = p.expr()
	}
	if p.got("id") {
		out.ID = p.unary()
	}
	out.Sub = &Pipe{At: At{p.here()}}
	if p.expect("on", "mv-apply item = List on ( where item > 1 )") {
		out.Sub = p.subPipe()
	}
	return out
}

func (p *parser) mvExpand(s Step) Operator {
	out := &MvExpand{Step: s}
	out.Hints = p.hints("bagexpansion", "kind")
	out.ItemIndex = p.itemIndex()
	if out.Hints == nil {
		out.Hints = p.hints("bagexpansion", "kind")
	}
	out.Items = p.typedItems("limit")
	if p.got("limit") {
		out.Limit = p.expr()
	}
	return out
}

func (p *parser) itemIndex() *Name {
	if !p.is("with_itemindex") || !p.peek(1).is("=") {
		return nil
	}
	p.next()
	p.next()
	return p.name("a column for the position")
}

func (p *parser) typedItems(stops ...string) []*TypedItem {
	var list []*TypedItem
	for {
		if p.boundary() || len(list) == 0 && p.stopsAt(stops) {
			p.missingExpr()
			return list
		}
		start := p.cur().at.Start
		item := &TypedItem{X: p.namedExpr()}
		if p.got("to") {
			if p.is("typeof") {
				item.To = p.typeOf()
			} else {
				p.expect("typeof", "the elements' type: to typeof(string)")
			}
		}
		item.At = p.from(start)
		list = append(list, item)
		if !p.got(",") {
			return list
		}
	}
}

func (p *parser) parseOp(s Step, where bool) Operator {
	out := &ParseText{Step: s, Where: where}
	for _, h := range p.hints("kind", "flags") {
		if n, ok := h.Value.(*Name); ok && h.Name.Text == "kind" {
			out.Kind = n.Text
		} else if ok {
			out.Flags = n.Text
		}
	}
	out.X = p.expr()
	if p.expect("with", `parse Column with * "text" Name:type *`) {
		out.Pattern = p.pattern()
	}
	return out
}

// pattern reads the parts of a parse pattern, which stand side by side without commas.
func (p *parser) pattern() []ParsePart {
	var list []ParsePart
	for !p.boundary() && !p.lostStep() {
		start := p.cur().at.Start
		part := ParsePart{}
		switch t := p.cur(); {
		case p.got("*"):
			part.Star = true
		case t.kind == text:
			p.next()
			part.Text = &Literal{At{t.at}, value.String(t.s), t.raw}
		case p.atName():
			part.Column = p.patternColumn()
		default:
			p.unexpected()
			p.skip(false)
			continue
		}
		part.At = p.from(start)
		list = append(list, part)
	}
	if len(list) == 0 {
		p.missingExpr()
	}
	return list
}

func (p *parser) patternColumn() *Param {
	start := p.cur().at.Start
	out := &Param{Name: p.name("a column's name")}
	if p.got(":") {
		out.Type, out.TypeAt = p.typeName()
	}
	out.At = p.from(start)
	return out
}

func (p *parser) parseKV(s Step) Operator {
	out := &ParseKV{Step: s, X: p.expr()}
	if p.expect("as", `parse-kv Column as (name:type, …) with (pair_delimiter=",", kv_delimiter="=")`) {
		out.Columns, _ = p.params()
	}
	if p.got("with") {
		out.Props = p.props()
	}
	return out
}

func (p *parser) partition(s Step) Operator {
	out := &Partition{Step: s, Hints: p.hints()}
	p.expect("by", "partition by Column ( steps )")
	out.By = p.path(p.nameOnly())
	if len(out.Hints) == 0 {
		out.Hints = p.hints()
	}
	if out.Brace = p.is("{"); !out.Brace {
		out.Sub = p.subPipe()
		return out
	}
	start := p.cur().at.Start
	p.open()
	x := p.pipe()
	if pipe, ok := x.(*Pipe); ok {
		out.Sub = pipe
	} else {
		out.Sub = &Pipe{At: p.from(start), Source: x}
	}
	p.close()
	return out
}

// nameOnly reads a name that a parenthesis may follow without making it a call.
func (p *parser) nameOnly() Expr { return p.name("a column") }

func (p *parser) projectRename(s Step) Operator {
	out := &ProjectRename{Step: s}
	for _, x := range p.some() {
		if n, ok := x.(*NamedExpr); ok {
			out.Items = append(out.Items, n)
			continue
		}
		if _, bad := x.(*Bad); !bad {
			p.diags = append(p.diags, source.Diag{Code: Unexpected, Span: x.Span(), Msg: "project-rename needs New = Old",
				Label: "no new name", Hints: []string{"write New = " + shorten(p.text[x.Span().Start:x.Span().End])}})
		}
	}
	return out
}

func (p *parser) projectReorder(s Step) Operator {
	out := &ProjectReorder{Step: s}
	for {
		start := p.cur().at.Start
		item := &SortKeyName{X: p.wildcard()}
		if item.X == nil {
			item.X = p.unary()
		}
		item.Order = p.columnOrder()
		item.At = p.from(start)
		out.Items = append(out.Items, item)
		if !p.got(",") {
			return out
		}
	}
}

func (p *parser) columnOrder() string {
	if p.isAny("asc", "desc") {
		return p.next().raw
	}
	if p.is("granny") && p.operatorWord(0) == 3 {
		order := p.spelt(3)
		p.i += 3
		return order
	}
	return ""
}

func (p *parser) reduce(s Step) Operator {
	out := &Reduce{Step: s, Hints: p.hints("kind")}
	p.expect("by", "reduce by Column")
	out.By = p.expr()
	if p.got("with") {
		out.With = p.props()
	}
	return out
}

func (p *parser) render(s Step) Operator {
	out := &Render{Step: s}
	if p.atName() {
		out.Name = p.name("a chart")
		out.Chart = out.Name.Text
	} else {
		p.name("a kind of chart, such as timechart or columnchart")
	}
	p.got("with")
	out.Props = p.props()
	return out
}

func (p *parser) scan(s Step) Operator {
	out := &Scan{Step: s, Hints: p.hints("with_match_id")}
	for !p.is("with") && !p.boundary() {
		switch {
		case p.is("order") && p.peek(1).is("by"):
			p.i += 2
			out.OrderBy = p.sortKeys()
		case p.is("partition") && p.peek(1).is("by"):
			p.i += 2
			out.PartBy = p.some("order", "declare", "with")
		case p.got("declare"):
			out.Declare, _ = p.params()
		default:
			p.unexpected()
			p.skip(false)
			return out
		}
	}
	if p.expect("with", "scan with ( step name: condition => column = value; )") && p.is("(") {
		out.Steps = p.scanSteps()
	}
	return out
}

func (p *parser) scanSteps() []*ScanStep {
	p.open()
	var list []*ScanStep
	for p.is("step") {
		list = append(list, p.scanStep())
		p.expect(";", "a step ends with ;")
	}
	if !p.is(")") && p.cur().kind != eof {
		p.unexpected()
		p.skip(false)
	}
	p.close()
	return list
}

func (p *parser) scanStep() *ScanStep {
	start := p.next().at.Start
	out := &ScanStep{Name: p.name("a name for the step")}
	out.Optional = p.got("optional")
	if p.is("output") {
		p.next()
		p.expect("=", "output = all, last or none")
		out.Output = p.name("all, last or none").Text
	}
	if p.expect(":", "a colon stands before the step's condition") {
		out.Pred = p.expr()
	} else {
		out.Pred = p.bad()
	}
	if p.got("=>") {
		for _, x := range p.items() {
			if n, ok := x.(*NamedExpr); ok {
				out.Assign = append(out.Assign, n)
			}
		}
	}
	out.At = p.from(start)
	return out
}

func (p *parser) searchOp(s Step) Operator {
	out := &Search{Step: s, Hints: p.hints("kind")}
	if p.is("in") && p.peek(1).is("(") {
		p.next()
		out.In = p.tableList()
	}
	if out.Hints == nil {
		out.Hints = p.hints("kind")
	}
	p.search = true
	out.Pred = p.expr()
	p.search = false
	return out
}

func (p *parser) serialized() []Expr {
	p.hints()
	return p.items()
}

func (p *parser) sort(s Step) Operator {
	out := &Sort{Step: s, Hints: p.hints()}
	p.expect("by", "sort by Column desc")
	out.Keys = p.sortKeys()
	return out
}

func (p *parser) sortKeys() []*SortKey {
	var list []*SortKey
	for {
		list = append(list, p.sortKey())
		if !p.got(",") {
			return list
		}
	}
}

func (p *parser) sortKey() *SortKey {
	start := p.cur().at.Start
	out := &SortKey{X: p.namedExpr(), Desc: true}
	if p.is("asc") || p.is("desc") {
		out.Desc = p.next().raw == "desc"
	} else if lower, ok := p.orderInCapitals(); ok {
		out.Desc = lower == "desc"
	}
	if p.got("nulls") {
		first := p.is("first")
		if first || p.is("last") {
			p.next()
			out.NullsFirst = &first
		} else {
			p.expect("first or last", "nulls first or nulls last")
		}
	}
	out.At = p.from(start)
	return out
}

// orderInCapitals takes ASC and DESC, with a finding.
func (p *parser) orderInCapitals() (string, bool) {
	for _, lower := range []string{"asc", "desc"} {
		if p.capitals(lower) {
			p.next()
			return lower, true
		}
	}
	return "", false
}

func (p *parser) summarize(s Step) Operator {
	out := &Summarize{Step: s, Hints: p.hints()}
	out.Aggs = p.items("by")
	if p.is("group") && p.peek(1).is("by") {
		p.fail(source.Diag{Code: SQLWord, Span: p.cur().at, Msg: "summarize groups with by alone", Label: "leave out group",
			Hints: []string{"write by"}, Mend: []source.Edit{{Span: p.cur().at, New: ""}}})
		p.next()
	}
	if out.HasBy = p.got("by"); out.HasBy {
		p.hints()
		out.By = p.some()
	}
	if len(out.Aggs) == 0 && !out.HasBy {
		p.missingExpr()
	}
	return out
}

func (p *parser) top(s Step) Operator {
	out := &Top{Step: s, Hints: p.hints()}
	out.N = p.expr()
	out.Hints = append(out.Hints, p.hints()...)
	if p.expect("by", "top 10 by Column") {
		out.Keys = p.sortKeys()
	}
	return out
}

func (p *parser) topHitters(s Step) Operator {
	out := &TopHitters{Step: s, N: p.expr()}
	if p.expect("of", "top-hitters 10 of Column") {
		out.Of = p.expr()
	} else {
		out.Of = p.bad()
	}
	if p.got("by") {
		out.By = p.expr()
	}
	return out
}

func (p *parser) topNested(s Step) Operator {
	out := &TopNested{Step: s}
	for {
		out.Levels = append(out.Levels, p.topNestedLevel())
		if !p.is(",") || !(p.peek(1).is("top") && p.peek(2).is("-")) {
			return out
		}
		p.i += 4
	}
}

func (p *parser) topNestedLevel() *TopNestedLevel {
	start := p.cur().at.Start
	out := &TopNestedLevel{Desc: true, Of: p.bad(), By: p.bad()}
	if !p.is("of") {
		out.N = p.expr()
	}
	if p.expect("of", "top-nested 3 of Column by count()") {
		out.Of = p.namedExpr()
	}
	if p.got("with") {
		p.expect("others", `with others = "rest"`)
		p.expect("=", `with others = "rest"`)
		out.Others = p.unary()
	}
	if p.expect("by", "top-nested 3 of Column by count()") {
		out.By = p.namedExpr()
	}
	if p.is("asc") || p.is("desc") {
		out.Desc = p.next().raw == "desc"
	}
	out.At = p.from(start)
	return out
}

func (p *parser) union(s Step) Operator {
	out := &Union{Step: s, Hints: p.hints("kind", "withsource", "with_source", "isfuzzy")}
	for {
		if p.boundary() {
			if len(out.Tables) == 0 { // otherwise a comma too many, which Kusto forgives
				p.missingExpr()
			}
			return out
		}
		out.Tables = append(out.Tables, p.tableRef())
		if !p.boundary() && !p.is(",") && !p.lostStep() && !p.cur().newline {
			p.unexpected()
			p.skip(true)
		}
		if !p.got(",") {
			return out
		}
	}
}

// extraComma reports a comma with nothing behind it.
func (p *parser) extraComma(comma token) {
	p.fail(source.Diag{Code: ExtraComma, Span: comma.at, Msg: "nothing follows this comma",
		Label: "the list goes on, says the comma", Hints: []string{"remove the comma, or add what is missing"},
		Mend: []source.Edit{{Span: comma.at, New: ""}}})
}
