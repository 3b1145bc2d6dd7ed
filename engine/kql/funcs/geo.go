package funcs

import (
	"slices"
	"strings"

	"socrates/engine/schema"
)

// Functions of places, lines and polygons; package udf/geo says how they are computed.

// geoParams reads "lng lat polygon:dynamic level:long=11": a parameter is a real unless it says otherwise, and
// optional if it has a default.
func geoParams(spec string) []Param {
	var out []Param
	for _, word := range strings.Fields(spec) {
		name, def, optional := strings.Cut(word, "=")
		name, kind, _ := strings.Cut(name, ":")
		p := Param{Name: name, Types: realNumber, Optional: optional, Default: def}
		switch kind {
		case "dynamic":
			p.Types = Dynamics
		case "string":
			p.Types = Strings
		case "long":
			p.Types = Integers
		}
		out = append(out, p)
	}
	return out
}

// geoRow writes a row whose SQL calls one function with all parameters in order, each cast to what it takes.
func geoRow(name, function, spec string, returns schema.Type, doc, example, want string) Func {
	params := geoParams(spec)
	args := make([]string, len(params))
	for i, p := range params {
		switch p.Types {
		case Dynamics:
			args[i] = "$" + p.Name + "::VARCHAR"
		case Strings:
			args[i] = "$" + p.Name
		case Integers:
			args[i] = "$" + p.Name + "::BIGINT"
		default:
			args[i] = "$" + p.Name + "::DOUBLE"
		}
	}
	sql := "kql_geo_" + function + "(" + strings.Join(args, ", ") + ")"
	switch returns {
	case schema.Dynamic:
		sql += "::JSON"
	case schema.String:
		sql = "coalesce(" + sql + ", '')"
	case schema.Int:
		sql += "::INTEGER"
	}
	return Func{
		Name: "geo_" + name, Group: "geo", Doc: doc, Examples: []Example{{example, want}},
		Sigs: []Sig{{Params: params, Returns: returns, SQL: sql}},
	}
}

// withRadius gives a function that covers a shape with cells a third argument: how far around the shape the cells
// reach, in metres.
func withRadius(f Func, shape, cells, level string) Func {
	plain := f.Sigs[0]
	wide := plain
	wide.Params = append(slices.Clone(plain.Params), Param{Name: "radius", Types: realNumber})
	for i := range wide.Params {
		wide.Params[i].Optional, wide.Params[i].Default = false, ""
	}
	wide.SQL = "CASE WHEN $radius::DOUBLE = 0 THEN " + plain.SQL + " ELSE kql_geo_polygon_" + cells + "(kql_geo_" + shape +
		"_buffer($" + shape + "::VARCHAR, $radius::DOUBLE, least($radius::DOUBLE, 10)), $" + level + "::BIGINT)::JSON END"
	f.Sigs = append(f.Sigs, wide)
	f.Examples = append(f.Examples, Example{"isnull(" + f.Name + "(" + map[string]string{"line": dash, "polygon": square}[shape] + ", 5, -1.0))", "true"})
	return f
}

// withSpheroid gives a function that measures a last argument: whether the Earth is WGS84's spheroid, not a sphere.
func withSpheroid(f Func, example Example) Func {
	plain := f.Sigs[0]
	exact := plain
	exact.Params = append(slices.Clone(plain.Params), Param{Name: "use_spheroid", Types: Bools})
	name, args, _ := strings.Cut(plain.SQL, "(")
	exact.SQL = "CASE WHEN $use_spheroid THEN " + name + "_spheroid(" + args + " ELSE " + plain.SQL + " END"
	f.Sigs = append(f.Sigs, exact)
	f.Examples = append(f.Examples, example)
	return f
}

const (
	square = `dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]})`
	far    = `dynamic({"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]})`
	dash   = `dynamic({"type":"LineString","coordinates":[[0,0],[2,0]]})`
)

var geoFuncs = []Func{
	withSpheroid(geoRow("distance_2points", "distance", "lng1 lat1 lng2 lat2", schema.Real,
		"Distance of two points in metres.", `round(geo_distance_2points(0, 0, 1, 0))`, `111195.0`), Example{`round(geo_distance_2points(0, 0, 1, 0, true))`, `111319.0`}),
	withSpheroid(geoRow("distance_point_to_line", "distance_to_line", "lng lat line:dynamic", schema.Real,
		"Distance of a point from a line in metres.", `round(geo_distance_point_to_line(1, 0, `+dash+`))`, `0.0`), Example{`round(geo_distance_point_to_line(3, 0, ` + dash + `, true))`, `111319.0`}),
	withSpheroid(geoRow("distance_point_to_polygon", "distance_to_polygon", "lng lat polygon:dynamic", schema.Real,
		"Distance of a point from a polygon in metres; 0 inside.", `geo_distance_point_to_polygon(0.5, 0.5, `+square+`)`, `0.0`), Example{`geo_distance_point_to_polygon(0.5, 0.5, ` + square + `, true) < 0.001`, `true`}),
	geoRow("closest_point_on_line", "closest_on_line", "lng lat line:dynamic", schema.Dynamic,
		"The point of a line that is nearest to a point.", `isnull(geo_closest_point_on_line(500, 0, `+dash+`))`, `true`),
	geoRow("closest_point_on_polygon", "closest_on_polygon", "lng lat polygon:dynamic", schema.Dynamic,
		"The point of a polygon that is nearest to a point.", `isnull(geo_closest_point_on_polygon(500, 0, `+square+`))`, `true`),
	geoRow("azimuth", "azimuth", "lng1 lat1 lng2 lat2", schema.Real,
		"Direction from one point to another, clockwise from north, in radians.", `round(geo_azimuth(0, 0, 1, 0), 6)`, `1.570796`),
	geoRow("angle", "angle", "lng1 lat1 lng2 lat2 lng3 lat3", schema.Real,
		"Clockwise angle between the ways from the second point to the first and to the third, in radians.",
		`round(geo_angle(0, 1, 0, 0, 1, 0), 6)`, `1.570796`),
	geoRow("point_in_circle", "point_in_circle", "lng lat centerLng centerLat radius", schema.Bool,
		"Whether a point lies within so many metres of a centre.", `geo_point_in_circle(0, 0, 0, 0.001, 200)`, `true`),
	geoRow("point_in_polygon", "point_in_polygon", "lng lat polygon:dynamic", schema.Bool,
		"Whether a point lies in a polygon.", `geo_point_in_polygon(0.5, 0.5, `+square+`)`, `true`),
	geoRow("polygon_area", "polygon_area", "polygon:dynamic", schema.Real,
		"Area of a polygon in square metres.", `geo_polygon_area(`+square+`) between (1.23e10 .. 1.24e10)`, `true`),
	withSpheroid(geoRow("polygon_perimeter", "polygon_perimeter", "polygon:dynamic", schema.Real,
		"Length of a polygon's outline in metres.", `geo_polygon_perimeter(`+square+`) between (444e3 .. 445e3)`, `true`), Example{`geo_polygon_perimeter(` + square + `, true) between (443e3 .. 445e3)`, `true`}),
	geoRow("polygon_centroid", "polygon_centroid", "polygon:dynamic", schema.Dynamic,
		"The centre of mass of a polygon.", `round(toreal(geo_polygon_centroid(`+square+`).coordinates[0]), 6)`, `0.5`),
	withSpheroid(geoRow("line_length", "line_length", "line:dynamic", schema.Real,
		"Length of a line in metres.", `round(geo_line_length(`+dash+`))`, `222390.0`), Example{`round(geo_line_length(` + dash + `, true))`, `222639.0`}),
	geoRow("line_centroid", "line_centroid", "line:dynamic", schema.Dynamic,
		"The centre of mass of a line.", `round(toreal(geo_line_centroid(`+dash+`).coordinates[0]), 6)`, `1.0`),
	geoRow("line_interpolate_point", "line_interpolate", "line:dynamic fraction", schema.Dynamic,
		"The point at a fraction of a line's length.", `round(toreal(geo_line_interpolate_point(`+dash+`, 0.25).coordinates[0]), 6)`, `0.5`),
	geoRow("line_locate_point", "line_locate", "line:dynamic lng lat", schema.Real,
		"The fraction of a line's length at which it is nearest to a point.", `round(geo_line_locate_point(`+dash+`, 0.5, 1), 6)`, `0.25`),
	geoRow("from_wkt", "from_wkt", "wkt:string", schema.Dynamic,
		"A geometry in well-known text as GeoJSON.", `geo_from_wkt("POINT (1 2)")`, `dynamic({"type":"Point","coordinates":[1.0,2.0]})`),
	geoRow("point_to_geohash", "geohash", "lng lat accuracy:long=5", schema.String,
		"The geohash of a point, with so many characters.", `geo_point_to_geohash(-80.195829, 25.802215, 8)`, `"dhwfz15h"`),
	geoRow("geohash_to_central_point", "geohash_centre", "geohash:string", schema.Dynamic,
		"The middle of a geohash's cell.", `geo_geohash_to_central_point("s")`, `dynamic({"type":"Point","coordinates":[22.5,22.5]})`),
	geoRow("geohash_to_polygon", "geohash_polygon", "geohash:string", schema.Dynamic,
		"The outline of a geohash's cell.", `isnull(geo_geohash_to_polygon("a"))`, `true`),
	geoRow("geohash_neighbors", "geohash_neighbors", "geohash:string", schema.Dynamic,
		"The cells around a geohash's cell.", `array_length(geo_geohash_neighbors("sunny"))`, `8`),
	geoRow("point_to_s2cell", "s2cell", "lng lat level:long=11", schema.String,
		"The S2 cell of a point.", `geo_point_to_s2cell(-80.195829, 25.802215, 8)`, `"88d9b"`),
	geoRow("s2cell_to_central_point", "s2cell_centre", "cell:string", schema.Dynamic,
		"The middle of an S2 cell.", `isnull(geo_s2cell_to_central_point("a"))`, `true`),
	geoRow("s2cell_to_polygon", "s2cell_polygon", "cell:string", schema.Dynamic,
		"The outline of an S2 cell.", `isnull(geo_s2cell_to_polygon("a"))`, `true`),
	geoRow("s2cell_neighbors", "s2cell_neighbors", "cell:string", schema.Dynamic,
		"The cells around an S2 cell.", `array_length(geo_s2cell_neighbors("89c259"))`, `8`),
	withRadius(geoRow("polygon_to_s2cells", "polygon_s2cells", "polygon:dynamic level:long=11", schema.Dynamic,
		"S2 cells of a level that cover a polygon; null for more than 65,536.", `isnull(geo_polygon_to_s2cells(`+square+`, 30))`, `true`), "polygon", "s2cells", "level"),
	withRadius(geoRow("line_to_s2cells", "line_s2cells", "line:dynamic level:long=11", schema.Dynamic,
		"S2 cells of a level that cover a line.", `array_length(geo_line_to_s2cells(`+dash+`, 1)) > 0`, `true`), "line", "s2cells", "level"),
	geoRow("point_to_h3cell", "h3cell", "lng lat resolution:long=6", schema.String,
		"The H3 cell of a point.", `geo_point_to_h3cell(-74.04450446039874, 40.689250859314974, 6)`, `"862a1072fffffff"`),
	geoRow("h3cell_level", "h3cell_level", "cell:string", schema.Int,
		"The resolution of an H3 cell.", `tolong(geo_h3cell_level("862a1072fffffff"))`, `6`),
	geoRow("h3cell_parent", "h3cell_parent", "cell:string resolution:long=-1", schema.String,
		"The H3 cell of a coarser resolution around a cell.", `geo_h3cell_parent("862a1072fffffff", 1)`, `"812a3ffffffffff"`),
	geoRow("h3cell_children", "h3cell_children", "cell:string resolution:long=-1", schema.Dynamic,
		"The H3 cells of a finer resolution in a cell.", `array_length(geo_h3cell_children("862a1072fffffff"))`, `7`),
	geoRow("h3cell_neighbors", "h3cell_neighbors", "cell:string", schema.Dynamic,
		"The H3 cells around a cell.", `array_length(geo_h3cell_neighbors("862a1072fffffff"))`, `6`),
	geoRow("h3cell_rings", "h3cell_rings", "cell:string distance:long", schema.Dynamic,
		"The H3 cells at each distance from a cell.", `array_length(geo_h3cell_rings("861f8894fffffff", 2)[2])`, `12`),
	geoRow("h3cell_to_central_point", "h3cell_centre", "cell:string", schema.Dynamic,
		"The middle of an H3 cell.", `isnull(geo_h3cell_to_central_point("1"))`, `true`),
	geoRow("h3cell_to_polygon", "h3cell_polygon", "cell:string", schema.Dynamic,
		"The outline of an H3 cell.", `isnull(geo_h3cell_to_polygon("@"))`, `true`),
	withRadius(geoRow("polygon_to_h3cells", "polygon_h3cells", "polygon:dynamic resolution:long=6", schema.Dynamic,
		"H3 cells of a resolution whose middles lie in a polygon.", `isnull(geo_polygon_to_h3cells(`+square+`, 15))`, `true`), "polygon", "h3cells", "resolution"),
	geoRow("intersection_2polygons", "intersection_2polygons", "polygon1:dynamic polygon2:dynamic", schema.Dynamic,
		"What two polygons have in common.", `geo_intersection_2polygons(`+square+`, `+far+`)`, `dynamic({"type":"GeometryCollection","geometries":[]})`),
	geoRow("intersection_line_with_polygon", "intersection_line_polygon", "line:dynamic polygon:dynamic", schema.Dynamic,
		"The part of a line in a polygon.", `geo_intersection_line_with_polygon(`+dash+`, `+far+`)`, `dynamic({"type":"GeometryCollection","geometries":[]})`),
	geoRow("intersection_2lines", "intersection_2lines", "line1:dynamic line2:dynamic", schema.Dynamic,
		"What two lines have in common.", `isnull(geo_intersection_2lines(`+dash+`, `+square+`))`, `true`),
	geoRow("intersects_2polygons", "intersects_2polygons", "polygon1:dynamic polygon2:dynamic", schema.Bool,
		"Whether two polygons have anything in common.", `geo_intersects_2polygons(`+square+`, `+far+`)`, `false`),
	geoRow("intersects_line_with_polygon", "intersects_line_polygon", "line:dynamic polygon:dynamic", schema.Bool,
		"Whether a line and a polygon have anything in common.", `geo_intersects_line_with_polygon(`+dash+`, `+square+`)`, `true`),
	geoRow("intersects_2lines", "intersects_2lines", "line1:dynamic line2:dynamic", schema.Bool,
		"Whether two lines have anything in common.", `geo_intersects_2lines(`+dash+`, `+dash+`)`, `true`),
	geoRow("union_polygons_array", "union_polygons", "polygons:dynamic", schema.Dynamic,
		"One shape of all polygons of an array.", `isnull(geo_union_polygons_array(dynamic([1])))`, `true`),
	geoRow("union_lines_array", "union_lines", "lines:dynamic", schema.Dynamic,
		"One shape of all lines of an array.", `isnull(geo_union_lines_array(dynamic([1])))`, `true`),
	geoRow("point_buffer", "point_buffer", "lng lat radius tolerance=10", schema.Dynamic,
		"The circle around a point, as a polygon.", `isnull(geo_point_buffer(10, 10, -1))`, `true`),
	geoRow("line_buffer", "line_buffer", "line:dynamic radius tolerance=10", schema.Dynamic,
		"All that lies within so many metres of a line, as a polygon.", `isnull(geo_line_buffer(`+dash+`, 0))`, `true`),
	geoRow("polygon_buffer", "polygon_buffer", "polygon:dynamic radius tolerance=10", schema.Dynamic,
		"A polygon and all that lies within so many metres of it.", `isnull(geo_polygon_buffer(`+square+`, 0))`, `true`),
	geoRow("line_simplify", "line_simplify", "line:dynamic tolerance=10", schema.Dynamic,
		"A line without the points that hardly change it.", `isnull(geo_line_simplify(`+dash+`, -1))`, `true`),
	geoRow("polygon_simplify", "polygon_simplify", "polygon:dynamic tolerance=10", schema.Dynamic,
		"A polygon without the points that hardly change it.", `isnull(geo_polygon_simplify(`+square+`, 1000000))`, `true`),
	geoRow("simplify_polygons_array", "polygons_simplify", "polygons:dynamic tolerance=10", schema.Dynamic,
		"One shape of all polygons of an array, without the points that hardly change it.", `isnull(geo_simplify_polygons_array(dynamic([1]), -1))`, `true`),
	geoRow("line_densify", "line_densify", "line:dynamic tolerance=10", schema.Dynamic,
		"A line with points added where its way over the Earth leaves the straight line on a map.", `isnull(geo_line_densify(`+dash+`, 0))`, `true`),
	geoRow("polygon_densify", "polygon_densify", "polygon:dynamic tolerance=10", schema.Dynamic,
		"A polygon with points added where its edges over the Earth leave the straight lines on a map.", `isnull(geo_polygon_densify(`+square+`, 0))`, `true`),
}
