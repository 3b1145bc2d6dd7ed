package geo

import "strings"

// A geohash halves the longitude and the latitude in turn; five halvings make one character.

const geohashDigits = "0123456789bcdefghjkmnpqrstuvwxyz"

// box is the cell of a geohash.
type box struct{ west, east, south, north float64 }

func (b box) centre() Coord { return Coord{(b.west + b.east) / 2, (b.south + b.north) / 2} }

// Geohash of a point, with so many characters, 1 to 18; empty if there is none.
func Geohash(lng, lat float64, length int64) string {
	at := Coord{lng, lat}
	if !at.valid() || length < 1 || length > 18 {
		return ""
	}
	b := box{-180, 180, -90, 90}
	var out strings.Builder
	digit, bits := 0, 0
	for even := true; int64(out.Len()) < length; even = !even {
		lo, hi, x := &b.west, &b.east, lng
		if !even {
			lo, hi, x = &b.south, &b.north, lat
		}
		mid := (*lo + *hi) / 2
		digit *= 2
		if x >= mid {
			digit++
			*lo = mid
		} else {
			*hi = mid
		}
		if bits++; bits == 5 {
			out.WriteByte(geohashDigits[digit])
			digit, bits = 0, 0
		}
	}
	return out.String()
}

func geohashBox(hash string) (box, bool) {
	b := box{-180, 180, -90, 90}
	if hash == "" || len(hash) > 18 {
		return b, false
	}
	even := true
	for _, c := range strings.ToLower(hash) {
		digit := strings.IndexRune(geohashDigits, c)
		if digit < 0 {
			return b, false
		}
		for bit := 16; bit > 0; bit /= 2 {
			lo, hi := &b.west, &b.east
			if !even {
				lo, hi = &b.south, &b.north
			}
			mid := (*lo + *hi) / 2
			if digit&bit != 0 {
				*lo = mid
			} else {
				*hi = mid
			}
			even = !even
		}
	}
	return b, true
}

// GeohashCentre is the middle of a geohash's cell.
func GeohashCentre(hash string) (string, bool) {
	b, ok := geohashBox(hash)
	return pointJSON(b.centre()), ok
}

// GeohashPolygon is the outline of a geohash's cell.
func GeohashPolygon(hash string) (string, bool) {
	b, ok := geohashBox(hash)
	ring := []Coord{{b.west, b.south}, {b.east, b.south}, {b.east, b.north}, {b.west, b.north}, {b.west, b.south}}
	return Geometry{Polygons: [][][]Coord{{ring}}}.JSON(), ok
}

// GeohashNeighbors lists the cells around a cell; there are fewer at the poles.
func GeohashNeighbors(hash string) ([]string, bool) {
	b, ok := geohashBox(hash)
	if !ok {
		return nil, false
	}
	var out []string
	c, width, height := b.centre(), b.east-b.west, b.north-b.south
	for _, dx := range []float64{-1, 0, 1} {
		for _, dy := range []float64{-1, 0, 1} {
			lat := c.Lat + dy*height
			if dx == 0 && dy == 0 || lat > 90 || lat < -90 {
				continue
			}
			lng := c.Lng + dx*width
			switch {
			case lng > 180:
				lng -= 360
			case lng < -180:
				lng += 360
			}
			out = append(out, Geohash(lng, lat, int64(len(hash))))
		}
	}
	return out, true
}
