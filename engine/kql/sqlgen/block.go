package sqlgen

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
)

// block is one SELECT in the making, over the rows of from.
type block struct {
	from  source
	items map[plan.ColID]plan.Expr // computed here; every other column is from's
	where []plan.Expr
	order []plan.SortKey // over the columns of this block
	weak  bool           // order is only how the rows happen to stand, not what the query asked for
	limit plan.Expr
	empty bool // it is known that there are no rows, as in a table without any
}

// source is what stands behind FROM.
type source interface {
	// column is the SQL that reads a column in the block around the source; asking marks it as needed.
	column(id plan.ColID) (string, bool)
	// write gives the text behind FROM, once every needed column has been asked for. Empty text means
	// that the block has one row and needs no FROM.
	write(g *gen) (string, error)
}

func over(s source) *block { return &block{from: s, items: map[plan.ColID]plan.Expr{}} }

// simple reports whether x reads only columns that cost nothing to read again: those of from, and
// items that merely rename or are constant.
func (b *block) simple(x plan.Expr) bool {
	ok := true
	plan.Refs(x, func(r *plan.Ref) {
		if it, own := b.items[r.ID]; own && !trivial(it) {
			ok = false
		}
	})
	return ok
}

func (b *block) allSimple(xs ...plan.Expr) bool {
	for _, x := range xs {
		if !b.simple(x) {
			return false
		}
	}
	return true
}

// trivial reports whether x may be written out wherever it is read. A text read as JSON is, because its
// properties are better taken out of the text.
func trivial(x plan.Expr) bool {
	switch x := x.(type) {
	case *plan.Ref, *plan.Lit:
		return true
	case *plan.Call:
		if x.Fn.Name == "parse_json" && len(x.Args) == 1 {
			_, ref := x.Args[0].(*plan.Ref)
			return ref
		}
	}
	return false
}

// open is b, or a new block over it, such that expressions reading xs' columns may be added: b has no
// limit yet, and xs read nothing that is computed in b.
func (g *gen) open(b *block, xs ...plan.Expr) *block {
	if b.limit == nil && b.allSimple(xs...) {
		return b
	}
	return g.wrap(b)
}

// wrap puts b into a subquery. Its order is carried on.
func (g *gen) wrap(b *block) *block {
	outer := over(&subquery{in: b, need: needs{}})
	outer.order, outer.weak, outer.empty = g.exportOrder(b), b.weak, b.empty
	return outer
}

// exportOrder makes b's sort keys readable from outside, as columns.
func (g *gen) exportOrder(b *block) []plan.SortKey {
	var keys []plan.SortKey
	for _, k := range b.order {
		r, ok := k.X.(*plan.Ref)
		if !ok {
			r = &plan.Ref{ID: g.newID(), T: k.X.Type()}
			b.items[r.ID] = k.X
		}
		keys = append(keys, plan.SortKey{X: r, Desc: k.Desc, NullsFirst: k.NullsFirst})
	}
	return keys
}

// subquery reads a block: `(SELECT … )`.
type subquery struct {
	in   *block
	need needs
}

func (s *subquery) column(id plan.ColID) (string, bool) {
	s.need[id] = true
	return name(id), true
}

func (s *subquery) write(g *gen) (string, error) {
	text, err := g.write(&statement{block: s.in, cols: s.need.columns()})
	return "(" + text + ")", err
}

// scan reads a table.
type scan struct{ rel *plan.Scan }

func overScan(r *plan.Scan) *block {
	b := over(&scan{r})
	b.empty = r.From == ""
	return b
}

func (s *scan) column(id plan.ColID) (string, bool) {
	for i, c := range s.rel.Columns {
		switch {
		case c.ID != id:
		case s.rel.From == "":
			return literal(value.NullOf(c.Type)), true
		default:
			return s.rel.Source[i], true
		}
	}
	return "", false
}

func (s *scan) write(*gen) (string, error) {
	if s.rel.From == "" {
		return "(SELECT 1 WHERE false)", nil
	}
	return s.rel.From, nil
}

func outOfScope(id plan.ColID) error { return fmt.Errorf("column %s is not in scope", name(id)) }
