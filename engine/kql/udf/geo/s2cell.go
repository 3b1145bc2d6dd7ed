package geo

import "github.com/golang/geo/s2"

// maxCells caps the cells of a covering, as Kusto does.
const maxCells = 65536

// S2Cell is the token of the S2 cell of a level, 0 to 30, that a point lies in; empty if there is none.
func S2Cell(lng, lat float64, level int64) string {
	at := Coord{lng, lat}
	if !at.valid() || level < 0 || level > 30 {
		return ""
	}
	return s2.CellIDFromLatLng(s2.LatLngFromDegrees(lat, lng)).Parent(int(level)).ToToken()
}

func readS2(token string) (s2.CellID, bool) {
	if len(token) > 16 {
		return 0, false
	}
	id := s2.CellIDFromToken(token)
	return id, id.IsValid() && id.ToToken() == token
}

// S2Centre is the middle of a cell.
func S2Centre(token string) (string, bool) {
	id, ok := readS2(token)
	if !ok {
		return "", false
	}
	return pointJSON(coordOf(id.Point())), true
}

// S2Polygon is the outline of a cell.
func S2Polygon(token string) (string, bool) {
	id, ok := readS2(token)
	if !ok {
		return "", false
	}
	cell := s2.CellFromCellID(id)
	var ring []Coord
	for i := range 5 {
		ring = append(ring, coordOf(cell.Vertex(i%4)))
	}
	return Geometry{Polygons: [][][]Coord{{ring}}}.JSON(), true
}

// S2Neighbors lists the cells of the same level around a cell, corners included.
func S2Neighbors(token string) ([]string, bool) {
	id, ok := readS2(token)
	if !ok {
		return nil, false
	}
	return tokens(id.AllNeighbors(id.Level())), true
}

func tokens(ids []s2.CellID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.ToToken()
	}
	return out
}

// PolygonS2Cells covers a polygon with cells of one level.
func PolygonS2Cells(polygon string, level int64) ([]string, bool) {
	r, ok := readRegion(polygon)
	if !ok {
		return nil, false
	}
	length := 0.0
	r.edges(func(a, b s2.Point) { length += a.Distance(b).Radians() })
	return cover(r.polygon, level, r.polygon.Area(), length)
}

// LineS2Cells covers a line with cells of one level.
func LineS2Cells(line string, level int64) ([]string, bool) {
	lines, ok := readLines(line)
	if !ok {
		return nil, false
	}
	seen := map[string]bool{}
	var out []string
	for _, l := range lines {
		cells, ok := cover(polyline(l), level, 0, polyline(l).Length().Radians())
		if !ok {
			return nil, false
		}
		for _, c := range cells {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out, len(out) <= maxCells
}

// cover gives no result for coverings of too many cells, which it tells beforehand from the area and the
// length of the outline.
func cover(r s2.Region, level int64, area, length float64) ([]string, bool) {
	if level < 0 || level > 30 || area/s2.AvgAreaMetric.Value(int(level))+length/s2.AvgEdgeMetric.Value(int(level)) > maxCells {
		return nil, false
	}
	c := &s2.RegionCoverer{MinLevel: int(level), MaxLevel: int(level), MaxCells: maxCells}
	cells := c.Covering(r)
	if len(cells) > maxCells {
		return nil, false
	}
	cells.Denormalize(int(level), 1)
	return tokens(cells), true
}
