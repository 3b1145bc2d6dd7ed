package geo

import (
	"math"

	"github.com/golang/geo/s1"
	"github.com/golang/geo/s2"
)

// A buffer is all that lies within a distance. Its round corners are drawn with straight edges that leave the
// circle by no more than the tolerance.

// step is the angle between the corners of a circle; not ok for a radius or tolerance that makes no sense.
func step(radius, tolerance float64) (float64, bool) {
	if !(radius > 0 && radius <= 1e7) || !(tolerance >= 0.1 && tolerance <= 10000) {
		return 0, false
	}
	share := math.Min(math.Max(tolerance/radius, 1e-5), 1)
	return 2 * math.Acos(1-share), true
}

// arc lists the corners around a centre, counter-clockwise from one direction through a span.
func arc(centre, from s2.Point, span, step, radius float64) []s2.Point {
	side := s2.Point{Vector: centre.Cross(from.Vector).Normalize()}
	var out []s2.Point
	for a := 0.0; a < span-1e-12; a += step {
		dir := from.Mul(math.Cos(a)).Add(side.Mul(math.Sin(a)))
		out = append(out, onRay(centre, s2.Point{Vector: dir}, radius))
	}
	return out
}

// onRay is the point at a distance from another in a direction at right angles to it.
func onRay(from, direction s2.Point, radius float64) s2.Point {
	a := angle(radius).Radians()
	return s2.Point{Vector: from.Mul(math.Cos(a)).Add(direction.Mul(math.Sin(a))).Normalize()}
}

// BufferPoint is the circle around a point.
func BufferPoint(lng, lat, radius, tolerance float64) (string, bool) {
	at := Coord{lng, lat}
	s, ok := step(radius, tolerance)
	if !ok || !at.valid() {
		return "", false
	}
	p := at.point()
	ring := arc(p, s2.Ortho(p), 2*math.Pi, 2*math.Pi/math.Ceil(2*math.Pi/s), radius)
	return Geometry{Polygons: [][][]Coord{{closed(coords(ring))}}}.JSON(), true
}

// left is the direction to the left of the way from a to b, at right angles to it.
func left(a, b s2.Point) s2.Point { return s2.Point{Vector: a.Cross(b.Vector).Normalize()} }

// capsule is all within a radius of an edge: from the left of a around it, along the right side, around b.
func capsule(a, b s2.Point, s, radius float64) []Coord {
	n := left(a, b)
	right := s2.Point{Vector: n.Mul(-1)}
	ring := append(arc(a, n, math.Pi, s, radius), onRay(a, right, radius))
	ring = append(ring, arc(b, right, math.Pi, s, radius)...)
	return coords(append(ring, onRay(b, n, radius)))
}

// BufferLine is all within a radius of a line.
func BufferLine(line string, radius, tolerance float64) (string, bool) {
	lines, ok := readLines(line)
	s, valid := step(radius, tolerance)
	if !ok || !valid {
		return "", false
	}
	var parts [][][]Coord
	for _, l := range lines {
		ps := points(l)
		for i := 1; i < len(ps); i++ {
			parts = append(parts, [][]Coord{capsule(ps[i-1], ps[i], s, radius)})
		}
	}
	return united(parts)
}

func united(parts [][][]Coord) (string, bool) {
	rings, ok := uniteAll(parts)
	if !ok {
		return "", false
	}
	return Geometry{Polygons: nest(rings)}.JSON(), true
}

// BufferPolygon is a polygon and all within a radius of it.
func BufferPolygon(polygon string, radius, tolerance float64) (string, bool) {
	r, ok := readRegion(polygon)
	s, valid := step(radius, tolerance)
	if !ok || !valid {
		return "", false
	}
	if len(r.rings) == 1 && convex(points(r.rings[0])) {
		return Geometry{Polygons: [][][]Coord{{closed(grown(points(r.rings[0]), s, radius))}}}.JSON(), true
	}
	parts := [][][]Coord{r.rings}
	r.edges(func(a, b s2.Point) { parts = append(parts, [][]Coord{capsule(a, b, s, radius)}) })
	return united(parts)
}

func convex(ring []s2.Point) bool {
	for i := range ring {
		a, b, c := ring[i], ring[(i+1)%len(ring)], ring[(i+2)%len(ring)]
		if s2.TurnAngle(a, b, c) < 0 {
			return false
		}
	}
	return true
}

// grown moves each edge of a convex ring outwards and rounds the corners. It begins with the first edge.
func grown(ring []s2.Point, s, radius float64) []Coord {
	var out []s2.Point
	for i, a := range ring {
		b, c := ring[(i+1)%len(ring)], ring[(i+2)%len(ring)]
		away := s2.Point{Vector: left(a, b).Mul(-1)}
		out = append(out, onRay(a, away, radius))
		out = append(out, arc(b, away, s2.TurnAngle(a, b, c).Radians(), s, radius)...)
	}
	return coords(out)
}

// SimplifyLine leaves out points whose loss moves the line by less than a tolerance in metres.
func SimplifyLine(line string, tolerance float64) (string, bool) {
	lines, ok := readLines(line)
	if !ok || !validTolerance(tolerance) {
		return "", false
	}
	var out [][]Coord
	for _, l := range lines {
		out = append(out, simplify(l, angle(tolerance)))
	}
	return Geometry{Lines: out}.JSON(), true
}

func validTolerance(t float64) bool { return t >= 0.1 && t <= 10000 }

// simplify keeps the ends and, between them, the point farthest from the straight way, as long as it is
// farther than the tolerance (Douglas and Peucker).
func simplify(l []Coord, tolerance s1.Angle) []Coord {
	if len(l) < 3 {
		return l
	}
	ps := points(l)
	at, far := 0, s1.Angle(0)
	for i := 1; i < len(ps)-1; i++ {
		if d := s2.DistanceFromSegment(ps[i], ps[0], ps[len(ps)-1]); d > far {
			at, far = i, d
		}
	}
	if far <= tolerance {
		return []Coord{l[0], l[len(l)-1]}
	}
	head := simplify(l[:at+1], tolerance)
	return append(head[:len(head)-1:len(head)-1], simplify(l[at:], tolerance)...)
}

// SimplifyPolygon does the same for the rings of a polygon; what becomes too small vanishes.
func SimplifyPolygon(polygon string, tolerance float64) (string, bool) {
	r, ok := readRegion(polygon)
	if !ok || !validTolerance(tolerance) {
		return "", false
	}
	rings := simplifiedRings(r.rings, tolerance)
	if len(rings) == 0 {
		return "", false
	}
	return Geometry{Polygons: nest(rings)}.JSON(), true
}

func simplifiedRings(rings [][]Coord, tolerance float64) [][]Coord {
	var out [][]Coord
	for _, ring := range rings {
		if s := simplify(closed(ring), angle(tolerance)); len(s) > 3 {
			out = append(out, s[:len(s)-1])
		}
	}
	return out
}

// SimplifyPolygons unites polygons and simplifies the result.
func SimplifyPolygons(polygons []string, tolerance float64) (string, bool) {
	union, ok := UnitePolygons(polygons)
	if !ok {
		return "", false
	}
	return SimplifyPolygon(union, tolerance)
}

// DensifyLine puts points on a line so that its edges stay within a tolerance of straight lines on a map of
// longitudes and latitudes.
func DensifyLine(line string, tolerance float64) (string, bool) {
	lines, ok := readLines(line)
	if !ok || !validTolerance(tolerance) {
		return "", false
	}
	var out [][]Coord
	for _, l := range lines {
		out = append(out, densify(l, tolerance))
	}
	return Geometry{Lines: out}.JSON(), true
}

// DensifyPolygon does the same for the rings of a polygon.
func DensifyPolygon(polygon string, tolerance float64) (string, bool) {
	r, ok := readRegion(polygon)
	if !ok || !validTolerance(tolerance) {
		return "", false
	}
	var out [][]Coord
	for _, ring := range r.rings {
		d := densify(closed(ring), tolerance)
		out = append(out, d[:len(d)-1])
	}
	return Geometry{Polygons: nest(out)}.JSON(), true
}

// densify halves an edge until the middle of its straight line on the map lies within the tolerance of the middle of
// its way over the Earth.
func densify(l []Coord, tolerance float64) []Coord {
	out := []Coord{l[0]}
	for i := 1; i < len(l); i++ {
		out = halve(out, l[i-1], l[i], angle(tolerance))
		if len(out) > maxVertices {
			return l
		}
	}
	return out
}

func halve(out []Coord, a, b Coord, tolerance s1.Angle) []Coord {
	east := math.Remainder(b.Lng-a.Lng, 360) // the shorter way around
	onMap := Coord{math.Remainder(a.Lng+east/2, 360), (a.Lat + b.Lat) / 2}
	onEarth := s2.Point{Vector: a.point().Add(b.point().Vector).Normalize()}
	if len(out) > maxVertices || onMap.point().Distance(onEarth) < tolerance {
		return append(out, b)
	}
	return halve(halve(out, a, onMap, tolerance), onMap, b, tolerance)
}
