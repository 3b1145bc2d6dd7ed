package geo

import (
	"strconv"
	"strings"
	"unicode"
)

// FromWKT reads a geometry in well-known text, such as POINT (1 2), and writes it as GeoJSON.
func FromWKT(text string) (string, bool) {
	p := &wkt{rest: text}
	g, ok := p.geometry(0)
	p.space()
	if !ok || p.rest != "" {
		return "", false
	}
	return g, true
}

// wkt reads from the left of rest.
type wkt struct{ rest string }

func (p *wkt) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// eat takes a character if it comes next.
func (p *wkt) eat(c byte) bool {
	p.space()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *wkt) word() string {
	p.space()
	n := 0
	for n < len(p.rest) && unicode.IsLetter(rune(p.rest[n])) {
		n++
	}
	w := strings.ToUpper(p.rest[:n])
	p.rest = p.rest[n:]
	return w
}

// wktDepth is how deep the coordinates of a type are nested.
var wktDepth = map[string]struct {
	name  string
	depth int
}{
	"POINT": {"Point", 0}, "MULTIPOINT": {"MultiPoint", 1}, "LINESTRING": {"LineString", 1},
	"MULTILINESTRING": {"MultiLineString", 2}, "POLYGON": {"Polygon", 2}, "MULTIPOLYGON": {"MultiPolygon", 3},
}

func (p *wkt) geometry(nested int) (string, bool) {
	word := p.word()
	if word == "GEOMETRYCOLLECTION" {
		return p.collection(nested + 1)
	}
	kind, ok := wktDepth[word]
	if !ok {
		return "", false
	}
	coordinates, ok := p.list(kind.depth)
	if kind.depth == 0 {
		coordinates = strings.TrimSuffix(strings.TrimPrefix(coordinates, "["), "]")
	}
	return `{"type":"` + kind.name + `","coordinates":` + coordinates + "}", ok
}

func (p *wkt) collection(nested int) (string, bool) {
	if nested > 16 || !p.eat('(') {
		return "", false
	}
	var parts []string
	for {
		g, ok := p.geometry(nested)
		if !ok {
			return "", false
		}
		parts = append(parts, g)
		if !p.eat(',') {
			break
		}
	}
	return `{"type":"GeometryCollection","geometries":[` + strings.Join(parts, ",") + "]}", p.eat(')')
}

// list reads (…, …): points at depth 0 and 1, lists of a lesser depth above.
func (p *wkt) list(depth int) (string, bool) {
	if !p.eat('(') {
		return "", false
	}
	var parts []string
	for {
		var part string
		var ok bool
		if depth > 1 {
			part, ok = p.list(depth - 1)
		} else {
			part, ok = p.point()
		}
		if !ok {
			return "", false
		}
		parts = append(parts, part)
		if !p.eat(',') {
			break
		}
	}
	return "[" + strings.Join(parts, ",") + "]", p.eat(')')
}

// point reads two numbers or more; MULTIPOINT may put each point in parentheses.
func (p *wkt) point() (string, bool) {
	inside := p.eat('(')
	var c []float64
	for {
		p.space()
		n := 0
		for n < len(p.rest) && strings.IndexByte("+-.0123456789eE", p.rest[n]) >= 0 {
			n++
		}
		if n == 0 {
			break
		}
		f, err := strconv.ParseFloat(p.rest[:n], 64)
		if err != nil {
			return "", false
		}
		c, p.rest = append(c, f), p.rest[n:]
	}
	if len(c) < 2 || inside && !p.eat(')') {
		return "", false
	}
	return Coord{c[0], c[1]}.text(), Coord{c[0], c[1]}.valid()
}
