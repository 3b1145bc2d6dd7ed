package bind

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// parse takes a text apart along a pattern. The pattern becomes one regular expression with a group for
// each column: between plain texts a column takes as little as it can, between regular expressions as
// much as it can, and a number only what looks like one. Without `kind=relaxed`, a row in which one
// column cannot be read has none of them.
func (b *binder) parse(in *table, op *syntax.ParseText) *table {
	text := b.scalar(op.X, b.rowEnv(in, op, nil))
	switch text.Type() {
	case schema.String:
	case schema.Unknown:
		text = lit(value.String(""))
	case schema.Dynamic:
		text = b.cast(text, schema.String)
	default:
		d := b.err(CodeType, op.X.Span(), fmt.Sprintf("%s takes a text apart, and this is %s", keyword(op), text.Type()), "not a string")
		b.wrapHint(d, op.X, "tostring")
		return in.broken()
	}
	p := b.parsePattern(op)
	if p == nil {
		return in.broken()
	}
	return b.parsed(in, op, text, p)
}

// parsePattern is the regular expression of a parse step.
type parsePattern struct {
	regex   string
	columns []*syntax.Param
	group   []int // the group of each column
	groups  int
}

func (b *binder) parsePattern(op *syntax.ParseText) *parsePattern {
	regex := op.Kind == "regex"
	if op.Kind != "" && op.Kind != "simple" && op.Kind != "relaxed" && !regex {
		b.err(CodeOption, op.Keyword(), fmt.Sprintf("%s has no kind %q", keyword(op), op.Kind), "", "the kinds are simple, regex and relaxed")
		return nil
	}
	p := &parsePattern{}
	flags := "s"
	if regex {
		flags = op.Flags
	}
	if flags != "" {
		p.regex = "(?" + flags + ")"
	}
	for i, part := range op.Pattern {
		last := i == len(op.Pattern)-1
		if i == 0 && !part.Star {
			p.regex += "^"
		}
		switch {
		case part.Star:
			p.regex += star(last)
		case part.Column != nil:
			p.groups++
			p.columns, p.group = append(p.columns, part.Column), append(p.group, p.groups)
			re := columnRegex(part.Column.Type, last, regex)
			if anything := columnRegex(schema.String, last, regex); op.Kind == "relaxed" && re != anything {
				re = "(?:" + re + "|.*?)"
			}
			p.regex += re
		default:
			if !b.parseText(p, part, regex) {
				return nil
			}
		}
	}
	if _, err := regexp.Compile(p.regex); err != nil {
		b.err(CodeType, op.Span(), "the pattern is no valid regular expression", "", "check the brackets in its texts")
		return nil
	}
	return p
}

func star(last bool) string {
	if last {
		return ""
	}
	return ".*?"
}

// parseText adds a text to match.
func (b *binder) parseText(p *parsePattern, part syntax.ParsePart, regex bool) bool {
	v, ok := constant(b.scalar(part.Text, env{}))
	if !ok || v.Type != schema.String {
		b.err(CodeNotConst, part.Text.Span(), "the pattern of parse consists of texts in quotes and column names", "not a constant text")
		return false
	}
	if !regex {
		p.regex += regexp.QuoteMeta(v.S)
		return true
	}
	re, err := regexp.Compile(v.S)
	if err != nil {
		b.err(CodeType, part.Text.Span(), "this is no valid regular expression", "", "in a text with @ before the quotes, backslashes stand for themselves")
		return false
	}
	p.groups += re.NumSubexp()
	p.regex += "(?:" + v.S + ")"
	return true
}

// columnRegex is the group that fills a column.
func columnRegex(t schema.Type, last, greedy bool) string {
	switch t {
	case schema.Int, schema.Long:
		return `\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+))\s*?`
	case schema.Real, schema.Decimal:
		return `\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|NaN|[-+]?[iI]nf(?:inity)?)\s*?`
	case schema.Bool:
		return `\s*((?i:true|false)|\d+)\s*?`
	}
	if last || greedy {
		return "(.*)"
	}
	return "(.*?)"
}

// parsed adds the columns of a pattern.
func (b *binder) parsed(in *table, op *syntax.ParseText, text plan.Expr, p *parsePattern) *table {
	whole := matchesPattern(text, p.regex)
	var outs []plan.Expr
	fits := plan.Expr(nil)
	for i, c := range p.columns {
		raw := capture(text, p.regex, p.groups, p.group[i])
		x := b.cast(raw, typeOf(c))
		if x.Type() != schema.String {
			fits = b.both(fits, b.callScalar("not", isNull(x)))
		}
		outs = append(outs, x)
	}
	if op.Kind == "relaxed" {
		fits = nil
	}
	items := passAll(in.cols)
	for i, c := range p.columns {
		x := outs[i]
		if fits != nil && len(p.columns) > 1 {
			x = &plan.Case{When: []plan.Expr{fits}, Then: []plan.Expr{x}, Else: lit(value.NullOf(x.Type())), T: x.Type()}
		}
		items = put(items, plan.Item{Col: b.col(c.Name.Text, x.Type()), X: x})
	}
	if !op.Where {
		return b.project(in, items)
	}
	t := in.with(&plan.Filter{In: in.rel, Pred: b.both(whole, fits)})
	return b.project(t, items)
}

func typeOf(c *syntax.Param) schema.Type {
	if c.Type == schema.Unknown {
		return schema.String
	}
	return c.Type
}

// both is a and b, either of which may be absent.
func (b *binder) both(x, y plan.Expr) plan.Expr {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	}
	return b.apply("and", x, y)
}

// put replaces the column of that name, or adds it.
func put(items []plan.Item, it plan.Item) []plan.Item {
	if i := slices.IndexFunc(items, func(x plan.Item) bool { return x.Name == it.Name }); i >= 0 {
		items[i] = it
		return items
	}
	return append(items, it)
}

// parseKV takes `key=value` pairs out of a text.
func (b *binder) parseKV(in *table, op *syntax.ParseKV) *table {
	text := b.cast(b.scalar(op.X, b.rowEnv(in, op, nil)), schema.String)
	props := b.kvProps(op)
	items := passAll(in.cols)
	for _, c := range op.Columns {
		if c.Name == nil {
			continue
		}
		x := b.cast(kvValue(text, c.Name.Text, props), typeOf(c))
		items = put(items, plan.Item{Col: b.col(c.Name.Text, x.Type()), X: x})
	}
	return b.project(in, items)
}

func (b *binder) kvProps(op *syntax.ParseKV) map[string]string {
	out := map[string]string{}
	for _, p := range op.Props {
		if len(p.Names) != 1 {
			continue
		}
		v, ok := constant(b.scalar(p.X, env{}))
		if !ok {
			b.err(CodeNotConst, p.X.Span(), "the options of parse-kv must be constant", "")
			continue
		}
		out[p.Names[0].Text] = v.S
		if v.Type == schema.Bool && v.B {
			out[p.Names[0].Text] = "true"
		}
	}
	return out
}

// kvValue is the value of one key; the Go function behind it splits the text.
func kvValue(text plan.Expr, key string, props map[string]string) plan.Expr {
	spec, _ := json.Marshal(props) // a map of texts always can be written
	return internal("parse_kv", "kql_parse_kv($text, $key, $spec)", schema.String,
		named("text", text), named("key", lit(value.String(key))), named("spec", lit(value.String(string(spec)))))
}
