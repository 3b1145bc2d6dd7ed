package geo

import (
	"math"
	"slices"
	"sort"
)

// An overlay cuts the edges of two shapes wherever they meet, keeps the pieces that bound the result, and joins
// them again. With the inside of a polygon to the left of its edges, the pieces to keep are:
//
//	intersection: those inside the other polygon       union: those outside it
//
// and a piece that both share, in the same direction, once. A piece shared in opposite directions has both
// insides at its two sides: it is no boundary of the union, and all that is left of the intersection there is
// the piece itself, a line. A corner that both share without sharing a piece is a point of the intersection.

// piece is an edge, or what is cut from one. id numbers the whole edge, over both shapes.
type piece struct {
	a, b vec
	id   int
}

// overlay is two shapes, cut where they meet.
type overlay struct {
	plane *plane
	first []piece
	other []piece
	// regions: the shape is a polygon, so that it has an inside
	firstRings, otherRings [][]vec
}

// ringPieces are the edges of rings, numbered from id.
func ringPieces(rings [][]vec, id int) []piece {
	var out []piece
	for _, r := range rings {
		for i, a := range r {
			out = append(out, piece{a, r[(i+1)%len(r)], id})
			id++
		}
	}
	return out
}

func linePieces(lines [][]vec, id int) []piece {
	var out []piece
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			out = append(out, piece{l[i-1], l[i], id})
			id++
		}
	}
	return out
}

// cut cuts both shapes where their edges meet. Ends that are nearly one become one.
func (o *overlay) cut() {
	cutsFirst, cutsOther := make([][]vec, len(o.first)), make([][]vec, len(o.other))
	for i, e := range o.first {
		for j, f := range o.other {
			for _, v := range meet(e, f) {
				cutsFirst[i] = append(cutsFirst[i], v)
				cutsOther[j] = append(cutsOther[j], v)
			}
		}
	}
	o.first, o.other = cutAll(o.first, cutsFirst), cutAll(o.other, cutsOther)
	merge := merger{}
	merge.ends(o.first)
	merge.ends(o.other)
}

// merger gives points that are nearly one the same coordinates.
type merger struct{ seen map[[2]int64][]vec }

func (m *merger) ends(ps []piece) {
	for i := range ps {
		ps[i].a, ps[i].b = m.point(ps[i].a), m.point(ps[i].b)
	}
}

func (m *merger) point(v vec) vec {
	if m.seen == nil {
		m.seen = map[[2]int64][]vec{}
	}
	const cell = 16 * snap
	x, y := int64(math.Floor(v.x/cell)), int64(math.Floor(v.y/cell))
	for dx := int64(-1); dx <= 1; dx++ {
		for dy := int64(-1); dy <= 1; dy++ {
			for _, w := range m.seen[[2]int64{x + dx, y + dy}] {
				if v.near(w) {
					return w
				}
			}
		}
	}
	m.seen[[2]int64{x, y}] = append(m.seen[[2]int64{x, y}], v)
	return v
}

// meet lists the points that two edges share: a crossing, ends that touch, the ends of a common stretch.
func meet(e, f piece) []vec {
	var out []vec
	for _, v := range []vec{f.a, f.b} {
		if e.holds(v) {
			out = append(out, v)
		}
	}
	for _, v := range []vec{e.a, e.b} {
		if f.holds(v) {
			out = append(out, v)
		}
	}
	if len(out) > 0 {
		return out
	}
	r, s := e.b.sub(e.a), f.b.sub(f.a)
	d := r.cross(s)
	if d == 0 {
		return nil
	}
	q := f.a.sub(e.a)
	if t, u := q.cross(s)/d, q.cross(r)/d; t > 0 && t < 1 && u > 0 && u < 1 {
		return []vec{e.a.at(t, e.b)}
	}
	return nil
}

// holds asks whether a point lies on an edge.
func (e piece) holds(v vec) bool {
	if v.near(e.a) || v.near(e.b) {
		return true
	}
	d, w := e.b.sub(e.a), v.sub(e.a)
	length := math.Hypot(d.x, d.y)
	along := w.dot(d) / length
	return along > 0 && along < length && math.Abs(w.cross(d))/length < snap
}

// cutAll cuts each edge at its points, in order along the edge.
func cutAll(edges []piece, cuts [][]vec) []piece {
	var out []piece
	for i, e := range edges {
		d := e.b.sub(e.a)
		at := append(cuts[i], e.b)
		sort.SliceStable(at, func(j, k int) bool { return at[j].sub(e.a).dot(d) < at[k].sub(e.a).dot(d) })
		from := e.a
		for _, v := range at {
			if !v.near(from) {
				out = append(out, piece{from, v, e.id})
				from = v
			}
		}
	}
	return out
}

// side of a polygon.
type side uint8

const (
	outside side = iota
	inside
)

// sideOf asks on which side of some rings a point lies that is on none of their edges: it counts how often a
// ray from it crosses them.
func sideOf(v vec, rings [][]vec) side {
	in := outside
	for _, r := range rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			if (a.y > v.y) != (b.y > v.y) && v.x < a.x+(v.y-a.y)/(b.y-a.y)*(b.x-a.x) {
				in = 1 - in
			}
		}
	}
	return in
}

type ends struct{ a, b vec }

func endsOf(ps []piece) map[ends]bool {
	out := map[ends]bool{}
	for _, p := range ps {
		out[ends{p.a, p.b}] = true
	}
	return out
}

// keep picks the boundary pieces of the result of two polygons.
func (o *overlay) keep(want side) []piece {
	inOther, inFirst := endsOf(o.other), endsOf(o.first)
	var out []piece
	for _, p := range o.first {
		switch {
		case inOther[ends{p.a, p.b}]: // shared, same direction
			out = append(out, p)
		case inOther[ends{p.b, p.a}]:
		case sideOf(p.a.mid(p.b), o.otherRings) == want:
			out = append(out, p)
		}
	}
	for _, p := range o.other {
		if !inFirst[ends{p.a, p.b}] && !inFirst[ends{p.b, p.a}] && sideOf(p.a.mid(p.b), o.firstRings) == want {
			out = append(out, p)
		}
	}
	return out
}

// join makes closed rings of boundary pieces. Where several go on, the sharpest turn to the left is taken.
// A ring begins after the piece of the highest number, rings come by the number of their first piece: so does S2
// order its results.
func join(ps []piece) [][]vec {
	from := map[vec][]int{}
	for i, p := range ps {
		from[p.a] = append(from[p.a], i)
	}
	used := make([]bool, len(ps))
	var rings [][]piece
	for i := range ps {
		var ring []piece
		for at := i; at >= 0 && !used[at]; at = nextPiece(ps, from, used, at) {
			used[at] = true
			ring = append(ring, ps[at])
		}
		if len(ring) > 2 && ring[len(ring)-1].b == ring[0].a {
			rings = append(rings, startAfterHighest(ring))
		}
	}
	sort.SliceStable(rings, func(i, j int) bool { return rings[i][0].id < rings[j][0].id })
	out := make([][]vec, len(rings))
	for i, r := range rings {
		for _, p := range r {
			out[i] = append(out[i], p.a)
		}
	}
	return out
}

func nextPiece(ps []piece, from map[vec][]int, used []bool, at int) int {
	best, turn := -1, 0.0
	d := ps[at].b.sub(ps[at].a)
	for _, i := range from[ps[at].b] {
		if used[i] {
			continue
		}
		e := ps[i].b.sub(ps[i].a)
		if t := math.Atan2(d.cross(e), d.dot(e)); best < 0 || t > turn {
			best, turn = i, t
		}
	}
	return best
}

func startAfterHighest(ring []piece) []piece {
	pos, gap := 0, false
	for i := 1; i < len(ring); i++ {
		switch c := ring[i].id - ring[pos].id; {
		case c < 0:
			gap = true
		case c > 0 || !gap:
			pos, gap = i, false
		}
	}
	return append(append([]piece(nil), ring[pos+1:]...), ring[:pos+1]...)
}

// overlayOf makes an overlay of two regions.
func overlayOf(a, b [][]Coord) (*overlay, bool) {
	p, ok := planeAround(slices.Concat(slices.Concat(a...), slices.Concat(b...)))
	if !ok {
		return nil, false
	}
	o := &overlay{plane: p}
	for _, r := range a {
		o.firstRings = append(o.firstRings, p.projectAll(r))
	}
	for _, r := range b {
		o.otherRings = append(o.otherRings, p.projectAll(r))
	}
	o.first = ringPieces(o.firstRings, 0)
	o.other = ringPieces(o.otherRings, len(o.first))
	if len(o.first)*len(o.other) > 4e7 {
		return nil, false
	}
	o.cut()
	return o, true
}

func (o *overlay) rings(want side) [][]Coord {
	var out [][]Coord
	for _, r := range join(o.keep(want)) {
		out = append(out, o.plane.unprojectAll(r))
	}
	return out
}

// unite is the union of two regions.
func unite(a, b [][]Coord) ([][]Coord, bool) {
	o, ok := overlayOf(a, b)
	if !ok {
		return nil, false
	}
	return o.rings(outside), true
}

// uniteAll unites the two smallest regions until one is left, as S2 does.
func uniteAll(regions [][][]Coord) ([][]Coord, bool) {
	type sized struct {
		rings [][]Coord
		n     int
	}
	var queue []sized
	push := func(r [][]Coord) {
		s := sized{r, len(slices.Concat(r...))}
		i := sort.Search(len(queue), func(i int) bool { return queue[i].n > s.n })
		queue = slices.Insert(queue, i, s)
	}
	for _, r := range regions {
		push(r)
	}
	for len(queue) > 1 {
		united, ok := unite(queue[0].rings, queue[1].rings)
		if !ok {
			return nil, false
		}
		queue = queue[2:]
		push(united)
	}
	return queue[0].rings, true
}
