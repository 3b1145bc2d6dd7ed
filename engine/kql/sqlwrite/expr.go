package sqlgen

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// scope is the SELECT in which expressions are being written.
type scope struct {
	g           *gen
	in          query
	fixed       bool     // nothing can be slipped in below
	below       []string // columns slipped in below, in order of need
	aggregating bool     // expressions may stand above aggregates
	listOrder   string   // ORDER BY for aggregates that depend on order
	win         *windowing
}

func (g *gen) scope(in query) *scope { return &scope{g: g, in: in} }

// from is what stands behind FROM, with the columns that were slipped in. DuckDB lets one of them read those
// before it.
func (s *scope) from() string {
	if len(s.below) == 0 {
		return s.in.from()
	}
	return "(SELECT *, " + strings.Join(s.below, ", ") + " FROM " + s.in.from() + ")"
}

// longArgument is the length from which an argument is computed once and read by name.
const longArgument = 120

// hoist gives a name to a long argument.
func (s *scope) hoist(x plan.Expr, sql string) string {
	if s.fixed || len(sql) < longArgument || aggregates(x) {
		return sql
	}
	col := s.g.fresh()
	s.below = append(s.below, sql+" AS "+col)
	return col
}

func aggregates(x plan.Expr) bool {
	found := false
	plan.Each(x, func(e plan.Expr) {
		switch e.(type) {
		case *plan.AggCall, *plan.WinCall:
			found = true
		}
	})
	return found
}

func (s *scope) list(xs []plan.Expr) ([]string, error) {
	out := make([]string, len(xs))
	for i, x := range xs {
		var err error
		if out[i], err = s.sql(x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sql writes an expression.
func (s *scope) sql(x plan.Expr) (string, error) {
	switch x := x.(type) {
	case *plan.Access:
		return s.access(x)
	case *plan.AggCall:
		return s.aggregate(x)
	case *plan.Call:
		c, err := s.call(x.Fn, x.Sig, x.Args, x.T)
		if err != nil {
			return "", err
		}
		return x.Sig.Write(c)
	case *plan.Case:
		return s.choose(x)
	case *plan.Cast:
		in, err := s.operand(x.X)
		return "(" + funcs.Cast(in, x.X.Type(), x.To) + ")", err
	case *plan.InRel:
		return s.inRel(x)
	case *plan.ListOf:
		return s.listOf(x)
	case *plan.Lit:
		return literal(x.V), nil
	case *plan.Ref:
		return name(x.ID), nil
	case *plan.Scalar:
		return s.scalar(x)
	case *plan.WinCall:
		return s.win.call(x)
	}
	return "", fmt.Errorf("no SQL for the expression %T", x)
}

// operand is an expression that can stand beside any operator, hoisted when it is long.
func (s *scope) operand(x plan.Expr) (string, error) {
	sql, err := s.sql(x)
	if err != nil {
		return "", err
	}
	switch x.(type) {
	case *plan.Lit, *plan.Ref:
		return sql, nil
	}
	if named := s.hoist(x, sql); named != sql {
		return named, nil
	}
	return "(" + sql + ")", nil
}

// call prepares a function's arguments.
func (s *scope) call(f *funcs.Func, sig *funcs.Sig, xs []plan.Expr, t schema.Type) (*funcs.Call, error) {
	args := make([]funcs.Arg, len(xs))
	for i, x := range xs {
		sql, err := s.operand(x)
		if err != nil {
			return nil, err
		}
		args[i] = funcs.Arg{SQL: sql, Type: x.Type()}
		if lit, ok := x.(*plan.Lit); ok {
			args[i].Const = &lit.V
		}
	}
	return &funcs.Call{Fn: f, Args: sig.Fill(args), Now: s.g.now, T: t}, nil
}

func (s *scope) aggregate(x *plan.AggCall) (string, error) {
	aggregating := s.aggregating
	s.aggregating = false
	defer func() { s.aggregating = aggregating }()
	c, err := s.call(x.Fn, x.Sig, x.Args, x.T)
	if err != nil {
		return "", err
	}
	c.Order = strings.TrimSpace(s.listOrder)
	if x.Filter != nil {
		pred, err := s.sql(x.Filter)
		if err != nil {
			return "", err
		}
		c.Filter = "FILTER (WHERE " + pred + ")"
	}
	sql, err := x.Sig.Write(c)
	if x.T == schema.String {
		sql = "coalesce(" + sql + ", '')"
	}
	return sql, err
}

func (s *scope) choose(x *plan.Case) (string, error) {
	var b strings.Builder
	b.WriteString("CASE")
	for i := range x.When {
		when, err := s.sql(x.When[i])
		if err != nil {
			return "", err
		}
		then, err := s.sql(x.Then[i])
		if err != nil {
			return "", err
		}
		b.WriteString(" WHEN " + when + " THEN " + then)
	}
	otherwise, err := s.sql(x.Else)
	return b.String() + " ELSE " + otherwise + " END", err
}

// access reads a property or element; a chain of constant keys is one path.
func (s *scope) access(x *plan.Access) (string, error) {
	path, base := "", plan.Expr(x)
	for {
		a, ok := base.(*plan.Access)
		if !ok {
			break
		}
		step, ok := pathStep(a.Key)
		if !ok {
			break
		}
		path, base = step+path, a.X
	}
	if path != "" {
		in, err := s.operand(base)
		return "json_extract(" + in + ", " + funcs.Quote("$"+path) + ")", err
	}
	in, err := s.operand(x.X)
	if err != nil {
		return "", err
	}
	key, err := s.operand(x.Key)
	if err != nil {
		return "", err
	}
	if t := x.Key.Type(); t == schema.Long || t == schema.Int {
		return "json_extract(" + in + ", '$[' || " + key + " || ']')", nil
	}
	return "json_extract(" + in + ", '$.\"' || replace(" + funcs.Cast(key, x.Key.Type(), schema.String) + ", '\"', '') || '\"')", nil
}

func pathStep(key plan.Expr) (string, bool) {
	lit, ok := key.(*plan.Lit)
	switch {
	case !ok || lit.V.Null:
		return "", false
	case lit.V.Type == schema.String && !strings.ContainsAny(lit.V.S, "\"\\"):
		return `."` + lit.V.S + `"`, true
	case lit.V.Type == schema.Long || lit.V.Type == schema.Int:
		if lit.V.I < 0 {
			return "[#" + strconv.FormatInt(lit.V.I, 10) + "]", true
		}
		return "[" + strconv.FormatInt(lit.V.I, 10) + "]", true
	}
	return "", false
}

func (s *scope) firstColumn(r plan.Rel) (sql, column string, err error) {
	q, err := s.g.rel(r)
	if err != nil {
		return "", "", err
	}
	for _, c := range r.Cols() {
		if c.Name != "" {
			return q.sql, name(c.ID), nil
		}
	}
	return "", "", fmt.Errorf("a relation without columns where a value is wanted")
}

func (s *scope) scalar(x *plan.Scalar) (string, error) {
	sql, col, err := s.firstColumn(x.In)
	if err != nil {
		return "", err
	}
	out := "(SELECT " + col + " FROM (" + sql + ") LIMIT 1)"
	if x.T == schema.String {
		out = "coalesce(" + out + ", '')"
	}
	return out, nil
}

func (s *scope) inRel(x *plan.InRel) (string, error) {
	v, err := s.operand(x.X)
	if err != nil {
		return "", err
	}
	sql, col, err := s.firstColumn(x.In)
	if err != nil {
		return "", err
	}
	if x.IgnoreCase {
		v, col = "lower("+v+")", "lower("+col+")"
	}
	out := "coalesce(" + v + " IN (SELECT " + col + " FROM (" + sql + ") WHERE " + col + " IS NOT NULL), false)"
	if x.Not {
		return "(NOT " + out + ")", nil
	}
	return out, nil
}

func (s *scope) listOf(x *plan.ListOf) (string, error) {
	sql, col, err := s.firstColumn(x.In)
	return "(SELECT coalesce(to_json(list(" + col + ")), '[]'::JSON) FROM (" + sql + "))", err
}

// literal writes a constant with its type.
func literal(v value.Value) string {
	if v.Null {
		return "NULL::" + sqlType(v.Type)
	}
	switch v.Type {
	case schema.Bool:
		return strconv.FormatBool(v.B)
	case schema.Int:
		return "(" + strconv.FormatInt(v.I, 10) + ")::INTEGER"
	case schema.Long, schema.Datetime, schema.Timespan:
		return "(" + strconv.FormatInt(v.I, 10) + ")::BIGINT"
	case schema.Real:
		return realLiteral(v.F)
	case schema.Decimal:
		return "CAST(" + funcs.Quote(v.S) + " AS DECIMAL(38,18))"
	case schema.Dynamic:
		return "CAST(" + funcs.Quote(v.S) + " AS JSON)"
	}
	return funcs.Quote(v.S)
}

func realLiteral(f float64) string {
	switch {
	case math.IsNaN(f):
		return "'nan'::DOUBLE"
	case math.IsInf(f, 1):
		return "'inf'::DOUBLE"
	case math.IsInf(f, -1):
		return "'-inf'::DOUBLE"
	}
	return "'" + strconv.FormatFloat(f, 'g', -1, 64) + "'::DOUBLE"
}
