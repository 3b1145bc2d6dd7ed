package sqlgen

import (
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// same writes equality in which a null equals a null. Texts are never null, and plain equality lets
// DuckDB choose the faster join.
func (sc *scope) same(x *plan.Same) (text, error) {
	all := text{}
	l, err := sc.part(&all, x.X)
	if err != nil {
		return text{}, err
	}
	op := " IS NOT DISTINCT FROM "
	if x.X.Type() == schema.String {
		op = " = "
	}
	r, err := sc.part(&all, x.Y)
	all.sql = l + op + r
	return all, err
}
