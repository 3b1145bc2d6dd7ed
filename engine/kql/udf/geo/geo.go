// Package geo computes with points, lines and polygons on the Earth.
//
// In:  GeoJSON texts; longitudes and latitudes in degrees; distances in metres.
// Out: numbers, GeoJSON texts, names of cells. Every function says with a bool whether there is a result;
// what is no valid geometry has none.
//
// The Earth is a sphere, and the edge between two points is the shortest way over it, as in Kusto. Most
// measures come from Google's S2 library; overlays of polygons are computed here, in a plane in which such
// edges are straight (overlay.go).
//
// Not here: KQL, SQL, projections for drawing.
package geo

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

// earthRadius in metres, the mean radius that S2 uses.
const earthRadius = 6371010.0

// maxVertices caps the size of a geometry: overlays cost the square of it.
const maxVertices = 20000

// Coord is a point by longitude and latitude, in degrees.
type Coord struct{ Lng, Lat float64 }

func (c Coord) valid() bool {
	return math.Abs(c.Lng) <= 180 && math.Abs(c.Lat) <= 90
}

func (c Coord) point() s2.Point { return s2.PointFromLatLng(s2.LatLngFromDegrees(c.Lat, c.Lng)) }

func coordOf(p s2.Point) Coord {
	ll := s2.LatLngFromPoint(p)
	return Coord{ll.Lng.Degrees(), ll.Lat.Degrees()}
}

func metres(a s1.Angle) float64 { return a.Radians() * earthRadius }
func angle(m float64) s1.Angle  { return s1.Angle(m / earthRadius) }

// points turns coordinates into points of the sphere.
func points(cs []Coord) []s2.Point {
	out := make([]s2.Point, len(cs))
	for i, c := range cs {
		out[i] = c.point()
	}
	return out
}

func coords(ps []s2.Point) []Coord {
	out := make([]Coord, len(ps))
	for i, p := range ps {
		out[i] = coordOf(p)
	}
	return out
}
