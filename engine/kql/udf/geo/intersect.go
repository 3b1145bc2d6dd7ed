package geo

import "slices"

// IntersectPolygons is what two polygons have in common: polygons, lines and points.
func IntersectPolygons(polygon1, polygon2 string) (string, bool) {
	g, ok := commonOfPolygons(polygon1, polygon2)
	return g.JSON(), ok
}

func commonOfPolygons(polygon1, polygon2 string) (Geometry, bool) {
	a, ok1 := readRegion(polygon1)
	b, ok2 := readRegion(polygon2)
	if !ok1 || !ok2 {
		return Geometry{}, false
	}
	o, ok := overlayOf(a.rings, b.rings)
	if !ok {
		return Geometry{}, false
	}
	kept := o.keep(inside)
	rings := join(kept)
	var ringCoords [][]Coord
	for _, r := range rings {
		ringCoords = append(ringCoords, o.plane.unprojectAll(r))
	}
	opposite := o.opposite()
	return Geometry{
		Points:   o.loosePoints(append(kept, opposite...)),
		Lines:    o.chains(opposite),
		Polygons: nest(ringCoords),
	}, true
}

// opposite are the pieces that two polygons share with their insides apart.
func (o *overlay) opposite() []piece {
	other := endsOf(o.other)
	var out []piece
	for _, p := range o.first {
		if other[ends{p.b, p.a}] {
			out = append(out, p)
		}
	}
	return out
}

// loosePoints are the corners that both shapes have and none of the pieces.
func (o *overlay) loosePoints(pieces []piece) []Coord {
	taken, mine := map[vec]bool{}, map[vec]bool{}
	for _, p := range pieces {
		taken[p.a], taken[p.b] = true, true
	}
	for _, p := range o.first {
		mine[p.a], mine[p.b] = true, true
	}
	var out []Coord
	for _, p := range o.other {
		for _, v := range []vec{p.a, p.b} {
			if mine[v] && !taken[v] {
				taken[v] = true
				out = append(out, o.plane.unproject(v))
			}
		}
	}
	return out
}

// chains joins pieces into lines, each as long as it will go, in either direction.
func (o *overlay) chains(ps []piece) [][]Coord {
	left := ps
	var out [][]Coord
	for len(left) > 0 {
		line := []vec{left[0].a, left[0].b}
		left = left[1:]
		for grown := true; grown; {
			line, left, grown = grow(line, left)
		}
		out = append(out, o.plane.unprojectAll(line))
	}
	return out
}

// grow adds a piece at the end or at the beginning of a line.
func grow(line []vec, left []piece) ([]vec, []piece, bool) {
	for i, p := range left {
		rest := slices.Concat(left[:i], left[i+1:])
		switch first, last := line[0], line[len(line)-1]; {
		case p.a == last:
			return append(line, p.b), rest, true
		case p.b == last:
			return append(line, p.a), rest, true
		case p.b == first:
			return append([]vec{p.a}, line...), rest, true
		case p.a == first:
			return append([]vec{p.b}, line...), rest, true
		}
	}
	return line, left, false
}

// overlayLines makes an overlay whose first shape is lines; the other is lines or, if polygon, rings.
func overlayLines(lines, other [][]Coord, polygon bool) (*overlay, bool) {
	p, ok := planeAround(slices.Concat(slices.Concat(lines...), slices.Concat(other...)))
	if !ok {
		return nil, false
	}
	o := &overlay{plane: p}
	var first, second [][]vec
	for _, l := range lines {
		first = append(first, p.projectAll(l))
	}
	for _, l := range other {
		second = append(second, p.projectAll(l))
	}
	o.first = linePieces(first, 0)
	if polygon {
		o.otherRings = second
		o.other = ringPieces(second, len(o.first))
	} else {
		o.other = linePieces(second, len(o.first))
	}
	if len(o.first)*len(o.other) > 4e7 {
		return nil, false
	}
	o.cut()
	return o, true
}

// IntersectLineWithPolygon is the part of a line in a polygon.
func IntersectLineWithPolygon(line, polygon string) (string, bool) {
	g, ok := commonOfLineAndPolygon(line, polygon)
	return g.JSON(), ok
}

func commonOfLineAndPolygon(line, polygon string) (Geometry, bool) {
	lines, ok1 := readLines(line)
	r, ok2 := readRegion(polygon)
	if !ok1 || !ok2 {
		return Geometry{}, false
	}
	o, ok := overlayLines(lines, r.rings, true)
	if !ok { // too far apart for one plane: the far sides of the Earth do not meet
		return Geometry{}, true
	}
	other := endsOf(o.other)
	var kept []piece
	for _, p := range o.first {
		if other[ends{p.a, p.b}] || other[ends{p.b, p.a}] || sideOf(p.a.mid(p.b), o.otherRings) == inside {
			kept = append(kept, p)
		}
	}
	return Geometry{Lines: o.runs(kept), Points: o.loosePoints(kept)}, true
}

// runs joins pieces that follow each other.
func (o *overlay) runs(ps []piece) [][]Coord {
	var out [][]Coord
	var line []vec
	flush := func() {
		if line != nil {
			out = append(out, o.plane.unprojectAll(line))
		}
	}
	for _, p := range ps {
		if line == nil || line[len(line)-1] != p.a {
			flush()
			line = []vec{p.a}
		}
		line = append(line, p.b)
	}
	flush()
	return out
}

// IntersectLines is what two lines have in common: points and stretches.
func IntersectLines(line1, line2 string) (string, bool) {
	g, ok := commonOfLines(line1, line2)
	return g.JSON(), ok
}

func commonOfLines(line1, line2 string) (Geometry, bool) {
	a, ok1 := readLines(line1)
	b, ok2 := readLines(line2)
	if !ok1 || !ok2 {
		return Geometry{}, false
	}
	o, ok := overlayLines(a, b, false)
	if !ok {
		return Geometry{}, true
	}
	other := endsOf(o.other)
	var kept []piece
	for _, p := range o.first {
		if other[ends{p.a, p.b}] || other[ends{p.b, p.a}] {
			kept = append(kept, p)
		}
	}
	return Geometry{Lines: o.runs(kept), Points: o.loosePoints(kept)}, true
}

func (g Geometry) empty() bool { return len(g.Points)+len(g.Lines)+len(g.Polygons) == 0 }

// PolygonsIntersect, LineIntersectsPolygon and LinesIntersect ask whether there is anything in common.
func PolygonsIntersect(polygon1, polygon2 string) (bool, bool) {
	g, ok := commonOfPolygons(polygon1, polygon2)
	return !g.empty(), ok
}

func LineIntersectsPolygon(line, polygon string) (bool, bool) {
	g, ok := commonOfLineAndPolygon(line, polygon)
	return !g.empty(), ok
}

func LinesIntersect(line1, line2 string) (bool, bool) {
	g, ok := commonOfLines(line1, line2)
	return !g.empty(), ok
}

// UnitePolygons is the union of polygons.
func UnitePolygons(polygons []string) (string, bool) {
	var all [][][]Coord
	for _, p := range polygons {
		r, ok := readRegion(p)
		if !ok {
			return "", false
		}
		all = append(all, r.rings)
	}
	if len(all) == 0 {
		return "", false
	}
	rings, ok := uniteAll(all)
	if !ok {
		return "", false
	}
	return Geometry{Polygons: nest(rings)}.JSON(), true
}

// UniteLines is the union of lines: each stretch once, joined where they meet.
func UniteLines(list []string) (string, bool) {
	var all [][]Coord
	for _, l := range list {
		lines, ok := readLines(l)
		if !ok {
			return "", false
		}
		all = append(all, lines...)
	}
	if len(all) == 0 {
		return "", false
	}
	o, ok := overlayLines(all, all, false)
	if !ok {
		return "", false
	}
	seen := map[ends]bool{}
	var pieces []piece
	for _, p := range o.first {
		if !seen[ends{p.a, p.b}] && !seen[ends{p.b, p.a}] {
			seen[ends{p.a, p.b}] = true
			pieces = append(pieces, p)
		}
	}
	return Geometry{Lines: o.chains(pieces)}.JSON(), true
}
