package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// Some operators need an SQL function that no query can call by name. Their rows stand here.

// capture is one group of a regular expression. All captures of one text and pattern are written alike,
// so that DuckDB computes the match once.
func capture(text plan.Expr, pattern string, groups, group int) plan.Expr {
	names := make([]string, groups)
	for i := range names {
		names[i] = fmt.Sprintf("'g%d'", i+1)
	}
	sql := fmt.Sprintf("(regexp_extract($text, %s, [%s])).g%d", template(funcs.Quote(pattern)), strings.Join(names, ", "), group)
	return internal("capture", sql, schema.String, named("text", text))
}

// matchesPattern asks whether a text matches a regular expression anywhere.
func matchesPattern(text plan.Expr, pattern string) plan.Expr {
	return internal("matches", fmt.Sprintf("regexp_matches($text, %s)", template(funcs.Quote(pattern))), schema.Bool, named("text", text))
}

// template keeps SQL text from being read as a template.
func template(sql string) string { return strings.ReplaceAll(sql, "$", "$$") }

// rawText is the SQL of a learner's text inside a plan.Raw, where {0} stands for an input: a brace of the text
// must not be read as one.
func rawText(s string) string {
	return "(" + strings.ReplaceAll(funcs.Quote(s), "{", "' || chr(123) || '") + ")"
}

type operand struct {
	name string
	x    plan.Expr
}

func named(name string, x plan.Expr) operand { return operand{name, x} }

// internal is a call of a row made up here.
func internal(name, sql string, returns schema.Type, ops ...operand) plan.Expr {
	sig := &funcs.Sig{Returns: returns, SQL: sql}
	c := &plan.Call{Fn: &funcs.Func{Name: name, Kind: funcs.Scalar}, Sig: sig, T: returns}
	for _, o := range ops {
		sig.Params = append(sig.Params, funcs.Param{Name: o.name, Types: funcs.AnyType})
		c.Args = append(c.Args, o.x)
	}
	c.Fn.Sigs = []funcs.Sig{*sig}
	return c
}

// isNull asks whether a value is null.
func isNull(x plan.Expr) plan.Expr {
	return internal("isnull", "($x IS NULL)", schema.Bool, named("x", x))
}

// orElse is x, or other where x is null. Both have one type.
func orElse(x, other plan.Expr) plan.Expr {
	if v, ok := constant(other); ok && v.Null {
		return x
	}
	return &plan.Case{When: []plan.Expr{isNull(x)}, Then: []plan.Expr{other}, Else: x, T: x.Type()}
}

func long(i int64) plan.Expr { return lit(value.Long(i)) }
