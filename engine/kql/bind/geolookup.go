package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// geoLookup joins places with the polygons that hold them (geo_polygon_lookup), or with the lines or
// polygons that are within a radius of them (geo_line_lookup, and geo_polygon_lookup with a radius).
func (b *binder) geoLookup(in *table, op *syntax.Evaluate) *table {
	name := op.Call.Fn.Text
	pos, given := pluginArgs(op.Call)
	line := name == "geo_line_lookup"
	if len(pos) < 4 || line && len(pos) < 5 && given["radius"] == nil {
		b.err(CodeArity, op.Call.Span(), name+"() wants a table, its column with shapes, a longitude and a latitude"+map[bool]string{true: ", and a radius", false: ""}[line], "")
		return in.broken()
	}
	arg := func(i int, name string) syntax.Expr {
		if i < len(pos) {
			return pos[i]
		}
		return given[name]
	}
	right := b.tabular(pos[0])
	if right.bad {
		return right
	}
	key, at := pos[1], pos[2:4]
	last := geoKeyLast(right, pos)
	if last {
		key, at = pos[3], pos[1:3]
	}
	shape, ok := b.column(key, right, name)
	e := b.rowEnv(in, op, nil)
	lon, lat := b.scalar(at[0], e), b.scalar(at[1], e)
	if !ok || lon.Type() == schema.Unknown || lat.Type() == schema.Unknown {
		return in.broken()
	}
	on := b.geoMatch(line, lon, lat, ref(shape), arg(4, "radius"))
	if on.Type() != schema.Bool {
		b.err(CodeUnsupported, op.Call.Fn.Span(), fmt.Sprintf("the plugin %s is not part of this trainer yet", name), "")
		return in.broken()
	}
	kind := plan.Inner
	if b.constBool(arg(5, "return_unmatched")) {
		kind = plan.Left
	}
	return b.geoJoined(in, right, shape, kind, on, last || b.constBool(arg(7, "return_lookup_key")))
}

// geoKeyLast tells the newer order of arguments, which has the column with shapes behind the place and keeps it in
// the answer, from the older one, which has it before.
func geoKeyLast(right *table, pos []syntax.Expr) bool {
	isKey := func(x syntax.Expr) bool {
		n := asName(x)
		return n != nil && has(right.cols, n.Text)
	}
	return isKey(pos[3]) && !isKey(pos[1])
}

func (b *binder) geoMatch(line bool, lon, lat, shape plan.Expr, radius syntax.Expr) plan.Expr {
	far := plan.Expr(lit(value.Real(0)))
	if radius != nil {
		far = b.scalar(radius, env{})
	}
	if line {
		return b.apply("<=", b.callScalar("geo_distance_point_to_line", lon, lat, shape), b.cast(far, schema.Real))
	}
	if v, ok := constant(far); ok && v.F == 0 && v.I == 0 {
		return b.callScalar("geo_point_in_polygon", lon, lat, shape)
	}
	return b.apply("<=", b.callScalar("geo_distance_point_to_polygon", lon, lat, shape), b.cast(far, schema.Real))
}

// geoJoined gives the columns of both sides; that of the shapes only when it is asked for.
func (b *binder) geoJoined(in, right *table, shape plan.Col, kind plan.JoinKind, on plan.Expr, key bool) *table {
	out := in.unordered()
	out.rel = &plan.Join{Kind: kind, L: in.rel, R: right.rel, On: on}
	names := newNamer()
	var items []plan.Item
	for _, c := range append(slices.Clone(in.cols), right.cols...) {
		if c != shape || key {
			items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: names.auto(c.Name), Type: c.Type}, X: ref(c)})
		}
	}
	return b.project(out, items)
}
