package sqlgen

import (
	"strconv"
	"strings"

	"socrates/engine/kql/plan"
)

// unnest spreads lists in a SELECT of their own: below it they are made, beside each other they are
// zipped and padded by DuckDB.
func (g *gen) unnest(r *plan.Unnest) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		made, spread := []string{}, []string{}
		var names []string
		for i, x := range r.Lists {
			sql, err := s.sql(x)
			if err != nil {
				return query{}, err
			}
			list := g.fresh()
			names = append(names, list)
			made = append(made, elements(sql, bagMode(r, i), r.KeepEmpty, r.Limit)+" AS "+list)
			spread = append(spread, "unnest("+list+") AS "+name(r.Elems[i].ID))
		}
		if r.Index != nil {
			lens := make([]string, len(names))
			for i, n := range names {
				lens[i] = "len(" + n + ")"
			}
			spread = append(spread, "unnest(range(greatest("+strings.Join(lens, ", ")+", 0))) AS "+name(r.Index.ID))
		}
		below := "SELECT *, " + strings.Join(made, ", ") + " FROM " + s.from()
		keep, order := carry(in.order, nil)
		cols := r.In.Cols()
		for _, c := range cols {
			keep = drop(keep, name(c.ID))
		}
		list := append(append(strings.Split(columns(cols), ", "), keep...), spread...)
		return query{sql: "SELECT " + strings.Join(list, ", ") + " FROM (" + below + ")", order: order}, nil
	})
}

func drop(list []string, s string) []string {
	out := list[:0:0]
	for _, e := range list {
		if e != s {
			out = append(out, e)
		}
	}
	return out
}

func bagMode(r *plan.Unnest, i int) plan.BagMode {
	if i < len(r.Bag) {
		return r.Bag[i]
	}
	return plan.BagAsBags
}

// elements is a dynamic as a list: an array's elements, a bag's properties, any other value alone.
func elements(x string, mode plan.BagMode, keepEmpty bool, limit int64) string {
	pairs := "false"
	if mode == plan.BagAsArrays {
		pairs = "true"
	}
	list := "CASE json_type(" + x + ") WHEN 'ARRAY' THEN CAST(" + x + " AS JSON[]) WHEN 'OBJECT' THEN CAST(CAST(kql_bag_parts((" +
		x + ")::VARCHAR, " + pairs + ") AS JSON) AS JSON[]) ELSE [CAST(" + x + " AS JSON)] END"
	if keepEmpty {
		list = "(SELECT CASE WHEN len(l) = 0 THEN [NULL::JSON] ELSE l END FROM (SELECT " + list + " AS l))"
	}
	if limit > 0 {
		list = "(" + list + ")[1:" + strconv.FormatInt(limit, 10) + "]"
	}
	return list
}
