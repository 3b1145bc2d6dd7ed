package geo

import "github.com/golang/geo/s2"

// readLines reads a LineString or MultiLineString; each has at least two different points.
func readLines(text string) ([][]Coord, bool) {
	g, ok := Parse(text)
	if !ok || len(g.Lines) == 0 {
		return nil, false
	}
	for _, l := range g.Lines {
		if len(l) < 2 {
			return nil, false
		}
		for i := 1; i < len(l); i++ {
			if l[i] == l[i-1] {
				return nil, false
			}
		}
	}
	return g.Lines, true
}

func polyline(l []Coord) *s2.Polyline {
	out := s2.Polyline(points(l))
	return &out
}

// Length of a line in metres.
func Length(line string) (float64, bool) {
	lines, ok := readLines(line)
	sum := 0.0
	for _, l := range lines {
		sum += metres(polyline(l).Length())
	}
	return sum, ok
}

// LineCentroid is the centre of mass of a line.
func LineCentroid(line string) (string, bool) {
	lines, ok := readLines(line)
	var sum s2.Point
	for _, l := range lines {
		sum = s2.Point{Vector: sum.Add(polyline(l).Centroid().Vector)}
	}
	if !ok || sum.Norm2() == 0 {
		return "", false
	}
	return pointJSON(coordOf(s2.Point{Vector: sum.Normalize()})), true
}

// Interpolate is the point at a fraction, from 0 to 1, of a line's length.
func Interpolate(line string, fraction float64) (string, bool) {
	lines, ok := readLines(line)
	if !ok || len(lines) != 1 || !(fraction >= 0 && fraction <= 1) {
		return "", false
	}
	p, _ := polyline(lines[0]).Interpolate(fraction)
	return pointJSON(coordOf(p)), true
}

// Locate is the fraction of a line's length at which it comes nearest to a point.
func Locate(line string, lng, lat float64) (float64, bool) {
	lines, ok := readLines(line)
	at := Coord{lng, lat}
	if !ok || len(lines) != 1 || !at.valid() {
		return 0, false
	}
	l := polyline(lines[0])
	p, next := l.Project(at.point())
	return l.Uninterpolate(p, next), true
}

// DistanceToLine in metres.
func DistanceToLine(lng, lat float64, line string) (float64, bool) {
	p, _, ok := closestOnLine(lng, lat, line)
	return metres(p.Distance(Coord{lng, lat}.point())), ok
}

// ClosestOnLine is the point of a line that is nearest to a point.
func ClosestOnLine(lng, lat float64, line string) (string, bool) {
	p, _, ok := closestOnLine(lng, lat, line)
	return pointJSON(coordOf(p)), ok
}

func closestOnLine(lng, lat float64, line string) (best s2.Point, near float64, ok bool) {
	lines, ok := readLines(line)
	at := Coord{lng, lat}
	if !ok || !at.valid() {
		return best, 0, false
	}
	c := newClosest(at.point())
	for _, l := range lines {
		ps := points(l)
		for i := 1; i < len(ps); i++ {
			c.edge(ps[i-1], ps[i])
		}
	}
	return c.best, c.near, true
}

// closest finds the nearest point on edges.
type closest struct {
	to   s2.Point
	best s2.Point
	near float64
	any  bool
}

func newClosest(to s2.Point) *closest { return &closest{to: to} }

func (c *closest) edge(a, b s2.Point) {
	p := s2.Project(c.to, a, b)
	if d := p.Distance(c.to).Radians(); !c.any || d < c.near {
		c.best, c.near, c.any = p, d, true
	}
}
