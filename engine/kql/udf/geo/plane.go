package geo

import (
	"math"

	"github.com/golang/geo/r3"
	"github.com/golang/geo/s2"
)

// A gnomonic projection looks from the Earth's centre onto a plane that touches it. The shortest way between
// two points becomes a straight line, so that overlays can be computed in the plane. It shows less than half
// the Earth.

type vec struct{ x, y float64 }

func (a vec) sub(b vec) vec           { return vec{a.x - b.x, a.y - b.y} }
func (a vec) cross(b vec) float64     { return a.x*b.y - a.y*b.x }
func (a vec) dot(b vec) float64       { return a.x*b.x + a.y*b.y }
func (a vec) mid(b vec) vec           { return vec{(a.x + b.x) / 2, (a.y + b.y) / 2} }
func (a vec) near(b vec) bool         { return math.Abs(a.x-b.x) < snap && math.Abs(a.y-b.y) < snap }
func (a vec) at(t float64, b vec) vec { return vec{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)} }

// snap is how close two points of the plane are taken for one: about a hundredth of a millimetre.
const snap = 2e-12

// plane is a projection, and the places where known coordinates ended up.
type plane struct {
	centre, east, north r3.Vector
	known               map[vec]Coord
}

// planeAround looks at the middle of some coordinates; not ok if they lie on more than one side of the Earth.
func planeAround(cs []Coord) (*plane, bool) {
	var sum r3.Vector
	for _, c := range cs {
		sum = sum.Add(c.point().Vector)
	}
	if sum.Norm2() == 0 {
		return nil, false
	}
	centre := s2.Point{Vector: sum.Normalize()}
	east := s2.Ortho(centre)
	p := &plane{centre.Vector, east.Vector, centre.Cross(east.Vector), map[vec]Coord{}}
	for _, c := range cs {
		if c.point().Dot(p.centre) < 0.1 {
			return nil, false
		}
	}
	return p, true
}

// project remembers the coordinates, so that they come back unchanged.
func (p *plane) project(c Coord) vec {
	q := c.point().Vector
	d := q.Dot(p.centre)
	v := vec{q.Dot(p.east) / d, q.Dot(p.north) / d}
	p.known[v] = c
	return v
}

func (p *plane) unproject(v vec) Coord {
	if c, ok := p.known[v]; ok {
		return c
	}
	q := p.centre.Add(p.east.Mul(v.x)).Add(p.north.Mul(v.y))
	return coordOf(s2.Point{Vector: q.Normalize()})
}

func (p *plane) projectAll(cs []Coord) []vec {
	out := make([]vec, len(cs))
	for i, c := range cs {
		out[i] = p.project(c)
	}
	return out
}

func (p *plane) unprojectAll(vs []vec) []Coord {
	out := make([]Coord, len(vs))
	for i, v := range vs {
		out[i] = p.unproject(v)
	}
	return out
}
