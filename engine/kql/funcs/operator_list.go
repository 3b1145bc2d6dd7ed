package funcs

import (
	"encoding/json"
	"regexp"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// in, has_any and their like take a list of values, or one dynamic array that holds them.

func listOperators() []Func {
	return []Func{
		inRow("in", false, false, Example{`"a" in ("b", "a")`, `true`}), inRow("!in", true, false, Example{`"A" !in ("b", "a")`, `true`}),
		inRow("in~", false, true, Example{`"A" in~ ("b", "a")`, `true`}), inRow("!in~", true, true, Example{`"A" !in~ ("b", "a")`, `false`}),
		hasRow("has_any", " OR ", Example{`"cmd.exe /c whoami" has_any ("net", "whoami")`, `true`}),
		hasRow("has_all", " AND ", Example{`"cmd.exe /c whoami" has_all ("net", "whoami")`, `false`}),
	}
}

func inRow(name string, not, fold bool, ex Example) Func {
	item := P("item", AnyType)
	return Func{
		Name: name, Kind: Operator, Group: "operator", Examples: []Example{ex},
		Doc: "The value is (with !: is not) one of the list; with ~, whatever the case.",
		Sigs: []Sig{{
			Params: []Param{P("x", AnyType)}, Rest: &item, MinRest: 1, Returns: schema.Bool,
			Lower: func(c *Call) (string, error) { return lowerIn(c, not, fold), nil },
		}},
	}
}

// lowerIn writes membership in the language of the left operand's type. Null is in no list.
func lowerIn(c *Call, not, fold bool) string {
	x, t := c.Args[0].SQL, c.Args[0].Type
	if t == schema.Dynamic {
		x, t = Cast(x, t, schema.String), schema.String
	}
	fold = fold && t == schema.String
	if fold {
		x = "lower(" + x + ")"
	}
	var tests, items []string
	for _, a := range c.Args[1:] {
		if a.Type == schema.Dynamic && a.Const == nil {
			tests = append(tests, x+" IN (SELECT unnest(list_transform(CAST(kql_array("+a.SQL+") AS JSON[]), lambda e: "+
				folded(Cast("e", schema.Dynamic, t), fold)+")))")
			continue
		}
		items = append(items, listItems(a, t, fold)...)
	}
	if len(items) > 0 {
		tests = append(tests, x+" IN ("+strings.Join(items, ", ")+")")
	}
	sql := "false"
	if len(tests) > 0 {
		sql = "(" + strings.Join(tests, " OR ") + ")"
	}
	if t != schema.String {
		sql = "coalesce(" + sql + ", false)"
	}
	if not {
		return "(NOT " + sql + ")"
	}
	return sql
}

// listItems are the SQL of an item, or of the elements of a constant array, as values of type t.
func listItems(a Arg, t schema.Type, fold bool) []string {
	if a.Type == schema.Dynamic {
		var out []string
		for _, v := range value.Elements(a.Const.S) {
			if t == schema.String {
				out = append(out, textItem(value.Text(v), fold))
				continue
			}
			out = append(out, Cast("CAST("+Quote(v)+" AS JSON)", schema.Dynamic, t))
		}
		return out
	}
	if s, ok := constText(a); ok && t == schema.String {
		return []string{textItem(s, fold)}
	}
	switch {
	case a.Type == t || a.Type.Numeric() && t.Numeric(): // as it is: 2.5 is not in (2)
		return []string{folded(a.SQL, fold)}
	case a.Type == schema.String || t == schema.String:
		return []string{folded(Cast(a.SQL, a.Type, t), fold)}
	}
	return nil // nothing of another type is ever equal
}

func textItem(s string, fold bool) string {
	if fold {
		s = strings.ToLower(s)
	}
	return Quote(s)
}

func folded(sql string, fold bool) string {
	if fold {
		return "lower(" + sql + ")"
	}
	return sql
}

func hasRow(name, join string, ex Example) Func {
	item := P("term", Of(schema.String, schema.Dynamic))
	return Func{
		Name: name, Kind: Operator, Group: "operator", Examples: []Example{ex},
		Doc: "The text has any (has_all: every) term of the list, whatever the case.",
		Sigs: []Sig{{
			Params: []Param{P("x", Of(schema.String, schema.Dynamic))}, Rest: &item, MinRest: 1, Returns: schema.Bool,
			Lower: func(c *Call) (string, error) { return lowerHas(c, join), nil },
		}},
	}
}

func lowerHas(c *Call, join string) string {
	x := Cast(c.Args[0].SQL, c.Args[0].Type, schema.String)
	var tests, terms []string
	for _, a := range c.Args[1:] {
		text, ok := constText(a)
		switch {
		case ok:
			terms = append(terms, text)
		case a.Const != nil && a.Type == schema.Dynamic:
			for _, v := range value.Elements(a.Const.S) {
				terms = append(terms, value.Text(v))
			}
		case a.Type == schema.Dynamic:
			tests = append(tests, "kql_has_list("+x+", ("+a.SQL+")::VARCHAR, "+boolSQL(join == " AND ")+")")
		default:
			tests = append(tests, "kql_has("+x+", "+a.SQL+", true, true, true)")
		}
	}
	tests = append(termTests(x, terms, join == " OR "), tests...)
	if len(tests) == 0 {
		return boolSQL(join == " AND ")
	}
	return "(" + strings.Join(tests, join) + ")"
}

// manyTerms is the number of terms from which one pattern for all of them is faster than a test for each.
const manyTerms = 5

// termTests looks for constant terms, many of them at once when any will do.
func termTests(x string, terms []string, any bool) []string {
	var tests []string
	if !any || len(terms) < manyTerms {
		for _, t := range terms {
			tests = append(tests, termPattern(x, t, true, true, true))
		}
		return tests
	}
	groups := map[[2]bool][]string{} // by the edges to be looked at
	for _, t := range terms {
		if t == "" {
			return []string{"true"}
		}
		e := [2]bool{wordAt(t, 0), wordAt(t, -1)}
		groups[e] = append(groups[e], regexp.QuoteMeta(t))
	}
	for _, e := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
		if len(groups[e]) > 0 {
			tests = append(tests, "regexp_matches("+x+", "+Quote(withEdges("(?i:"+strings.Join(groups[e], "|")+")", e[0], e[1]))+")")
		}
	}
	return append(tests, "("+beyondASCII(x)+" AND kql_has_list("+x+", "+Quote(jsonTexts(terms))+", false))")
}

func jsonTexts(texts []string) string {
	b, err := json.Marshal(texts)
	if err != nil {
		return "[]" // texts always have a JSON form
	}
	return string(b)
}
