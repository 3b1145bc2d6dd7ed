package geo

import (
	"encoding/json"
	"strings"

	"socrates/engine/kql/value"
)

// Geometry is a GeoJSON geometry. Rings are closed: their last coordinate repeats the first.
type Geometry struct {
	Points   []Coord
	Lines    [][]Coord
	Polygons [][][]Coord // polygon, ring, coordinate
	Parts    []Geometry  // of a GeometryCollection
}

type rawGeometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []rawGeometry   `json:"geometries"`
}

// Parse reads a GeoJSON geometry of any type. Coordinates beyond the second are dropped.
func Parse(text string) (Geometry, bool) {
	var raw rawGeometry
	if json.Unmarshal([]byte(text), &raw) != nil {
		return Geometry{}, false
	}
	return raw.geometry()
}

func (r rawGeometry) geometry() (g Geometry, ok bool) {
	switch r.Type {
	case "Point":
		g.Points = make([]Coord, 1)
		ok = read(r.Coordinates, &g.Points[0])
	case "MultiPoint":
		ok = read(r.Coordinates, &g.Points)
	case "LineString":
		g.Lines = make([][]Coord, 1)
		ok = read(r.Coordinates, &g.Lines[0])
	case "MultiLineString":
		ok = read(r.Coordinates, &g.Lines)
	case "Polygon":
		g.Polygons = make([][][]Coord, 1)
		ok = read(r.Coordinates, &g.Polygons[0])
	case "MultiPolygon":
		ok = read(r.Coordinates, &g.Polygons)
	case "GeometryCollection":
		for _, part := range r.Geometries {
			p, valid := part.geometry()
			if !valid {
				return g, false
			}
			g.Parts = append(g.Parts, p)
		}
		return g, r.Geometries != nil
	}
	return g, ok && g.bounded()
}

func read(raw json.RawMessage, into any) bool {
	return len(raw) > 0 && json.Unmarshal(raw, into) == nil
}

// UnmarshalJSON reads [longitude, latitude, …].
func (c *Coord) UnmarshalJSON(text []byte) error {
	var list []float64
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if len(list) < 2 {
		*c = Coord{1e9, 1e9} // no place on Earth
		return nil
	}
	*c = Coord{list[0], list[1]}
	return nil
}

// bounded asks for valid coordinates, not too many.
func (g Geometry) bounded() bool {
	n := 0
	ok := true
	g.each(func(c Coord) {
		n++
		ok = ok && c.valid()
	})
	return ok && n > 0 && n <= maxVertices
}

func (g Geometry) each(f func(Coord)) {
	for _, c := range g.Points {
		f(c)
	}
	for _, l := range g.Lines {
		for _, c := range l {
			f(c)
		}
	}
	for _, p := range g.Polygons {
		for _, ring := range p {
			for _, c := range ring {
				f(c)
			}
		}
	}
}

// JSON writes a geometry. Several kinds, or none at all, make a GeometryCollection.
func (g Geometry) JSON() string {
	var parts []string
	for _, p := range g.Parts {
		parts = append(parts, p.JSON())
	}
	add := func(name string, list []string) {
		switch len(list) {
		case 0:
		case 1:
			parts = append(parts, `{"type":"`+name+`","coordinates":`+list[0]+"}")
		default:
			parts = append(parts, `{"type":"Multi`+name+`","coordinates":[`+strings.Join(list, ",")+"]}")
		}
	}
	add("Point", texts(g.Points, Coord.text))
	add("LineString", texts(g.Lines, lineText))
	add("Polygon", texts(g.Polygons, polygonText))
	if len(parts) == 1 && len(g.Parts) == 0 {
		return parts[0]
	}
	return `{"type":"GeometryCollection","geometries":[` + strings.Join(parts, ",") + "]}"
}

func texts[T any](list []T, f func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

func (c Coord) text() string { return "[" + number(c.Lng) + "," + number(c.Lat) + "]" }

func lineText(l []Coord) string { return "[" + strings.Join(texts(l, Coord.text), ",") + "]" }

func polygonText(p [][]Coord) string { return "[" + strings.Join(texts(p, lineText), ",") + "]" }

// number writes a coordinate as a real: with a point.
func number(f float64) string { return value.FormatReal(f) }

// pointJSON writes one point.
func pointJSON(c Coord) string { return Geometry{Points: []Coord{c}}.JSON() }
