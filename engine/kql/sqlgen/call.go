package sqlgen

import (
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// call writes a scalar function or operator from its row.
func (sc *scope) call(x *plan.Call) (text, error) {
	if x.Fn.Kind == funcs.Operator && (x.Fn.Name == "and" || x.Fn.Name == "or") {
		return sc.chain(x)
	}
	if to, ok := conversions[x.Fn.Name]; ok && x.Fn.Kind == funcs.Scalar && len(x.Args) == 1 {
		return sc.cast(&plan.Cast{X: x.Args[0], To: to})
	}
	var all text
	args, err := sc.args(&all, x.Sig, x.Args)
	if err != nil {
		return text{}, err
	}
	all.sql, err = x.Sig.Write(&funcs.Call{Fn: x.Fn, Args: args, T: x.T, Now: sc.g.now})
	return all, err
}

// conversions are the functions that are casts by another name.
var conversions = map[string]schema.Type{
	"tostring": schema.String, "tolong": schema.Long, "toint": schema.Int, "toreal": schema.Real, "todecimal": schema.Decimal,
	"tobool": schema.Bool, "todatetime": schema.Datetime, "totimespan": schema.Timespan, "toguid": schema.Guid,
}

// chain writes a and b and c without nesting, as a filter may have a thousand of them.
func (sc *scope) chain(x *plan.Call) (text, error) {
	var all text
	var list []string
	for _, part := range flatten(x, nil) {
		sql, err := sc.part(&all, part)
		if err != nil {
			return text{}, err
		}
		list = append(list, sql)
	}
	all.sql = strings.Join(list, " "+strings.ToUpper(x.Fn.Name)+" ")
	return all, nil
}

// flatten lists the operands of nested calls of one operator, in order.
func flatten(x *plan.Call, out []plan.Expr) []plan.Expr {
	for _, a := range x.Args {
		if c, ok := a.(*plan.Call); ok && c.Fn == x.Fn {
			out = flatten(c, out)
		} else {
			out = append(out, a)
		}
	}
	return out
}

// args writes arguments as a function's row wants them.
func (sc *scope) args(all *text, sig *funcs.Sig, xs []plan.Expr) ([]funcs.Arg, error) {
	args := make([]funcs.Arg, len(xs))
	for i, x := range xs {
		t, err := sc.expr(x)
		if err != nil {
			return nil, err
		}
		args[i] = funcs.Arg{SQL: operand(t.sql), Type: x.Type(), Const: constant(x)}
		layer := t.layer
		if !t.pinned && args[i].Const == nil && (t.query || repeats(sig, i)) {
			args[i].SQL, layer = sc.hoist(args[i].SQL, t.layer)
		}
		all.layer = max(all.layer, layer)
		all.pinned = all.pinned || t.pinned
	}
	return sig.Fill(args), nil
}

// repeats reports whether a row may write argument i more than once. A Lower may, for all that is known.
func repeats(sig *funcs.Sig, i int) bool {
	if sig.Lower != nil {
		return true
	}
	return i < len(sig.Params) && strings.Count(sig.SQL, "$"+sig.Params[i].Name) > 1
}

func constant(x plan.Expr) *value.Value {
	if l, ok := x.(*plan.Lit); ok {
		return &l.V
	}
	return nil
}

// aggCall writes an aggregate function. A string result is never NULL, also over no rows.
func (sc *scope) aggCall(x *plan.AggCall) (text, error) {
	var all text
	args, err := sc.args(&all, x.Sig, x.Args)
	if err != nil {
		return text{}, err
	}
	c := &funcs.Call{Fn: x.Fn, Args: args, T: x.T, Now: sc.g.now}
	if x.Filter != nil {
		sql, err := sc.part(&all, x.Filter)
		if err != nil {
			return text{}, err
		}
		c.Filter = "FILTER (WHERE " + sql + ")"
	}
	if all.sql, err = sc.ordered(x.Sig, c); err != nil {
		return text{}, err
	}
	if x.Distinct {
		all.sql = strings.Replace(all.sql, "(", "(DISTINCT ", 1)
	}
	all.sql, all.pinned = never(all.sql, x.T), true
	return all, err
}

// ordered writes an aggregate, in the order of its input where the row cares for one. To know an order is
// to compute its keys, so it is asked for only then.
func (sc *scope) ordered(sig *funcs.Sig, c *funcs.Call) (string, error) {
	plain, err := sig.Write(c)
	if err != nil || len(sc.b.order) == 0 {
		return plain, err
	}
	c.Order = "ORDER BY 1"
	if other, err := sig.Write(c); err != nil || other == plain {
		return plain, err
	}
	if c.Order, err = sc.inputOrder(); err != nil {
		return "", err
	}
	return sig.Write(c)
}

// inputOrder is the order in which an aggregate meets its rows: what the query asked for below it, or how
// its rows happen to stand.
func (sc *scope) inputOrder() (string, error) {
	sql, err := sc.keys(sc.b.order)
	return orderBy("", sql), err
}
