package geo

import (
	"math"

	"github.com/golang/geo/s2"
)

// Distance between two points in metres.
func Distance(lng1, lat1, lng2, lat2 float64) (float64, bool) {
	a, b := Coord{lng1, lat1}, Coord{lng2, lat2}
	return metres(a.point().Distance(b.point())), a.valid() && b.valid()
}

// InCircle asks whether a point lies within so many metres of a centre.
func InCircle(lng, lat, centreLng, centreLat, radius float64) (bool, bool) {
	d, ok := Distance(lng, lat, centreLng, centreLat)
	return d <= radius, ok && radius >= 0
}

// Azimuth is the direction from one point to another: the angle from north, clockwise, in radians.
func Azimuth(lng1, lat1, lng2, lat2 float64) (float64, bool) {
	a, b := Coord{lng1, lat1}, Coord{lng2, lat2}
	if !a.valid() || !b.valid() || a == b {
		return 0, false
	}
	r := func(d float64) float64 { return d * math.Pi / 180 }
	dl := r(lng2 - lng1)
	y := math.Sin(dl) * math.Cos(r(lat2))
	x := math.Cos(r(lat1))*math.Sin(r(lat2)) - math.Sin(r(lat1))*math.Cos(r(lat2))*math.Cos(dl)
	return positive(math.Atan2(y, x)), true
}

func positive(a float64) float64 {
	if a < 0 {
		return a + 2*math.Pi
	}
	return a
}

// Angle at the second of three points, clockwise from the first to the third, in radians.
func Angle(lng1, lat1, lng2, lat2, lng3, lat3 float64) (float64, bool) {
	back, ok1 := Azimuth(lng2, lat2, lng1, lat1)
	on, ok2 := Azimuth(lng2, lat2, lng3, lat3)
	return positive(on - back), ok1 && ok2
}

// InPolygon asks whether a point lies in a polygon.
func InPolygon(lng, lat float64, polygon string) (bool, bool) {
	at := Coord{lng, lat}
	r, ok := readRegion(polygon)
	if !ok || !at.valid() {
		return false, false
	}
	return r.polygon.ContainsPoint(at.point()), true
}

// DistanceToPolygon in metres; 0 inside.
func DistanceToPolygon(lng, lat float64, polygon string) (float64, bool) {
	p, ok := closestOnPolygon(lng, lat, polygon)
	return metres(p.Distance(Coord{lng, lat}.point())), ok
}

// ClosestOnPolygon is the point of a polygon that is nearest to a point: the point itself inside.
func ClosestOnPolygon(lng, lat float64, polygon string) (string, bool) {
	p, ok := closestOnPolygon(lng, lat, polygon)
	return pointJSON(coordOf(p)), ok
}

func closestOnPolygon(lng, lat float64, polygon string) (s2.Point, bool) {
	at := Coord{lng, lat}
	r, ok := readRegion(polygon)
	if !ok || !at.valid() {
		return s2.Point{}, false
	}
	p := at.point()
	if r.polygon.ContainsPoint(p) {
		return p, true
	}
	c := newClosest(p)
	r.edges(c.edge)
	return c.best, c.any
}

// Area of a polygon in square metres.
func Area(polygon string) (float64, bool) {
	r, ok := readRegion(polygon)
	if !ok {
		return 0, false
	}
	return r.polygon.Area() * earthRadius * earthRadius, true
}

// Perimeter of a polygon in metres, holes included.
func Perimeter(polygon string) (float64, bool) {
	r, ok := readRegion(polygon)
	if !ok {
		return 0, false
	}
	sum := 0.0
	r.edges(func(a, b s2.Point) { sum += metres(a.Distance(b)) })
	return sum, true
}

// Centroid is the centre of mass of a polygon.
func Centroid(polygon string) (string, bool) {
	r, ok := readRegion(polygon)
	if !ok {
		return "", false
	}
	c := r.polygon.Centroid()
	if c.Norm2() == 0 {
		return "", false
	}
	return pointJSON(coordOf(s2.Point{Vector: c.Normalize()})), true
}
