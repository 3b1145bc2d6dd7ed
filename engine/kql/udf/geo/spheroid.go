package geo

import (
	"math"

	"github.com/golang/geo/s2"
)

// Distances on the WGS84 spheroid, by Vincenty's inverse formula: T. Vincenty, "Direct and inverse solutions of
// geodesics on the ellipsoid", Survey Review 23 (1975). What is nearest is looked for on the sphere.

const (
	equator    = 6378137.0
	flattening = 1 / 298.257223563
	pole       = equator * (1 - flattening)
)

// SpheroidDistance of two points in metres.
func SpheroidDistance(lng1, lat1, lng2, lat2 float64) (float64, bool) {
	a, b := Coord{lng1, lat1}, Coord{lng2, lat2}
	if !a.valid() || !b.valid() {
		return 0, false
	}
	return a.spheroid(b), true
}

// SpheroidToLine is the distance of a point from a line in metres.
func SpheroidToLine(lng, lat float64, line string) (float64, bool) {
	p, _, ok := closestOnLine(lng, lat, line)
	return Coord{lng, lat}.spheroid(coordOf(p)), ok
}

// SpheroidToPolygon is the distance of a point from a polygon in metres; 0 inside.
func SpheroidToPolygon(lng, lat float64, polygon string) (float64, bool) {
	p, ok := closestOnPolygon(lng, lat, polygon)
	return Coord{lng, lat}.spheroid(coordOf(p)), ok
}

// SpheroidLength of a line in metres.
func SpheroidLength(line string) (float64, bool) {
	lines, ok := readLines(line)
	sum := 0.0
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			sum += l[i-1].spheroid(l[i])
		}
	}
	return sum, ok
}

// SpheroidPerimeter of a polygon in metres, holes included.
func SpheroidPerimeter(polygon string) (float64, bool) {
	r, ok := readRegion(polygon)
	if !ok {
		return 0, false
	}
	sum := 0.0
	r.edges(func(a, b s2.Point) { sum += coordOf(a).spheroid(coordOf(b)) })
	return sum, true
}

// spheroid is the distance to another point in metres. Of points nearly opposite to each other, for which the
// formula has no end, it is the one on the sphere.
func (c Coord) spheroid(d Coord) float64 {
	sinU1, cosU1 := math.Sincos(reduced(c.Lat))
	sinU2, cosU2 := math.Sincos(reduced(d.Lat))
	l := (d.Lng - c.Lng) * math.Pi / 180
	lambda := l
	for range 200 {
		sinL, cosL := math.Sincos(lambda)
		sinS := math.Hypot(cosU2*sinL, cosU1*sinU2-sinU1*cosU2*cosL)
		if sinS == 0 {
			return 0
		}
		cosS := sinU1*sinU2 + cosU1*cosU2*cosL
		sigma := math.Atan2(sinS, cosS)
		sinA := cosU1 * cosU2 * sinL / sinS
		cosSqA := 1 - sinA*sinA
		cosM := 0.0 // along the equator
		if cosSqA > 0 {
			cosM = cosS - 2*sinU1*sinU2/cosSqA
		}
		k := flattening / 16 * cosSqA * (4 + flattening*(4-3*cosSqA))
		before := lambda
		lambda = l + (1-k)*flattening*sinA*(sigma+k*sinS*(cosM+k*cosS*(2*cosM*cosM-1)))
		if math.Abs(lambda-before) < 1e-12 {
			return alongSpheroid(cosSqA, sigma, sinS, cosS, cosM)
		}
	}
	return metres(c.point().Distance(d.point()))
}

// reduced is the latitude on the auxiliary sphere, in radians.
func reduced(lat float64) float64 {
	return math.Atan((1 - flattening) * math.Tan(lat*math.Pi/180))
}

// alongSpheroid is the length that an angle on the auxiliary sphere has on the spheroid.
func alongSpheroid(cosSqA, sigma, sinS, cosS, cosM float64) float64 {
	u := cosSqA * (equator*equator - pole*pole) / (pole * pole)
	a := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
	b := u / 1024 * (256 + u*(-128+u*(74-47*u)))
	delta := b * sinS * (cosM + b/4*(cosS*(2*cosM*cosM-1)-b/6*cosM*(4*sinS*sinS-3)*(4*cosM*cosM-3)))
	return pole * a * (sigma - delta)
}
