package sweep

import (
	"reflect"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// moved are the constants of a plan that go with the clock.
type moved struct {
	at     map[plan.Expr]int // the constants, and the place of each among values
	values []int64           // what they are in the first window
}

// compare walks two bindings of one query, whose clocks are delta apart, and collects the constants that are delta
// apart too. Any other difference means that the clock goes into the query in a way that cannot be followed.
func compare(first, last plan.Rel, delta int64) (*moved, error) {
	c := &comparison{delta: delta, seen: map[[2]uintptr]bool{}, places: map[int64]int{}, moved: &moved{at: map[plan.Expr]int{}}}
	if !c.same(reflect.ValueOf(&first).Elem(), reflect.ValueOf(&last).Elem()) {
		return nil, cannot("computes with the clock before it runs")
	}
	return c.moved, nil
}

type comparison struct {
	delta  int64
	seen   map[[2]uintptr]bool
	places map[int64]int
	moved  *moved
}

func (c *comparison) same(a, b reflect.Value) bool {
	if a.Kind() != b.Kind() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Interface:
		return a.IsNil() == b.IsNil() && (a.IsNil() || c.same(a.Elem(), b.Elem()))
	case reflect.Pointer:
		return c.pointer(a, b)
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !c.same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !c.same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Comparable() && a.Equal(b)
}

func (c *comparison) pointer(a, b reflect.Value) bool {
	if a.IsNil() || b.IsNil() || a.Pointer() == b.Pointer() {
		return a.Pointer() == b.Pointer()
	}
	pair := [2]uintptr{a.Pointer(), b.Pointer()}
	if c.seen[pair] {
		return true
	}
	c.seen[pair] = true
	switch x := a.Interface().(type) {
	case *plan.Lit:
		return c.literal(x, b.Interface().(*plan.Lit))
	case *funcs.Func:
		return x.Name == b.Interface().(*funcs.Func).Name
	case *funcs.Sig:
		y := b.Interface().(*funcs.Sig)
		return x.SQL == y.SQL && x.SQL != "" && x.Returns == y.Returns
	}
	return c.same(a.Elem(), b.Elem())
}

func (c *comparison) literal(x, y *plan.Lit) bool {
	if reflect.DeepEqual(x.V, y.V) {
		return true
	}
	if x.V.Type != schema.Datetime || y.V.Type != schema.Datetime || x.V.Null || y.V.Null || y.V.I-x.V.I != c.delta {
		return false
	}
	place, ok := c.places[x.V.I]
	if !ok {
		place = len(c.moved.values)
		c.places[x.V.I] = place
		c.moved.values = append(c.moved.values, x.V.I)
	}
	c.moved.at[x] = place
	return true
}

// fresh is a column number that the plan does not use.
func fresh(r plan.Rel) plan.ColID {
	var most plan.ColID
	seen := map[plan.Rel]bool{}
	var walk func(plan.Rel)
	walk = func(r plan.Rel) {
		if r == nil || seen[r] {
			return
		}
		seen[r] = true
		for _, c := range r.Cols() {
			most = max(most, c.ID)
		}
		for _, in := range plan.Inputs(r) {
			walk(in)
		}
		for _, x := range plan.Exprs(r) {
			plan.Each(x, func(e plan.Expr) { walk(plan.InnerOf(e)) })
		}
	}
	walk(r)
	return most
}
