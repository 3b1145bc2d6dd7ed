package bind

import (
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// geoLookup joins places with the polygons that hold them, or with the lines that pass within a radius:
// geo_polygon_lookup(table, polygon, longitude, latitude, radius, return_unmatched, lookup_area_radius,
// return_lookup_key). The area radius only helps Kusto to find matches faster.
func (b *binder) geoLookup(in *table, op *syntax.Evaluate) *table {
	name := op.Call.Fn.Text
	pos, named := pluginArgs(op.Call)
	if len(pos) < 4 {
		b.err(CodeArity, op.Call.Span(), name+"() wants a table, its column with shapes, and the columns with longitude and latitude", "")
		return in.broken()
	}
	for i, option := range []string{"radius", "return_unmatched", "lookup_area_radius", "return_lookup_key"} {
		if named[option] == nil && len(pos) > 4+i {
			named[option] = pos[4+i]
		}
	}
	right := b.tabular(pos[0])
	if right.bad {
		return right
	}
	e := b.rowEnv(in, op, nil)
	shape := b.scalar(pos[1], env{row: right})
	lng, lat := b.cast(b.scalar(pos[2], e), schema.Real), b.cast(b.scalar(pos[3], e), schema.Real)
	if shape.Type() == schema.Unknown || lng.Type() == schema.Unknown || lat.Type() == schema.Unknown {
		return in.broken()
	}
	var radius plan.Expr = lit(value.Real(0))
	if named["radius"] != nil {
		radius = b.scalar(named["radius"], env{})
	}
	distance := "geo_distance_point_to_polygon"
	if name == "geo_line_lookup" {
		distance = "geo_distance_point_to_line"
	}
	kind := plan.Inner
	if b.constBool(named["return_unmatched"]) {
		kind = plan.Left
	}
	out := in.unordered()
	out.rel = &plan.Join{Kind: kind, L: in.rel, R: right.rel, On: b.apply("<=", b.callScalar(distance, lng, lat, shape), radius)}
	return b.project(out, b.lookedUp(in, right, shape, b.constBool(named["return_lookup_key"])))
}

// lookedUp are the columns of both tables; the one with the shapes only if it is asked for.
func (b *binder) lookedUp(in, right *table, shape plan.Expr, withKey bool) []plan.Item {
	names := newNamer()
	var items []plan.Item
	add := func(c plan.Col) {
		items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: names.auto(c.Name), Type: c.Type}, X: ref(c)})
	}
	for _, c := range in.cols {
		add(c)
	}
	for _, c := range right.cols {
		if key, ok := shape.(*plan.Ref); !ok || key.ID != c.ID || withKey {
			add(c)
		}
	}
	return items
}
