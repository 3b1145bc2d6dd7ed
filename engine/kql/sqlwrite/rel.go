package sqlgen

import (
	"strconv"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

func scan(r *plan.Scan) query {
	if len(r.Columns) == 0 {
		return query{sql: "SELECT 1 AS none FROM " + r.From}
	}
	list := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		list[i] = r.Source[i] + " AS " + name(c.ID)
	}
	return query{sql: "SELECT " + strings.Join(list, ", ") + " FROM " + r.From}
}

func (g *gen) filter(r *plan.Filter) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		pred, err := s.sql(r.Pred)
		return query{sql: "SELECT " + columns(r.In.Cols()) + " FROM " + s.from() + " WHERE " + pred, order: in.order}, err
	})
}

// columns lists columns as they are, so that helper columns of a scope stay behind.
func columns(cols []plan.Col) string {
	if len(cols) == 0 {
		return "1 AS none"
	}
	list := make([]string, len(cols))
	for i, c := range cols {
		list[i] = name(c.ID)
	}
	return strings.Join(list, ", ")
}

func (g *gen) project(r *plan.Project) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		list, err := s.items(r.Items)
		if err != nil {
			return query{}, err
		}
		keep, order := carry(in.order, r.Items)
		return query{sql: "SELECT " + strings.Join(append(list, keep...), ", ") + " FROM " + s.from(), order: order}, nil
	})
}

// carry keeps the columns that the order of rows is written in, under their own names, behind a
// projection that drops them.
func carry(order []string, items []plan.Item) (keep, carried []string) {
	have := map[string]bool{}
	for _, it := range items {
		if r, ok := it.X.(*plan.Ref); ok && r.ID == it.ID {
			have[name(it.ID)] = true
		}
	}
	for _, key := range order {
		col, _, _ := strings.Cut(key, " ")
		if !have[col] {
			have[col] = true
			keep = append(keep, col)
		}
	}
	return keep, order
}

func (s *scope) items(items []plan.Item) ([]string, error) {
	list := make([]string, 0, len(items)+1)
	for _, it := range items {
		sql, err := s.sql(it.X)
		if err != nil {
			return nil, err
		}
		list = append(list, sql+" AS "+name(it.ID))
	}
	if len(list) == 0 {
		list = append(list, "1 AS none")
	}
	return list, nil
}

func (g *gen) aggregate(r *plan.Aggregate) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		s.listOrder = orderBy(in.order)
		by, err := s.items(r.By)
		if err != nil {
			return query{}, err
		}
		if len(r.By) == 0 {
			by = nil
		}
		s.aggregating = true
		aggs, err := s.items(r.Aggs)
		if err != nil {
			return query{}, err
		}
		if len(r.Aggs) == 0 {
			aggs = nil
		}
		sql := "SELECT " + strings.Join(append(by, aggs...), ", ") + " FROM " + s.from()
		if len(r.By) > 0 {
			sql += " GROUP BY " + positions(len(r.By))
		}
		return query{sql: sql}, nil
	})
}

func positions(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i + 1)
	}
	return strings.Join(list, ", ")
}

func (g *gen) pickOne(r *plan.PickOne) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		part, err := s.list(r.By)
		if err != nil {
			return query{}, err
		}
		keys, err := s.keys(r.Keys)
		if err != nil {
			return query{}, err
		}
		return query{sql: "SELECT " + columns(r.In.Cols()) + " FROM " + s.from() + " QUALIFY row_number() OVER (" + frame(part, keys) + ") = 1"}, nil
	})
}

func frame(part, keys []string) string {
	out := ""
	if len(part) > 0 {
		out = "PARTITION BY " + strings.Join(part, ", ")
	}
	return strings.TrimSpace(out + orderBy(keys))
}

var joinWords = map[plan.JoinKind]string{
	plan.Inner: " JOIN ", plan.Left: " LEFT JOIN ", plan.Right: " RIGHT JOIN ", plan.Full: " FULL JOIN ", plan.Semi: " SEMI JOIN ",
	plan.Anti: " ANTI JOIN ", plan.Cross: " CROSS JOIN ",
}

func (g *gen) join(r *plan.Join) (query, error) {
	left, err := g.rel(r.L)
	if err != nil {
		return query{}, err
	}
	right, err := g.rel(r.R)
	if err != nil {
		return query{}, err
	}
	on := ""
	if r.Kind != plan.Cross && r.On != nil {
		s := &scope{g: g, fixed: true}
		cond, err := s.sql(r.On)
		if err != nil {
			return query{}, err
		}
		on = " ON " + cond
	}
	list := joinList(r)
	return query{sql: "SELECT " + list + " FROM " + left.from() + joinWords[r.Kind] + right.from() + on}, nil
}

// joinList reads the columns of both sides; where a side may have no row, its texts are empty, not NULL.
func joinList(r *plan.Join) string {
	var list []string
	add := func(cols []plan.Col, mayMiss bool) {
		for _, c := range cols {
			sql := name(c.ID)
			if mayMiss && c.Type == schema.String {
				sql = "coalesce(" + sql + ", '') AS " + sql
			}
			list = append(list, sql)
		}
	}
	add(r.L.Cols(), r.Kind == plan.Right || r.Kind == plan.Full)
	if r.Kind != plan.Semi && r.Kind != plan.Anti {
		add(r.R.Cols(), r.Kind == plan.Left || r.Kind == plan.Full)
	}
	if len(list) == 0 {
		return "1 AS none"
	}
	return strings.Join(list, ", ")
}

func (g *gen) sort(r *plan.Sort) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		s := g.scope(in)
		keys, err := s.keys(r.Keys)
		if err != nil {
			return query{}, err
		}
		order := make([]string, len(keys))
		extra := ""
		for i, k := range keys {
			sql, dir, _ := strings.Cut(k, "\x00")
			col := sql
			if _, own := r.Keys[i].X.(*plan.Ref); !own {
				col = g.fresh()
				extra += ", " + sql + " AS " + col
			}
			order[i] = col + " " + dir
		}
		return query{sql: "SELECT *" + extra + " FROM " + s.from() + orderBy(order), order: order}, nil
	})
}

// keys writes sort keys; the direction stands behind a zero byte for those who take it apart.
func (s *scope) keys(keys []plan.SortKey) ([]string, error) {
	out := make([]string, len(keys))
	for i, k := range keys {
		sql, err := s.sql(k.X)
		if err != nil {
			return nil, err
		}
		out[i] = sql + "\x00" + direction(k)
	}
	return out, nil
}

func direction(k plan.SortKey) string {
	out := "ASC"
	if k.Desc {
		out = "DESC"
	}
	if k.NullsFirst {
		return out + " NULLS FIRST"
	}
	return out + " NULLS LAST"
}

func (g *gen) limit(r *plan.Limit) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		n, err := (&scope{g: g, fixed: true}).sql(r.N)
		return query{sql: "SELECT * FROM " + in.from() + orderBy(in.order) + " LIMIT greatest(0, " + n + ")", order: in.order}, err
	})
}

func (g *gen) sample(r *plan.Sample) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		n, err := (&scope{g: g, fixed: true}).sql(r.N)
		return query{sql: "SELECT * FROM " + in.from() + " ORDER BY random() LIMIT greatest(0, " + n + ")"}, err
	})
}

func (g *gen) union(r *plan.Union) (query, error) {
	var parts []string
	for i, in := range r.Ins {
		q, err := g.rel(in)
		if err != nil {
			return query{}, err
		}
		s := g.scope(q)
		list := make([]string, len(r.Columns))
		for j, x := range r.Map[i] {
			sql, err := s.sql(x)
			if err != nil {
				return query{}, err
			}
			list[j] = sql + " AS " + name(r.Columns[j].ID)
		}
		if len(list) == 0 {
			list = []string{"1 AS none"}
		}
		parts = append(parts, "SELECT "+strings.Join(list, ", ")+" FROM "+s.from())
	}
	return query{sql: strings.Join(parts, " UNION ALL ")}, nil
}

func (g *gen) shared(r *plan.Shared) (query, error) {
	c := g.ctes[r.ID]
	if c == nil {
		q, err := g.rel(r.In)
		if err != nil {
			return query{}, err
		}
		c = &cte{name: "s" + strconv.Itoa(r.ID), sql: q.sql, materialized: r.Materialize}
		for _, col := range r.In.Cols() {
			if col.Name != "" {
				c.cols = append(c.cols, col)
			}
		}
		g.ctes[r.ID] = c
		g.list = append(g.list, c)
	}
	list := make([]string, len(r.Columns))
	for i, col := range r.Columns {
		list[i] = name(c.cols[i].ID) + " AS " + name(col.ID)
	}
	if len(list) == 0 {
		list = []string{"1 AS none"}
	}
	return query{sql: "SELECT " + strings.Join(list, ", ") + " FROM " + c.name}, nil
}

func (g *gen) raw(r *plan.Raw) (query, error) {
	sql := r.SQL
	for i, in := range r.Ins {
		q, err := g.rel(in)
		if err != nil {
			return query{}, err
		}
		sql = strings.ReplaceAll(sql, "{"+strconv.Itoa(i)+"}", "(SELECT "+columns(in.Cols())+" FROM "+q.from()+orderBy(q.order)+")")
	}
	return query{sql: sql}, nil
}

func (g *gen) values(r *plan.Values) (query, error) {
	s := &scope{g: g, fixed: true}
	var rows []string
	for i, row := range r.Rows {
		list := make([]string, 0, len(row)+1)
		for j, x := range row {
			sql, err := s.sql(x)
			if err != nil {
				return query{}, err
			}
			list = append(list, "CAST("+sql+" AS "+sqlType(r.Columns[j].Type)+") AS "+name(r.Columns[j].ID))
		}
		if r.Ordinal != nil {
			list = append(list, strconv.Itoa(i)+"::BIGINT AS "+name(r.Ordinal.ID))
		}
		if len(list) == 0 {
			list = append(list, "1 AS none")
		}
		rows = append(rows, "SELECT "+strings.Join(list, ", "))
	}
	if len(rows) == 0 {
		return query{sql: noRows(r)}, nil
	}
	return query{sql: strings.Join(rows, " UNION ALL ")}, nil
}

func noRows(r *plan.Values) string {
	list := []string{"1 AS none"}
	for _, c := range r.Cols() {
		list = append(list, "NULL::"+sqlType(c.Type)+" AS "+name(c.ID))
	}
	return "SELECT " + strings.Join(list, ", ") + " WHERE false"
}

// maxSeries is the most rows that range makes.
const maxSeries = "10000000"

func (g *gen) series(r *plan.Series) (query, error) {
	parts, err := (&scope{g: g, fixed: true}).list([]plan.Expr{r.From, r.To, r.Step})
	if err != nil {
		return query{}, err
	}
	from, to, step := parts[0], parts[1], parts[2]
	count := "CASE WHEN " + step + " = 0 THEN 0 ELSE least(greatest(coalesce(floor((" + to + " - " + from + ")::DOUBLE / " + step + ") + 1, 0), 0), " + maxSeries + ") END"
	return query{sql: "SELECT (" + from + " + i * " + step + ")::" + sqlType(r.Column.Type) + " AS " + name(r.Column.ID) +
		" FROM (SELECT unnest(range((" + count + ")::BIGINT)) AS i)"}, nil
}
