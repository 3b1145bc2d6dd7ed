package sqlgen

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// unnest takes lists apart: unnest() in a select list zips several lists and pads the shorter ones with
// null. The lists are made in a SELECT below, so that their length can be asked.
func (g *gen) unnest(r *plan.Unnest) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	if b.limit != nil || !b.allSimple(r.Lists...) {
		b = g.wrap(b)
	}
	keys := g.exportOrder(b)
	u := &unnestSource{g: g, rel: r, in: b, need: needs{}, index: g.newID()}
	if r.Index != nil {
		u.index = r.Index.ID
	}
	out := over(u)
	if len(keys) > 0 {
		out.order, out.weak = append(keys, plan.SortKey{X: &plan.Ref{ID: u.index, T: schema.Long}}), b.weak
	}
	return out, nil
}

type unnestSource struct {
	g       *gen
	rel     *plan.Unnest
	in      *block
	need    needs // of the input
	index   plan.ColID
	indexed bool
}

func (u *unnestSource) column(id plan.ColID) (string, bool) {
	if id == u.index {
		u.indexed = true
		return name(id), true
	}
	for _, c := range u.rel.Elems {
		if c.ID == id {
			return name(id), true
		}
	}
	u.need[id] = true
	return name(id), true
}

func (u *unnestSource) write(g *gen) (string, error) {
	st := &statement{block: u.in, cols: u.need.columns()}
	var outer, lens, lists []string
	for _, c := range st.cols {
		outer = append(outer, name(c.ID))
	}
	sc := &scope{g: g, b: u.in}
	for i, x := range u.rel.Lists {
		t, err := sc.expr(x)
		if err != nil {
			return "", err
		}
		sql, _ := sc.hoist(operand(t.sql), t.layer)
		list := fmt.Sprintf("l%d", i)
		lists = append(lists, elements(sql, u.mode(i), u.rel.KeepEmpty)+" AS "+list)
		lens = append(lens, "len("+list+")")
	}
	for i, c := range u.rel.Elems {
		list := fmt.Sprintf("l%d", i)
		if u.rel.Limit > 0 {
			list += fmt.Sprintf("[:%d]", u.rel.Limit)
		}
		outer = append(outer, "unnest("+list+") AS "+name(c.ID))
	}
	if u.indexed {
		n := "coalesce(greatest(" + joined(lens, ", ") + "), 0)"
		if u.rel.Limit > 0 {
			n = fmt.Sprintf("least(%d, %s)", u.rel.Limit, n)
		}
		outer = append(outer, "unnest(range("+n+")) AS "+name(u.index))
	}
	inner, err := g.writeOver(sc, st, lists)
	if err != nil {
		return "", err
	}
	return "(SELECT " + joined(outer, ", ") + " FROM (" + inner + "))", nil
}

func (u *unnestSource) mode(i int) plan.BagMode {
	if i < len(u.rel.Bag) {
		return u.rel.Bag[i]
	}
	return plan.BagAsBags
}

// elements is the list of a dynamic value's elements: an array's own, a bag's properties one by one, and a
// scalar by itself. Null is such a scalar where it is to be kept.
func elements(sql string, mode plan.BagMode, keepNull bool) string {
	item, null := "json_object(e.key, e.value)", "NULL"
	if mode == plan.BagAsArrays {
		item = "json_array(e.key, e.value)"
	}
	if keepNull {
		null = "[NULL]"
	}
	return fmt.Sprintf("CASE json_type(%[1]s) WHEN 'ARRAY' THEN TRY_CAST(%[1]s AS JSON[]) WHEN 'OBJECT' THEN "+
		"list_transform(map_entries(TRY_CAST(%[1]s AS MAP(VARCHAR, JSON))), lambda e: CAST(%[2]s AS JSON)) WHEN 'NULL' THEN %[3]s "+
		"ELSE CASE WHEN %[1]s IS NULL THEN %[3]s ELSE [%[1]s] END END", sql, item, null)
}
