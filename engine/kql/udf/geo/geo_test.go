package geo

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// Expected values are those of Microsoft's reference pages, as a Kusto engine computes them.

const (
	centralPark = `{"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.95807266235352,40.80068603561921],[-73.98201942443848,40.76825672305777],[-73.97317886352539,40.76455136505513],[-73.9495,40.7969]]]}`
	square      = `{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}`
)

func near(t *testing.T, what string, got float64, ok bool, want float64) {
	t.Helper()
	if !ok || math.Abs(got-want) > 1e-6*math.Abs(want) {
		t.Errorf("%s is %v (%v), want %v", what, got, ok, want)
	}
}

func TestMeasures(t *testing.T) {
	for _, tt := range []struct {
		what string
		want float64
		f    func() (float64, bool)
	}{
		{"area", 3475207.28346606, func() (float64, bool) { return Area(centralPark) }},
		{"perimeter", 9930.301496049382, func() (float64, bool) { return Perimeter(centralPark) }},
		{"distance to a polygon", 259.9407560705964, func() (float64, bool) { return DistanceToPolygon(-73.9839, 40.7705, centralPark) }},
		{"azimuth", 175.01565360656755 * math.Pi / 180, func() (float64, bool) { return Azimuth(5, 10, 10, -40) }},
		{"angle", 168.73254319800884 * math.Pi / 180, func() (float64, bool) { return Angle(0, 10, 0, 5, 3, -10) }},
	} {
		got, ok := tt.f()
		near(t, tt.what, got, ok, tt.want)
	}
}

func TestCells(t *testing.T) {
	for got, want := range map[string]string{
		Geohash(-80.195829, 25.802215, 8): "dhwfz15h",
		S2Cell(-80.195829, 25.802215, 8):  "88d9b",
		H3Cell(-74.0445, 40.6892, 6):      "862a1072fffffff",
		H3Parent("862a1072fffffff", -1):   "852a1073fffffff",
		Geohash(1, 1, 0):                  "",
		H3Cell(1, 1, 16) + " ":            " ",
	} {
		if got != want {
			t.Errorf("cell %q, want %q", got, want)
		}
	}
	around, ok := GeohashNeighbors("sunny")
	if !ok || len(around) != 8 || !strings.Contains(strings.Join(around, " "), "sunpj") {
		t.Errorf("around sunny: %v", around)
	}
}

// sameShape compares GeoJSON texts, coordinates to a millionth.
func sameShape(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) < 1e-6
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !sameShape(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if !sameShape(x[k], y[k]) {
				return false
			}
		}
		return true
	}
	return a == b
}

func TestOverlays(t *testing.T) {
	shapes := func(f func(string, string) (string, bool)) func(a, b string) string {
		return func(a, b string) string { s, _ := f(a, b); return s }
	}
	union := func(a, b string) string { s, _ := UnitePolygons([]string{a, b}); return s }
	for _, tt := range []struct {
		name, a, b, want string
		f                func(a, b string) string
	}{
		{"polygons that touch in a point", `{"type":"Polygon","coordinates":[[[2,45],[0,45],[1,44],[2,45]]]}`,
			`{"type":"Polygon","coordinates":[[[3,44],[2,45],[2,43],[3,44]]]}`, `{"type":"Point","coordinates":[2,45]}`, shapes(IntersectPolygons)},
		{"polygons apart", square, `{"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]}`,
			`{"type":"GeometryCollection","geometries":[]}`, shapes(IntersectPolygons)},
		{"one polygon in another", square, `{"type":"Polygon","coordinates":[[[0.5,0.5],[1,0.5],[1,1],[0.5,0.5]]]}`,
			`{"type":"Polygon","coordinates":[[[0.5,0.5],[1,0.5],[1,1],[0.5,0.5]]]}`, shapes(IntersectPolygons)},
		{"a common edge is a line", square, `{"type":"Polygon","coordinates":[[[2,0],[3,0],[3,2],[2,2],[2,0]]]}`,
			`{"type":"LineString","coordinates":[[2,0],[2,2]]}`, shapes(IntersectPolygons)},
		{"a line through a polygon and its hole", `{"type":"LineString","coordinates":[[-110.522,39.198],[-91.428,40.880]]}`,
			`{"type":"Polygon","coordinates":[[[-90.263,36.738],[-102.041,45.274],[-109.335,36.527],[-90.263,36.738]],[[-100.393,41.705],[-103.139,38.925],[-97.558,39.113],[-100.393,41.705]]]}`,
			`{"type":"MultiLineString","coordinates":[[[-106.89353655881905,39.769226209776306],[-101.74448553679453,40.373506008712525]],[[-99.13649943132886,40.589336512699994],[-95.28452773731179,40.79906024224635]]]}`,
			shapes(IntersectLineWithPolygon)},
		{"lines that cross", `{"type":"LineString","coordinates":[[-1,0],[1,0]]}`, `{"type":"LineString","coordinates":[[0,-1],[0,1]]}`,
			`{"type":"Point","coordinates":[0,0]}`, shapes(IntersectLines)},
		{"union over a common edge", square, `{"type":"Polygon","coordinates":[[[2,0],[3,0],[3,2],[2,2],[2,0]]]}`,
			`{"type":"Polygon","coordinates":[[[0,0],[2,0],[3,0],[3,2],[2,2],[0,2],[0,0]]]}`, union},
	} {
		var got, want any
		text := tt.f(tt.a, tt.b)
		_ = json.Unmarshal([]byte(text), &got)
		_ = json.Unmarshal([]byte(tt.want), &want)
		if !sameShape(rotated(got), rotated(want)) {
			t.Errorf("%s: %s, want %s", tt.name, text, tt.want)
		}
	}
}

// rotated lets a polygon's only ring begin with its westernmost corner, so that rings compare.
func rotated(g any) any {
	m, _ := g.(map[string]any)
	if m["type"] != "Polygon" {
		return g
	}
	ring := m["coordinates"].([]any)[0].([]any)
	open, first := ring[:len(ring)-1], 0
	key := func(i int) float64 { c := open[i].([]any); return c[0].(float64)*1000 + c[1].(float64) }
	for i := range open {
		if key(i) < key(first) {
			first = i
		}
	}
	out := append(append([]any{}, open[first:]...), open[:first]...)
	return map[string]any{"type": "Polygon", "coordinates": []any{append(out, out[0])}}
}

func TestWhatIsNoGeometryHasNoResult(t *testing.T) {
	for _, polygon := range []string{
		``, `{}`, `{"type":"Polygon"}`, `{"type":"Polygon","coordinates":[]}`, `{"type":"Polygon","coordinates":[[[5,48],[5,48]]]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[10,10],[10,10],[0,0]]]}`, `{"type":"Polygon","coordinates":[[[0,0],[999,0],[1,1],[0,0]]]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}`, `{"type":"Point","coordinates":[1,2]}`,
	} {
		if _, ok := Area(polygon); ok {
			t.Errorf("%s has an area", polygon)
		}
	}
	if _, ok := Length(`{"type":"LineString","coordinates":[[1,1]]}`); ok {
		t.Error("one point is a line")
	}
	if _, ok := FromWKT("LINESTRING"); ok {
		t.Error("a word is a line")
	}
}

func TestWellKnownText(t *testing.T) {
	for in, want := range map[string]string{
		"POINT (1 2)":                       `{"type":"Point","coordinates":[1.0,2.0]}`,
		"multipoint ((1 2), (3 4))":         `{"type":"MultiPoint","coordinates":[[1.0,2.0],[3.0,4.0]]}`,
		"POLYGON ((0 0, 1 0, 1 1, 0 0))":    `{"type":"Polygon","coordinates":[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]}`,
		"GEOMETRYCOLLECTION (POINT (1 1))":  `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1.0,1.0]}]}`,
		"MULTILINESTRING ((1 1, 2 2, 3 3))": `{"type":"MultiLineString","coordinates":[[[1.0,1.0],[2.0,2.0],[3.0,3.0]]]}`,
	} {
		if got, _ := FromWKT(in); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

// A buffer of a point has about the area of a circle, that of a square about its own and a rim.
func TestBuffersHaveTheRightSize(t *testing.T) {
	circle, _ := BufferPoint(10, 50, 1000, 1)
	a, ok := Area(circle)
	if !ok || math.Abs(a/(math.Pi*1e6)-1) > 0.005 {
		t.Errorf("a circle of 1 km has %v m²", a)
	}
	line, _ := BufferLine(`{"type":"LineString","coordinates":[[10,50],[10,50.01],[10.01,50.01]]}`, 100, 1)
	a, _ = Area(line)
	length, _ := Length(`{"type":"LineString","coordinates":[[10,50],[10,50.01],[10.01,50.01]]}`)
	if want := length*200 + math.Pi*1e4 - 1e4*(1-math.Pi/4); math.Abs(a/want-1) > 0.01 {
		t.Errorf("a bent strip has %v m², want about %v", a, want)
	}
}

// The reference pages divide these edges into eight and into four parts, at the middles of the straight line.
func TestDensifyHalvesLongEdges(t *testing.T) {
	line, ok := DensifyLine(`{"type":"LineString","coordinates":[[50,50],[51,51]]}`, 10)
	g, _ := Parse(line)
	if !ok || len(g.Lines) != 1 || len(g.Lines[0]) != 9 {
		t.Fatalf("the line became %s", line)
	}
	for i, c := range g.Lines[0] {
		near(t, "longitude", c.Lng, true, 50+float64(i)/8)
		near(t, "latitude", c.Lat, true, 50+float64(i)/8)
	}
	polygon, ok := DensifyPolygon(`{"type":"Polygon","coordinates":[[[10,10],[11,10],[11,11],[10,11],[10,10]]]}`, 10)
	g, _ = Parse(polygon)
	want := []Coord{{10, 10}, {10.25, 10}, {10.5, 10}, {10.75, 10}, {11, 10}, {11, 11}, {10.75, 11}, {10.5, 11}, {10.25, 11}, {10, 11}}
	if !ok || len(g.Polygons) != 1 || len(g.Polygons[0][0]) < len(want) {
		t.Fatalf("the polygon became %s", polygon)
	}
	for i, c := range want {
		near(t, "longitude", g.Polygons[0][0][i].Lng, true, c.Lng)
		near(t, "latitude", g.Polygons[0][0][i].Lat, true, c.Lat)
	}
}
