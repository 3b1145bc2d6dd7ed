package sqlgen

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// maxNesting caps how deep expressions of a block may stand in each other; DuckDB gives up at 1000.
const maxNesting = 900

// scope writes expressions over the columns of one block.
type scope struct {
	g      *gen
	b      *block
	win    *frame
	layers [][]hoist         // SELECTs slipped in below the block, inner ones first
	known  map[string]string // hoisted text -> its column
	depth  int
	inline bool // nothing can be slipped in below: a join's condition
}

// text is an expression as SQL.
type text struct {
	sql    string
	layer  int  // the number of layers that must stand below
	pinned bool // holds an aggregate or window function, which cannot be computed below the block
	query  bool // holds a subquery, which DuckDB does not take everywhere
}

// sql writes an expression; it may need parentheses to become an operand.
func (sc *scope) sql(x plan.Expr) (string, error) {
	t, err := sc.expr(x)
	return t.sql, err
}

// operand writes an expression that can stand anywhere.
func (sc *scope) operand(x plan.Expr) (string, error) {
	t, err := sc.expr(x)
	return operand(t.sql), err
}

// expr dispatches on the node.
func (sc *scope) expr(x plan.Expr) (text, error) {
	if sc.depth++; sc.depth > maxNesting {
		return text{}, ErrTooLarge
	}
	defer func() { sc.depth-- }()
	switch x := x.(type) {
	case *plan.Access:
		return sc.access(x)
	case *plan.AggCall:
		return sc.aggCall(x)
	case *plan.Call:
		return sc.call(x)
	case *plan.Case:
		return sc.choice(x)
	case *plan.Cast:
		return sc.cast(x)
	case *plan.InRel:
		return sc.inRel(x)
	case *plan.ListOf:
		return sc.listOf(x)
	case *plan.Lit:
		return text{sql: literal(x.V)}, nil
	case *plan.Ref:
		return sc.ref(x)
	case *plan.Same:
		return sc.same(x)
	case *plan.Scalar:
		return sc.scalar(x)
	case *plan.WinCall:
		return sc.winCall(x)
	}
	return text{}, fmt.Errorf("no SQL for the plan node %T", x)
}

// ref reads a column: one of the block's own is written out, another is asked of its source.
func (sc *scope) ref(x *plan.Ref) (text, error) {
	if it, own := sc.b.items[x.ID]; own {
		return sc.expr(it)
	}
	sql, ok := sc.b.from.column(x.ID)
	if !ok {
		return text{}, outOfScope(x.ID)
	}
	return text{sql: sql}, nil
}

// choice writes case(…) and iff(…).
func (sc *scope) choice(x *plan.Case) (text, error) {
	var out strings.Builder
	all := text{}
	out.WriteString("CASE")
	for i := range x.When {
		when, err := sc.part(&all, x.When[i])
		if err != nil {
			return text{}, err
		}
		then, err := sc.part(&all, x.Then[i])
		if err != nil {
			return text{}, err
		}
		out.WriteString(" WHEN " + when + " THEN " + then)
	}
	other, err := sc.part(&all, x.Else)
	all.sql = out.String() + " ELSE " + other + " END"
	return all, err
}

// part writes an operand of a larger expression and notes what the larger one inherits from it.
func (sc *scope) part(whole *text, x plan.Expr) (string, error) {
	t, err := sc.expr(x)
	whole.layer = max(whole.layer, t.layer)
	whole.pinned = whole.pinned || t.pinned
	whole.query = whole.query || t.query
	return operand(t.sql), err
}

// operand puts parentheses around SQL that needs them to stand beside an operator.
func operand(sql string) string {
	if atomic(sql) {
		return sql
	}
	return "(" + sql + ")"
}

// atomic reports whether sql is a name, a number, a quoted text, a call or already in parentheses.
func atomic(sql string) bool {
	depth, quoted := 0, byte(0)
	for i := range len(sql) {
		c := sql[i]
		switch {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '\'' || c == '"':
			quoted = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			if depth--; depth == 0 && i < len(sql)-1 {
				return false
			}
		case depth == 0 && !wordByte(c):
			return false
		}
	}
	return true
}

func wordByte(c byte) bool {
	return c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// never makes a string expression one that is never NULL.
func never(sql string, t schema.Type) string {
	if t == schema.String {
		return "coalesce(" + sql + ", '')"
	}
	return sql
}
