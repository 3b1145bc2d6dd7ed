package geo

import (
	"math"
	"testing"
)

// The first line is the geodesy text-book's: Flinders Peak to Buninyong, 54972.271 m on GRS80, whose flattening
// differs from WGS84's in the tenth digit. A quarter of a meridian is 10001965.729 m, a degree of the equator
// 2*pi*6378137/360 m.
func TestSpheroidDistance(t *testing.T) {
	dms := func(d, m, s float64) float64 { return d + m/60 + s/3600 }
	for _, tt := range []struct {
		name       string
		a, b       Coord
		want, near float64
	}{
		{"Flinders Peak to Buninyong", Coord{dms(144, 25, 29.52440), -dms(37, 57, 3.72030)}, Coord{dms(143, 55, 35.38390), -dms(37, 39, 10.15610)}, 54972.271, 0.001},
		{"a quarter of a meridian", Coord{10, 0}, Coord{10, 90}, 10001965.729, 0.001},
		{"a degree of the equator", Coord{0, 0}, Coord{1, 0}, 2 * math.Pi * equator / 360, 0.001},
		{"nowhere", Coord{5, 5}, Coord{5, 5}, 0, 0},
		{"opposite points, as on the sphere", Coord{0, 0}, Coord{180, 0}, math.Pi * earthRadius, 1},
	} {
		got, ok := SpheroidDistance(tt.a.Lng, tt.a.Lat, tt.b.Lng, tt.b.Lat)
		if !ok || math.Abs(got-tt.want) > tt.near {
			t.Errorf("%s: %f, want %f", tt.name, got, tt.want)
		}
	}
	if _, ok := SpheroidDistance(0, 91, 0, 0); ok {
		t.Error("a latitude of 91 degrees is taken")
	}
}

func TestSpheroidShapes(t *testing.T) {
	degree := 2 * math.Pi * equator / 360
	line := `{"type":"LineString","coordinates":[[0,0],[1,0],[2,0]]}`
	if got, ok := SpheroidLength(line); !ok || math.Abs(got-2*degree) > 0.001 {
		t.Errorf("two degrees of the equator: %f", got)
	}
	if got, ok := SpheroidToLine(3, 0, line); !ok || math.Abs(got-degree) > 0.001 {
		t.Errorf("a degree beyond the line: %f", got)
	}
	square := `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}`
	if got, ok := SpheroidToPolygon(0.5, 0.5, square); !ok || got > 0.001 {
		t.Errorf("a point inside: %f", got)
	}
	if got, ok := SpheroidPerimeter(square); !ok || got <= 2*degree || got >= 4*degree {
		t.Errorf("around a square degree: %f", got)
	}
}
