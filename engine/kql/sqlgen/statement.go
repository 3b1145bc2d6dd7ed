package sqlgen

import (
	"slices"
	"strconv"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// statement is a SELECT about to be written.
type statement struct {
	*block
	cols     []column
	final    bool   // the answer: written for the driver, with names of its own
	distinct string // DISTINCT, or empty
	// distinctOn keeps one row for each combination of these.
	distinctOn []plan.Expr
	groups     int      // GROUP BY the first so many columns
	extra      []string // further columns, as SQL
	qualify    func(*scope) (string, error)
	tailSQL    string // in the place of the order and the limit
	ordered    bool   // the reader relies on the order of rows
}

// column is an output column.
type column struct {
	plan.Col
	x plan.Expr
}

// needs is a set of columns that somebody reads.
type needs map[plan.ColID]bool

func (n needs) columns() []column {
	ids := make([]plan.ColID, 0, len(n))
	for id := range n {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := make([]column, len(ids))
	for i, id := range ids {
		out[i] = column{plan.Col{ID: id}, &plan.Ref{ID: id}}
	}
	return out
}

// write gives the SELECT's text. The clauses are written before FROM, which they tell what they need.
func (g *gen) write(st *statement) (string, error) {
	return g.writeOver(&scope{g: g, b: st.block}, st, nil)
}

// writeOver is write in a scope that has written expressions already; extra columns made of them are SQL.
func (g *gen) writeOver(sc *scope, st *statement, extra []string) (string, error) {
	st.extra = append(st.extra, extra...)
	list, err := sc.selectList(st)
	if err != nil {
		return "", err
	}
	on, err := sc.distinctOn(st)
	if err != nil {
		return "", err
	}
	tail, err := sc.tail(st)
	if err != nil {
		return "", err
	}
	from, err := st.from.write(g)
	if err != nil {
		return "", err
	}
	from = sc.hoisted(from)
	var out strings.Builder
	out.WriteString("SELECT ")
	if st.distinct != "" {
		out.WriteString(st.distinct + " ")
	}
	out.WriteString(on)
	out.WriteString(list)
	if from != "" {
		out.WriteString(" FROM " + from)
	}
	out.WriteString(tail)
	if g.spent += out.Len(); g.spent > 4*maxText {
		return "", ErrTooLarge
	}
	return out.String(), nil
}

func (sc *scope) distinctOn(st *statement) (string, error) {
	if len(st.distinctOn) == 0 {
		return "", nil
	}
	list, err := sc.list(st.distinctOn)
	return "DISTINCT ON (" + list + ") ", err
}

// bare reports whether sql is nothing but a literal, as a column is that the query set to a constant.
func bare(sql string) bool {
	for strings.HasPrefix(sql, "(") && strings.HasSuffix(sql, ")") {
		sql = sql[1 : len(sql)-1]
	}
	if strings.HasPrefix(sql, "'") {
		rest := strings.ReplaceAll(sql[1:], "''", "")
		return strings.IndexByte(rest, '\'') == len(rest)-1
	}
	return sql == "NULL" || sql == "true" || sql == "false" || strings.Trim(sql, "+-.0123456789eE") == ""
}

func (sc *scope) selectList(st *statement) (string, error) {
	var list []string
	for i, c := range st.cols {
		sql, err := sc.sql(c.x)
		if err != nil {
			return "", err
		}
		as := name(c.ID)
		if st.final {
			sql, as = forDriver(sql, c.Type), "r"+strconv.Itoa(i)
		}
		if sql != as {
			sql += " AS " + as
		}
		list = append(list, sql)
	}
	list = append(list, st.extra...)
	if len(list) == 0 {
		list = []string{"1 AS none"}
	}
	return joined(list, ", "), nil
}

// forDriver turns a value into one that the Go driver can hand over as it is.
func forDriver(sql string, t schema.Type) string {
	switch t {
	case schema.Dynamic, schema.Decimal:
		return "(" + sql + ")::VARCHAR"
	case schema.String:
		return "coalesce(" + sql + ", '')"
	}
	return sql
}

// tail writes what stands behind FROM.
func (sc *scope) tail(st *statement) (string, error) {
	var out strings.Builder
	for i, x := range st.where {
		sql, err := sc.operand(x)
		if err != nil {
			return "", err
		}
		out.WriteString([]string{" AND ", " WHERE "}[btoi(i == 0)] + sql)
	}
	if st.groups > 0 {
		out.WriteString(" GROUP BY " + positions(st.groups))
	}
	if st.qualify != nil {
		sql, err := st.qualify(sc)
		if err != nil {
			return "", err
		}
		out.WriteString(" QUALIFY " + sql)
	}
	if st.tailSQL != "" {
		out.WriteString(st.tailSQL)
		return out.String(), nil
	}
	if err := sc.orderAndLimit(&out, st); err != nil {
		return "", err
	}
	return out.String(), nil
}

// orderAndLimit writes the order only where it counts: for the answer, and to say which rows a limit takes.
func (sc *scope) orderAndLimit(out *strings.Builder, st *statement) error {
	if len(st.order) > 0 && (st.final || st.ordered || st.limit != nil) {
		keys, err := sc.keys(st.order)
		if err != nil {
			return err
		}
		out.WriteString(orderBy(" ", keys))
	}
	if st.limit == nil {
		return nil
	}
	n, err := sc.operand(st.limit)
	if err != nil {
		return err
	}
	out.WriteString(" LIMIT " + n)
	return nil
}

// orderBy is an ORDER BY clause, or nothing without keys.
func orderBy(before, keys string) string {
	if keys == "" {
		return ""
	}
	return before + "ORDER BY " + keys
}

// keys writes sort keys; a constant sorts nothing.
func (sc *scope) keys(keys []plan.SortKey) (string, error) {
	var list []string
	for _, k := range keys {
		sql, err := sc.operand(k.X)
		if err != nil {
			return "", err
		}
		if bare(sql) {
			continue // ORDER BY 1 would mean the first column
		}
		list = append(list, sql+direction(k))
	}
	return joined(list, ", "), nil
}

// key writes an expression to group by. A bare number would be a column's position, and a text is refused.
func (sc *scope) key(x plan.Expr) (string, error) {
	sql, err := sc.operand(x)
	if bare(sql) {
		sql = "CAST(" + sql + " AS VARCHAR)"
	}
	return sql, err
}

func direction(k plan.SortKey) string {
	switch {
	case k.Desc && k.NullsFirst:
		return " DESC NULLS FIRST"
	case k.Desc:
		return " DESC NULLS LAST"
	case k.NullsFirst:
		return " ASC NULLS FIRST"
	}
	return " ASC NULLS LAST"
}

func positions(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i + 1)
	}
	return joined(list, ", ")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
