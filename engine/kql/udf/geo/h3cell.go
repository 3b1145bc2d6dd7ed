package geo

import (
	"strconv"

	"github.com/uber/h3-go/v4"
)

// H3Cell is the name of the H3 cell of a resolution, 0 to 15, that a point lies in; empty if there is none.
func H3Cell(lng, lat float64, resolution int64) string {
	if at := (Coord{lng, lat}); !at.valid() || resolution < 0 || resolution > 15 {
		return ""
	}
	return h3.LatLngToCell(h3.NewLatLng(lat, lng), int(resolution)).String()
}

func readH3(name string) (h3.Cell, bool) {
	n, err := strconv.ParseUint(name, 16, 64)
	c := h3.Cell(n)
	return c, err == nil && c.IsValid()
}

func names(cells []h3.Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c.String()
	}
	return out
}

// H3Resolution of a cell.
func H3Resolution(name string) (int64, bool) {
	c, ok := readH3(name)
	if !ok {
		return 0, false
	}
	return int64(c.Resolution()), true
}

// H3Parent is the cell of a coarser resolution around a cell; -1 means one coarser. Empty if there is none.
func H3Parent(name string, resolution int64) string {
	c, ok := readH3(name)
	if !ok {
		return ""
	}
	if resolution == -1 {
		resolution = int64(c.Resolution() - 1)
	}
	if resolution < 0 || resolution > int64(c.Resolution()) {
		return ""
	}
	return c.Parent(int(resolution)).String()
}

// H3Children lists the cells of a finer resolution in a cell; -1 means one finer.
func H3Children(name string, resolution int64) ([]string, bool) {
	c, ok := readH3(name)
	if !ok {
		return nil, false
	}
	if resolution == -1 {
		resolution = int64(c.Resolution() + 1)
	}
	finer := resolution - int64(c.Resolution())
	if finer < 0 || resolution > 15 || finer > 5 { // 7 children each: five levels are 16 807
		return nil, false
	}
	return names(c.Children(int(resolution))), true
}

// H3Neighbors lists the cells around a cell.
func H3Neighbors(name string) ([]string, bool) {
	rings, ok := H3Rings(name, 1)
	if !ok {
		return nil, false
	}
	return rings[1], true
}

// H3Rings lists the cells at each distance from a cell, from 0 to a distance of at most 142.
func H3Rings(name string, distance int64) ([][]string, bool) {
	c, ok := readH3(name)
	if !ok || distance < 0 || distance > 142 {
		return nil, false
	}
	var out [][]string
	for _, ring := range c.GridDiskDistances(int(distance)) {
		out = append(out, names(ring))
	}
	return out, true
}

// H3Centre is the middle of a cell.
func H3Centre(name string) (string, bool) {
	c, ok := readH3(name)
	if !ok {
		return "", false
	}
	ll := c.LatLng()
	return pointJSON(Coord{ll.Lng, ll.Lat}), true
}

// H3Polygon is the outline of a cell.
func H3Polygon(name string) (string, bool) {
	c, ok := readH3(name)
	if !ok {
		return "", false
	}
	var ring []Coord
	for _, ll := range c.Boundary() {
		ring = append(ring, Coord{ll.Lng, ll.Lat})
	}
	return Geometry{Polygons: [][][]Coord{{closed(ring)}}}.JSON(), true
}

// PolygonH3Cells lists the cells of a resolution whose middles lie in a polygon.
func PolygonH3Cells(polygon string, resolution int64) ([]string, bool) {
	r, ok := readRegion(polygon)
	if !ok || resolution < 0 || resolution > 15 ||
		r.polygon.Area()*earthRadius*earthRadius/h3.HexagonAreaAvgM2(int(resolution)) > maxCells {
		return nil, false
	}
	var out []string
	for _, p := range nest(r.rings) {
		gp := h3.GeoPolygon{GeoLoop: h3Loop(p[0])}
		for _, hole := range p[1:] {
			gp.Holes = append(gp.Holes, h3Loop(hole))
		}
		out = append(out, names(h3.PolygonToCells(gp, int(resolution)))...)
	}
	return out, true
}

func h3Loop(ring []Coord) h3.GeoLoop {
	var out h3.GeoLoop
	for _, c := range ring[:len(ring)-1] {
		out = append(out, h3.NewLatLng(c.Lat, c.Lng))
	}
	return out
}
