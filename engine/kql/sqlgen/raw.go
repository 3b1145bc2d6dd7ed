package sqlgen

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
)

// raw fills SQL that the binder wrote with its inputs, all of whose columns it may read.
func (g *gen) raw(r *plan.Raw) (*block, error) {
	var ins []*block
	for _, in := range r.Ins {
		b, err := g.build(in)
		if err != nil {
			return nil, err
		}
		ins = append(ins, b)
	}
	return over(&rawSource{named("", r.Columns), r, ins}), nil
}

type rawSource struct {
	*fixed
	rel *plan.Raw
	ins []*block
}

func (s *rawSource) write(g *gen) (string, error) {
	var pairs []string
	for i, b := range s.ins {
		st := &statement{block: b, ordered: s.rel.Ordered}
		for _, c := range s.rel.Ins[i].Cols() {
			st.cols = append(st.cols, column{c, &plan.Ref{ID: c.ID, T: c.Type}})
		}
		sql, err := g.write(st)
		if err != nil {
			return "", err
		}
		pairs = append(pairs, fmt.Sprintf("{%d}", i), "("+sql+")")
	}
	return "(" + strings.NewReplacer(pairs...).Replace(s.rel.SQL) + ")", nil
}
