package geo

import (
	"sync"

	"github.com/golang/geo/s2"
)

// region is a polygon or a multipolygon, ready for measuring.
type region struct {
	rings   [][]Coord // open, the inside to the left: shells counter-clockwise, holes clockwise
	polygon *s2.Polygon
}

// recent keeps the regions read last: a query asks about the same few polygons for every row.
var recent = struct {
	sync.Mutex
	regions map[string]*region
}{regions: map[string]*region{}}

// readRegion reads a Polygon or MultiPolygon. Polygons of one that overlap are united.
func readRegion(text string) (*region, bool) {
	recent.Lock()
	r, known := recent.regions[text]
	recent.Unlock()
	if known {
		return r, r != nil
	}
	r = newRegion(text)
	recent.Lock()
	if len(recent.regions) >= 64 {
		clear(recent.regions)
	}
	recent.regions[text] = r
	recent.Unlock()
	return r, r != nil
}

func newRegion(text string) *region {
	g, ok := Parse(text)
	if !ok || len(g.Polygons) == 0 {
		return nil
	}
	var all [][][]Coord
	for _, p := range g.Polygons {
		rings, ok := orientedRings(p)
		if !ok {
			return nil
		}
		all = append(all, rings)
	}
	rings := all[0]
	if len(all) > 1 {
		if rings, ok = uniteAll(all); !ok {
			return nil
		}
	}
	return regionOf(rings)
}

// regionOf makes a region of oriented rings.
func regionOf(rings [][]Coord) *region {
	loops := make([]*s2.Loop, len(rings))
	for i, ring := range rings {
		loops[i] = s2.LoopFromPoints(points(ring))
	}
	p := s2.PolygonFromOrientedLoops(loops)
	if p.Validate() != nil {
		return nil
	}
	return &region{rings, p}
}

// orientedRings checks a GeoJSON polygon and turns its shell counter-clockwise, its holes clockwise. A
// ring may be written either way round: the smaller side is its inside.
func orientedRings(polygon [][]Coord) ([][]Coord, bool) {
	var out [][]Coord
	for i, ring := range polygon {
		n := len(ring) - 1
		if n < 3 || ring[0] != ring[n] {
			return nil, false
		}
		open := append([]Coord(nil), ring[:n]...)
		loop := s2.LoopFromPoints(points(open))
		if loop.Validate() != nil || crosses(open) {
			return nil, false
		}
		if loop.IsNormalized() == (i > 0) {
			reverse(open)
		}
		out = append(out, open)
	}
	return out, len(out) > 0
}

func reverse(cs []Coord) {
	for i, j := 0, len(cs)-1; i < j; i, j = i+1, j-1 {
		cs[i], cs[j] = cs[j], cs[i]
	}
}

// crosses asks whether a ring crosses itself.
func crosses(ring []Coord) bool {
	if len(ring) > 2000 {
		return false // S2's own checks must do for large rings
	}
	ps := points(ring)
	n := len(ps)
	for i := range n {
		crosser := s2.NewEdgeCrosser(ps[i], ps[(i+1)%n])
		for j := i + 2; j < n; j++ {
			if (j+1)%n != i && crosser.CrossingSign(ps[j], ps[(j+1)%n]) == s2.Cross {
				return true
			}
		}
	}
	return false
}

// edges calls f for every edge.
func (r *region) edges(f func(a, b s2.Point)) {
	for e := range r.polygon.NumEdges() {
		edge := r.polygon.Edge(e)
		f(edge.V0, edge.V1)
	}
}

// JSON writes the region with each ring closed.
func (r *region) JSON() string { return Geometry{Polygons: nest(r.rings)}.JSON() }

// nest groups rings into polygons: each hole goes with the smallest shell around it.
func nest(rings [][]Coord) [][][]Coord {
	var out [][][]Coord
	var shells []*s2.Loop
	for _, ring := range rings {
		if loop := s2.LoopFromPoints(points(ring)); loop.IsNormalized() {
			shells = append(shells, loop)
			out = append(out, [][]Coord{closed(ring)})
		}
	}
	for _, ring := range rings {
		if loop := s2.LoopFromPoints(points(ring)); !loop.IsNormalized() {
			if i := around(shells, ring); i >= 0 {
				out[i] = append(out[i], closed(ring))
			}
		}
	}
	return out
}

// around finds the smallest shell that holds most of a ring.
func around(shells []*s2.Loop, ring []Coord) int {
	best, area := -1, 0.0
	for i, shell := range shells {
		inside := 0
		for _, p := range points(ring) {
			if shell.ContainsPoint(p) {
				inside++
			}
		}
		if 2*inside >= len(ring) && (best < 0 || shell.Area() < area) {
			best, area = i, shell.Area()
		}
	}
	return best
}

func closed(ring []Coord) []Coord { return append(ring[:len(ring):len(ring)], ring[0]) }
