package sqlgen

import (
	"slices"
	"strings"

	"socrates/engine/kql/plan"
)

// union stacks relations; each fills the columns that somebody reads.
func (g *gen) union(r *plan.Union) (*block, error) {
	var ins []*block
	for i, in := range r.Ins {
		b, err := g.build(in)
		if err != nil {
			return nil, err
		}
		if !b.allSimple(r.Map[i]...) {
			b = g.wrap(b)
		}
		ins = append(ins, b)
	}
	return overNested(func(g *gen, need needs) (string, error) { return g.stack(r, ins, need) }), nil
}

func (g *gen) stack(r *plan.Union, ins []*block, need needs) (string, error) {
	var parts []string
	for i, b := range ins {
		st := &statement{block: b}
		for j, c := range r.Columns {
			if need[c.ID] {
				st.cols = append(st.cols, column{c, r.Map[i][j]})
			}
		}
		slices.SortFunc(st.cols, func(a, b column) int { return int(a.ID - b.ID) })
		sql, err := g.write(st)
		if err != nil {
			return "", err
		}
		if b.limit != nil {
			sql = "(" + sql + ")"
		}
		parts = append(parts, sql)
	}
	if len(parts) == 0 {
		return strings.Trim(emptyRows(r.Columns), "()"), nil
	}
	return strings.Join(parts, " UNION ALL "), nil
}
