package sqlgen

import (
	"slices"
	"strings"

	"socrates/engine/kql/plan"
)

// union stacks relations; each fills the columns that somebody reads. Those without rows are left out.
func (g *gen) union(r *plan.Union) (*block, error) {
	var ins []*block
	var maps [][]plan.Expr
	for i, in := range r.Ins {
		b, err := g.build(in)
		if err != nil {
			return nil, err
		}
		if !b.allSimple(r.Map[i]...) {
			b = g.wrap(b)
		}
		if !b.empty {
			ins, maps = append(ins, b), append(maps, r.Map[i])
		}
	}
	out := overNested(func(g *gen, need needs) (string, error) { return g.stack(r.Columns, ins, maps, need) })
	out.empty = len(ins) == 0
	return out, nil
}

func (g *gen) stack(cols []plan.Col, ins []*block, maps [][]plan.Expr, need needs) (string, error) {
	var parts []string
	for i, b := range ins {
		st := &statement{block: b}
		for j, c := range cols {
			if need[c.ID] {
				st.cols = append(st.cols, column{c, maps[i][j]})
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
		return strings.Trim(emptyRows(cols), "()"), nil
	}
	return strings.Join(parts, " UNION ALL "), nil
}
