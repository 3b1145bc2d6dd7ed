package sqlgen

import (
	"strconv"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// cast writes a conversion. A property that is read as a scalar is taken out of its JSON as text at once.
func (sc *scope) cast(x *plan.Cast) (text, error) {
	if a, ok := x.X.(*plan.Access); ok && x.To != schema.Dynamic {
		t, err := sc.property(a, "json_extract_string")
		if err != nil {
			return text{}, err
		}
		t.sql = "coalesce(" + t.sql + ", '')"
		return sc.once(t, func(sql string) string { return funcs.CastProperty(sql, x.To) }), nil
	}
	t, err := sc.expr(x.X)
	return sc.converted(t, x.X.Type(), x.To), err
}

func (sc *scope) converted(t text, from, to schema.Type) text {
	if from == to || from == schema.Unknown {
		return t
	}
	return sc.once(t, func(sql string) string { return funcs.Cast(sql, from, to) })
}

// once puts an operand into SQL that may repeat it; then it is hoisted.
func (sc *scope) once(t text, put func(sql string) string) text {
	t.sql = operand(t.sql)
	if !t.pinned && (t.query || strings.Count(put("\x00"), "\x00") > 1) {
		t.sql, t.layer = sc.hoist(t.sql, t.layer)
		t.query = false
	}
	t.sql = put(t.sql)
	return t
}

// access writes d.a[0]["b"] as one path. JSON's null is null.
func (sc *scope) access(x *plan.Access) (text, error) {
	t, err := sc.property(x, "json_extract")
	t.sql = "nullif(" + t.sql + ", CAST('null' AS JSON))"
	return t, err
}

// property reads a chain of properties and elements with one call of extract where it can.
func (sc *scope) property(x *plan.Access, extract string) (text, error) {
	chain, base := keysOf(x)
	if js := sc.parsed(base); js != nil && !sc.inline {
		return sc.propertyOfText(chain, js, extract)
	}
	t, err := sc.expr(base)
	if err != nil {
		return text{}, err
	}
	return sc.walk(t, chain, extract)
}

// parsed is the text that x reads as JSON, where x is nothing but that.
func (sc *scope) parsed(x plan.Expr) plan.Expr {
	for {
		ref, ok := x.(*plan.Ref)
		if !ok || sc.b.items[ref.ID] == nil {
			break
		}
		x = sc.b.items[ref.ID]
	}
	if c, ok := x.(*plan.Call); ok && c.Fn.Name == "parse_json" && len(c.Args) == 1 && c.Args[0].Type() == schema.String {
		return c.Args[0]
	}
	return nil
}

// propertyOfText looks into JSON text in its place: parsing it into a dynamic first would cost ten times
// as much. A text that is no JSON has no properties. Most such texts are known by their first character,
// which is not { or [ or a blank; for the others TRY turns DuckDB's error into null, which is slow but seldom.
func (sc *scope) propertyOfText(chain []plan.Expr, js plan.Expr, extract string) (text, error) {
	t, err := sc.expr(js)
	if err != nil {
		return text{}, err
	}
	t.sql = operand(t.sql)
	if !t.pinned {
		t.sql, t.layer = sc.hoist(t.sql, t.layer)
	}
	t.sql = strings.ReplaceAll("CASE WHEN $ >= '{' AND $ < '|' OR $ >= '[' AND $ < '\\' OR $ > '' AND $ < '!' THEN $ END", "$", t.sql)
	t, err = sc.walk(t, chain, extract)
	t.sql = "TRY(" + t.sql + ")"
	return t, err
}

// walk follows the keys into t.
func (sc *scope) walk(t text, chain []plan.Expr, extract string) (text, error) {
	var err error
	for len(chain) > 0 {
		path, n := constantPath(chain)
		if n == 0 {
			if path, err = sc.step(&t, chain[0]); err != nil {
				return text{}, err
			}
			n = 1
		}
		chain = chain[n:]
		f := extract
		if len(chain) > 0 {
			f = "json_extract"
		}
		t.sql = f + "(" + operand(t.sql) + ", " + path + ")"
	}
	return t, nil
}

// keysOf takes a chain apart: the keys, outermost object first, and the value that they lead into.
func keysOf(x *plan.Access) ([]plan.Expr, plan.Expr) {
	if in, ok := x.X.(*plan.Access); ok {
		keys, base := keysOf(in)
		return append(keys, x.Key), base
	}
	return []plan.Expr{x.Key}, x.X
}

// constantPath is the path of as many leading keys as are constants, and their number.
func constantPath(chain []plan.Expr) (string, int) {
	var path strings.Builder
	path.WriteString("$")
	n := 0
	for ; n < len(chain); n++ {
		l, ok := chain[n].(*plan.Lit)
		if !ok || l.V.Null || l.V.Type == schema.Dynamic {
			break
		}
		if l.V.Type == schema.String {
			if l.V.S == "" || strings.ContainsAny(l.V.S, "\"\\*") {
				break
			}
			path.WriteString(`."` + l.V.S + `"`)
		} else {
			path.WriteString("[" + strconv.FormatInt(l.V.I, 10) + "]")
		}
	}
	return funcs.Quote(path.String()), n
}

// pointer is the path of a property by its name.
func pointer(name string) string {
	return "'/' || replace(replace(" + name + ", '~', '~0'), '/', '~1')"
}

// step is the path of one key that is computed, or that a path cannot quote.
func (sc *scope) step(t *text, key plan.Expr) (string, error) {
	sql, err := sc.part(t, key)
	if err != nil {
		return "", err
	}
	switch key.Type() {
	case schema.String:
		return pointer(sql), nil
	case schema.Dynamic: // a name or a position, which the value itself tells
		inner := "((" + sql + ")->>'$')"
		return "CASE WHEN json_type(" + sql + ") = 'VARCHAR' THEN " + pointer(inner) + " ELSE '$[' || TRY_CAST(" + inner + " AS BIGINT) || ']' END", nil
	}
	return "'$[' || " + sql + " || ']'", nil
}
