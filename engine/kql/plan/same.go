package plan

import "socrates/engine/schema"

// Same is equality in which a null equals a null, as the keys of a join and of a lookup do. X and Y
// have one type.
type Same struct{ X, Y Expr }

// Type of the comparison.
func (*Same) Type() schema.Type { return schema.Bool }

func (*Same) expr() {}
