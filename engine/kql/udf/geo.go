package udf

import (
	"database/sql/driver"

	"socrates/engine/kql/udf/geo"
	"socrates/engine/kql/value"
)

// The functions of package geo under their SQL names.

var geoFuncs = []Func{
	{Name: "kql_geo_distance", In: reals(4), Out: Real, Fn: Of4(geo.Distance)},
	{Name: "kql_geo_distance_spheroid", In: reals(4), Out: Real, Fn: Of4(geo.SpheroidDistance)},
	{Name: "kql_geo_distance_to_line_spheroid", In: []Type{Real, Real, Text}, Out: Real, Fn: Of3(geo.SpheroidToLine)},
	{Name: "kql_geo_distance_to_polygon_spheroid", In: []Type{Real, Real, Text}, Out: Real, Fn: Of3(geo.SpheroidToPolygon)},
	{Name: "kql_geo_line_length_spheroid", In: []Type{Text}, Out: Real, Fn: Of1(geo.SpheroidLength)},
	{Name: "kql_geo_polygon_perimeter_spheroid", In: []Type{Text}, Out: Real, Fn: Of1(geo.SpheroidPerimeter)},
	{Name: "kql_geo_point_in_circle", In: reals(5), Out: Bool, Fn: geoInCircle},
	{Name: "kql_geo_azimuth", In: reals(4), Out: Real, Fn: Of4(geo.Azimuth)},
	{Name: "kql_geo_angle", In: reals(6), Out: Real, Fn: geoAngle},
	{Name: "kql_geo_point_in_polygon", In: []Type{Real, Real, Text}, Out: Bool, Fn: Of3(geo.InPolygon)},
	{Name: "kql_geo_distance_to_polygon", In: []Type{Real, Real, Text}, Out: Real, Fn: Of3(geo.DistanceToPolygon)},
	{Name: "kql_geo_distance_to_line", In: []Type{Real, Real, Text}, Out: Real, Fn: Of3(geo.DistanceToLine)},
	{Name: "kql_geo_closest_on_polygon", In: []Type{Real, Real, Text}, Out: Text, Fn: Of3(geo.ClosestOnPolygon)},
	{Name: "kql_geo_closest_on_line", In: []Type{Real, Real, Text}, Out: Text, Fn: Of3(geo.ClosestOnLine)},
	{Name: "kql_geo_polygon_area", In: []Type{Text}, Out: Real, Fn: Of1(geo.Area)},
	{Name: "kql_geo_polygon_perimeter", In: []Type{Text}, Out: Real, Fn: Of1(geo.Perimeter)},
	{Name: "kql_geo_polygon_centroid", In: []Type{Text}, Out: Text, Fn: Of1(geo.Centroid)},
	{Name: "kql_geo_line_length", In: []Type{Text}, Out: Real, Fn: Of1(geo.Length)},
	{Name: "kql_geo_line_centroid", In: []Type{Text}, Out: Text, Fn: Of1(geo.LineCentroid)},
	{Name: "kql_geo_line_interpolate", In: []Type{Text, Real}, Out: Text, Fn: Of2(geo.Interpolate)},
	{Name: "kql_geo_line_locate", In: []Type{Text, Real, Real}, Out: Real, Fn: Of3(geo.Locate)},
	{Name: "kql_geo_from_wkt", In: []Type{Text}, Out: Text, Fn: Of1(geo.FromWKT)},

	{Name: "kql_geo_geohash", In: []Type{Real, Real, Long}, Out: Text, Fn: cellOf(geo.Geohash)},
	{Name: "kql_geo_geohash_centre", In: []Type{Text}, Out: Text, Fn: Of1(geo.GeohashCentre)},
	{Name: "kql_geo_geohash_polygon", In: []Type{Text}, Out: Text, Fn: Of1(geo.GeohashPolygon)},
	{Name: "kql_geo_geohash_neighbors", In: []Type{Text}, Out: Text, Fn: Of1(listed(geo.GeohashNeighbors))},
	{Name: "kql_geo_s2cell", In: []Type{Real, Real, Long}, Out: Text, Fn: cellOf(geo.S2Cell)},
	{Name: "kql_geo_s2cell_centre", In: []Type{Text}, Out: Text, Fn: Of1(geo.S2Centre)},
	{Name: "kql_geo_s2cell_polygon", In: []Type{Text}, Out: Text, Fn: Of1(geo.S2Polygon)},
	{Name: "kql_geo_s2cell_neighbors", In: []Type{Text}, Out: Text, Fn: Of1(listed(geo.S2Neighbors))},
	{Name: "kql_geo_polygon_s2cells", In: []Type{Text, Long}, Out: Text, Fn: Of2(listed2(geo.PolygonS2Cells))},
	{Name: "kql_geo_line_s2cells", In: []Type{Text, Long}, Out: Text, Fn: Of2(listed2(geo.LineS2Cells))},
	{Name: "kql_geo_h3cell", In: []Type{Real, Real, Long}, Out: Text, Fn: cellOf(geo.H3Cell)},
	{Name: "kql_geo_h3cell_level", In: []Type{Text}, Out: Long, Fn: Of1(geo.H3Resolution)},
	{Name: "kql_geo_h3cell_parent", In: []Type{Text, Long}, Out: Text, Fn: Of2(func(c string, n int64) (string, bool) { return geo.H3Parent(c, n), true })},
	{Name: "kql_geo_h3cell_children", In: []Type{Text, Long}, Out: Text, Fn: Of2(listed2(geo.H3Children))},
	{Name: "kql_geo_h3cell_neighbors", In: []Type{Text}, Out: Text, Fn: Of1(listed(geo.H3Neighbors))},
	{Name: "kql_geo_h3cell_rings", In: []Type{Text, Long}, Out: Text, Fn: Of2(h3Rings)},
	{Name: "kql_geo_h3cell_centre", In: []Type{Text}, Out: Text, Fn: Of1(geo.H3Centre)},
	{Name: "kql_geo_h3cell_polygon", In: []Type{Text}, Out: Text, Fn: Of1(geo.H3Polygon)},
	{Name: "kql_geo_polygon_h3cells", In: []Type{Text, Long}, Out: Text, Fn: Of2(listed2(geo.PolygonH3Cells))},

	{Name: "kql_geo_intersection_2polygons", In: []Type{Text, Text}, Out: Text, Fn: Of2(geo.IntersectPolygons)},
	{Name: "kql_geo_intersection_line_polygon", In: []Type{Text, Text}, Out: Text, Fn: Of2(geo.IntersectLineWithPolygon)},
	{Name: "kql_geo_intersection_2lines", In: []Type{Text, Text}, Out: Text, Fn: Of2(geo.IntersectLines)},
	{Name: "kql_geo_intersects_2polygons", In: []Type{Text, Text}, Out: Bool, Fn: Of2(geo.PolygonsIntersect)},
	{Name: "kql_geo_intersects_line_polygon", In: []Type{Text, Text}, Out: Bool, Fn: Of2(geo.LineIntersectsPolygon)},
	{Name: "kql_geo_intersects_2lines", In: []Type{Text, Text}, Out: Bool, Fn: Of2(geo.LinesIntersect)},
	{Name: "kql_geo_union_polygons", In: []Type{Text}, Out: Text, Fn: Of1(func(js string) (string, bool) { return geo.UnitePolygons(value.Elements(js)) })},
	{Name: "kql_geo_union_lines", In: []Type{Text}, Out: Text, Fn: Of1(func(js string) (string, bool) { return geo.UniteLines(value.Elements(js)) })},
	{Name: "kql_geo_point_buffer", In: reals(4), Out: Text, Fn: Of4(geo.BufferPoint)},
	{Name: "kql_geo_line_buffer", In: []Type{Text, Real, Real}, Out: Text, Fn: Of3(geo.BufferLine)},
	{Name: "kql_geo_polygon_buffer", In: []Type{Text, Real, Real}, Out: Text, Fn: Of3(geo.BufferPolygon)},
	{Name: "kql_geo_line_simplify", In: []Type{Text, Real}, Out: Text, Fn: Of2(geo.SimplifyLine)},
	{Name: "kql_geo_polygon_simplify", In: []Type{Text, Real}, Out: Text, Fn: Of2(geo.SimplifyPolygon)},
	{Name: "kql_geo_polygons_simplify", In: []Type{Text, Real}, Out: Text, Fn: Of2(func(js string, t float64) (string, bool) { return geo.SimplifyPolygons(value.Elements(js), t) })},
	{Name: "kql_geo_line_densify", In: []Type{Text, Real}, Out: Text, Fn: Of2(geo.DensifyLine)},
	{Name: "kql_geo_polygon_densify", In: []Type{Text, Real}, Out: Text, Fn: Of2(geo.DensifyPolygon)},
}

func reals(n int) []Type {
	out := make([]Type, n)
	for i := range out {
		out[i] = Real
	}
	return out
}

func geoInCircle(in []driver.Value) (any, error) {
	f := func(i int) float64 { return in[i].(float64) }
	return null(geo.InCircle(f(0), f(1), f(2), f(3), f(4)))
}

func geoAngle(in []driver.Value) (any, error) {
	f := func(i int) float64 { return in[i].(float64) }
	return null(geo.Angle(f(0), f(1), f(2), f(3), f(4), f(5)))
}

// cellOf makes an Fn of a function that names the cell of a point.
func cellOf(f func(lng, lat float64, n int64) string) Fn {
	return Of3(func(lng, lat float64, n int64) (string, bool) { return f(lng, lat, n), true })
}

// listed writes a list of names as JSON.
func listed(f func(string) ([]string, bool)) func(string) (string, bool) {
	return func(s string) (string, bool) {
		list, ok := f(s)
		return namesJSON(list), ok
	}
}

func listed2(f func(string, int64) ([]string, bool)) func(string, int64) (string, bool) {
	return func(s string, n int64) (string, bool) {
		list, ok := f(s, n)
		return namesJSON(list), ok
	}
}

func namesJSON(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quoteJSON(s)
	}
	return joinJSON(out)
}

func h3Rings(cell string, distance int64) (string, bool) {
	rings, ok := geo.H3Rings(cell, distance)
	out := make([]string, len(rings))
	for i, r := range rings {
		out[i] = namesJSON(r)
	}
	return joinJSON(out), ok
}
