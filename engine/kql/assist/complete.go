package assist

import (
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/syntax"
)

// Complete lists what could stand at a byte offset of the text, the word begun there completed: what
// fits the word's first letters comes first, then what contains them; within that, columns before
// functions. It is empty inside strings and comments.
func Complete(text string, offset int, s Scope) []Item {
	p := placeAt(text, offset)
	if items, ok := p.values(s); ok {
		return rank(items, p.word)
	}
	if p.inString() {
		return nil
	}
	return rank(p.items(s), p.word)
}

// Word is the part of the word at a byte offset that stands before it: what an Item's text replaces.
func Word(text string, offset int) string { return placeAt(text, offset).word }

func (p place) items(s Scope) []Item {
	last := p.last(0)
	step, pipes := p.step()
	switch {
	case last.Text == "|", strings.HasSuffix(last.Text, "-") && p.afterPipe():
		return operatorItems()
	case last.Text == "evaluate" && p.last(1).Text == "|":
		return callItems(pluginPages, Function)
	case last.Text == "." && last.Kind == syntax.TokenSign:
		return nil // properties of a dynamic are known only to the data
	case len(pipes) == 0:
		return append(p.sources(s), p.scalars(s)...)
	case p.startsSubquery():
		return operatorItems()
	case p.wantsTable(step):
		return p.sources(s)
	case p.afterOperand():
		return append(infixItems(), keywords(step)...)
	}
	return p.operands(s, step)
}

// afterPipe reports whether the hyphenated word at the position is an operator's.
func (p place) afterPipe() bool { return p.last(2).Text == "|" || p.last(1).Text == "|" }

// startsSubquery reports whether a step without a pipe is expected, as behind `mv-apply x on (`.
func (p place) startsSubquery() bool {
	if p.last(0).Text != "(" {
		return false
	}
	before := p.last(1).Text
	return before == "fork" || before == "on"
}

// wantsTable reports whether a table belongs at the position.
func (p place) wantsTable(step syntax.Operator) bool {
	last, before := p.last(0), p.last(1)
	switch step := step.(type) {
	case *syntax.Join:
		return len(step.On) == 0 && last.Text != "on"
	case *syntax.Lookup:
		return len(step.On) == 0 && last.Text != "on"
	case *syntax.Union:
		return last.Text == "," || last.Text == "union" || last.Text == "(" || before.Text == "="
	}
	return last.Text == "(" && before.Text == "in"
}

// afterOperand reports whether a complete operand stands before the position, so that an operator or a
// word of the step comes next.
func (p place) afterOperand() bool {
	t := p.last(0)
	switch t.Kind {
	case syntax.TokenString, syntax.TokenNumber:
		return true
	case syntax.TokenWord:
		return !slices.Contains(awaiting, t.Text) && !isOperator(t.Text) && !p.endsHyphenated()
	}
	return t.Text == ")" || t.Text == "]"
}

// endsHyphenated reports whether the last word is the end of an operator such as project-away.
func (p place) endsHyphenated() bool {
	dash, stem := p.last(1), p.last(2)
	return dash.Text == "-" && isOperator(stem.Text+"-"+p.last(0).Text)
}

func isOperator(word string) bool { return slices.Contains(syntax.Operators(), word) }

// awaiting are the words behind which an operand follows.
var awaiting = []string{"and", "or", "by", "on", "of", "with", "from", "to", "step", "in", "has", "contains", "startswith",
	"endswith", "has_any", "has_all", "has_cs", "contains_cs", "between", "regex", "default", "print", "let"}

// sources are what a query may begin with.
func (p place) sources(s Scope) []Item {
	items := p.variables()
	if s.Catalog != nil {
		for _, name := range s.Catalog.TableNames() {
			items = append(items, Item{Text: name, Kind: Table})
		}
		for _, name := range s.Catalog.FunctionNames() {
			f, _ := s.Catalog.Function(name)
			item := Item{Text: name + "(", Kind: Function}
			if f != nil {
				item.Doc = f.Doc
			}
			items = append(items, item)
		}
	}
	for _, name := range []string{"union", "search", "find", "print", "range", "datatable", "let"} {
		items = append(items, operatorItem(name, Keyword))
	}
	return items
}

// variables are the names that let gave before the position.
func (p place) variables() []Item {
	var items []Item
	for _, st := range p.query.Statements {
		if let, ok := st.(*syntax.Let); ok && let.Name.Text != "" && !p.reachesEnd(let) {
			items = append(items, Item{Text: let.Name.Text, Kind: Variable})
		}
	}
	return items
}

// operands are what an expression may consist of.
func (p place) operands(s Scope, step syntax.Operator) []Item {
	var items []Item
	for _, c := range p.columns(s) {
		items = append(items, Item{Text: quoteName(c.Name), Kind: Column, Detail: c.Type.String()})
	}
	items = append(items, p.variables()...)
	if summarize, ok := step.(*syntax.Summarize); ok && !summarize.HasBy {
		items = append(items, functionItems(funcs.Aggregate, Aggregate)...)
	}
	if _, ok := step.(*syntax.MakeSeries); ok {
		items = append(items, functionItems(funcs.Aggregate, Aggregate)...)
	}
	return append(items, p.scalars(s)...)
}

// scalars are the functions of one value.
func (p place) scalars(Scope) []Item {
	items := append(functionItems(funcs.Scalar, Function), functionItems(funcs.Window, Function)...)
	return append(items, callItems(specialPages, Function)...)
}

// callItems are the pages of things that are called.
func callItems(pages []OperatorPage, kind Kind) []Item {
	var items []Item
	for _, o := range pages {
		if _, isRow := funcs.Lookup(o.Name); !isRow {
			items = append(items, Item{Text: o.Name + "(", Kind: kind, Detail: o.Syntax, Doc: o.Doc})
		}
	}
	return items
}

func functionItems(kind funcs.Kind, as Kind) []Item {
	var items []Item
	for _, f := range funcs.All() {
		if f.Kind != kind || f.Deprecated != "" {
			continue
		}
		item := Item{Text: f.Name + "(", Kind: as, Doc: f.Doc}
		if len(f.Sigs) > 0 {
			item.Detail = Signature(f, &f.Sigs[0])
		}
		items = append(items, item)
	}
	return items
}

func operatorItems() []Item {
	var items []Item
	for _, o := range operatorPages {
		if isOperator(o.Name) {
			items = append(items, Item{Text: o.Name, Kind: Operator, Detail: o.Syntax, Doc: o.Doc})
		}
	}
	return items
}

func operatorItem(name string, kind Kind) Item {
	for _, o := range operatorPages {
		if o.Name == name {
			return Item{Text: name, Kind: kind, Detail: o.Syntax, Doc: o.Doc}
		}
	}
	return Item{Text: name, Kind: kind}
}

// infixItems are the operators between two operands.
func infixItems() []Item {
	items := []Item{{Text: "and", Kind: Infix}, {Text: "or", Kind: Infix}, {Text: "between", Kind: Infix}}
	for _, f := range funcs.All() {
		if f.Kind == funcs.Operator && f.Deprecated == "" && f.Name != "and" && f.Name != "or" && f.Name != "between" {
			items = append(items, Item{Text: f.Name, Kind: Infix, Doc: f.Doc})
		}
	}
	return items
}

// keywords are the words that may follow within a step.
func keywords(step syntax.Operator) []Item {
	var words []string
	switch step.(type) {
	case *syntax.Summarize:
		words = []string{"by"}
	case *syntax.Sort:
		words = []string{"by", "asc", "desc", "nulls first", "nulls last"}
	case *syntax.Top:
		words = []string{"by", "asc", "desc"}
	case *syntax.Join, *syntax.Lookup:
		words = []string{"on"}
	case *syntax.MakeSeries:
		words = []string{"default =", "on", "from", "to", "step", "by"}
	case *syntax.MvExpand:
		words = []string{"to typeof(", "limit"}
	case *syntax.MvApply:
		words = []string{"to typeof(", "on"}
	case *syntax.ParseText, *syntax.Render:
		words = []string{"with"}
	}
	var items []Item
	for _, w := range words {
		items = append(items, Item{Text: w, Kind: Keyword})
	}
	return items
}

// values lists the known values of the column that is compared at the position; ok is false when the
// position is not on the right of a comparison with such a column.
func (p place) values(s Scope) (items []Item, ok bool) {
	column := p.comparedColumn()
	if column == "" || s.Values == nil {
		return nil, false
	}
	open := p.last(0).Open
	for _, v := range s.Values(column) {
		text := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
		if open {
			text = v
		}
		items = append(items, Item{Text: text, Kind: Value, Detail: column})
	}
	return items, len(items) > 0
}

// comparedColumn is the column left of the comparison that the position is on the right of, also in a
// list: Column in ("a", .
func (p place) comparedColumn() string {
	i := len(p.tokens) - 1
	if i >= 0 && p.tokens[i].Open {
		i--
	}
	for i >= 0 && (p.tokens[i].Text == "," || p.tokens[i].Text == "(" || p.tokens[i].Kind == syntax.TokenString) {
		i--
	}
	if i < 1 || !slices.Contains(comparing, p.tokens[i].Text) || p.tokens[i-1].Kind != syntax.TokenWord {
		return ""
	}
	return p.tokens[i-1].Text
}

var comparing = []string{"==", "!=", "=~", "!~", "in", "in~", "!in", "!in~", "has_any", "has_all", "has", "contains", "startswith"}

// quoteName writes a column's name as a query may: in brackets when it is no plain word.
func quoteName(name string) string {
	for i := range len(name) {
		if !isWordByte(name[i]) {
			return "['" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(name) + "']"
		}
	}
	return name
}

// rank orders items by how well they fit the word begun, and drops those that do not.
func rank(items []Item, word string) []Item {
	word = strings.ToLower(word)
	var starts, holds []Item
	for _, it := range items {
		switch name := strings.ToLower(strings.Trim(it.Text, `"['`)); {
		case strings.HasPrefix(name, word):
			starts = append(starts, it)
		case strings.Contains(name, word):
			holds = append(holds, it)
		}
	}
	return append(starts, holds...)
}
