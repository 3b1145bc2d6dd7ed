package org

import (
	"fmt"

	"socrates/generator/chance"
)

// Place is a city with a network in it. The prefixes belong to the named providers in the real Internet;
// addresses inside them are drawn by chance and mean nobody.
type Place struct {
	City, State, Country, CountryName string
	Lat, Lon                          float64
	Offset                            int64 // minutes east of UTC, in summer
	ISP                               string
	ASN                               int
	A, B                              int // prefix A.B.0.0/16
}

// Address draws an address of the place's provider.
func (p *Place) Address(r *chance.Rand) string {
	return fmt.Sprintf("%d.%d.%d.%d", p.A, p.B, r.Between(4, 250), r.Between(2, 253))
}

// Cities are where offices stand and people live and travel.
var Cities = []*Place{
	{"Leeds", "England", "GB", "United Kingdom", 53.80, -1.55, 60, "British Telecommunications PLC", 2856, 86, 155},
	{"Rotterdam", "Zuid-Holland", "NL", "Netherlands", 51.92, 4.48, 120, "KPN B.V.", 1136, 77, 163},
	{"Hamburg", "Hamburg", "DE", "Germany", 53.55, 9.99, 120, "Deutsche Telekom AG", 3320, 87, 152},
	{"Boston", "Massachusetts", "US", "United States", 42.36, -71.06, -240, "Comcast Cable Communications, LLC", 7922, 73, 114},
	{"Austin", "Texas", "US", "United States", 30.27, -97.74, -300, "AT&T Services, Inc.", 7018, 99, 10},
	{"Lyon", "Auvergne-Rhone-Alpes", "FR", "France", 45.76, 4.84, 120, "Orange S.A.", 3215, 90, 3},
	{"Stockholm", "Stockholms Lan", "SE", "Sweden", 59.33, 18.07, 120, "Telia Company AB", 3301, 78, 72},
	{"Dublin", "Dublin", "IE", "Ireland", 53.35, -6.26, 60, "Eircom Limited", 5466, 86, 43},
	{"Toronto", "Ontario", "CA", "Canada", 43.65, -79.38, -240, "Rogers Communications Canada Inc.", 812, 99, 232},
	{"Madrid", "Madrid", "ES", "Spain", 40.42, -3.70, 120, "Telefonica de Espana SAU", 3352, 80, 28},
	{"Warsaw", "Mazowieckie", "PL", "Poland", 52.23, 21.01, 120, "Orange Polska Spolka Akcyjna", 5617, 83, 9},
	{"Singapore", "Singapore", "SG", "Singapore", 1.35, 103.82, 480, "Singapore Telecommunications Ltd", 9506, 116, 86},
}

// Hosting are providers of rented servers, where attackers (and VPN services) come from.
var Hosting = []*Place{
	{"Bucharest", "Bucuresti", "RO", "Romania", 44.43, 26.10, 180, "M247 Europe SRL", 9009, 185, 94},
	{"Amsterdam", "Noord-Holland", "NL", "Netherlands", 52.37, 4.90, 120, "DigitalOcean, LLC", 14061, 165, 22},
	{"Chisinau", "Chisinau", "MD", "Moldova", 47.01, 28.86, 180, "ALEXHOST SRL", 200019, 176, 123},
	{"Helsinki", "Uusimaa", "FI", "Finland", 60.17, 24.94, 180, "Hetzner Online GmbH", 24940, 95, 217},
	{"Seattle", "Washington", "US", "United States", 47.61, -122.33, -420, "Hostwinds LLC", 54290, 104, 168},
	{"Nuremberg", "Bayern", "DE", "Germany", 49.45, 11.08, 120, "Contabo GmbH", 51167, 173, 212},
	{"Roubaix", "Hauts-de-France", "FR", "France", 50.69, 3.17, 120, "OVH SAS", 16276, 51, 75},
	{"Vilnius", "Vilniaus", "LT", "Lithuania", 54.69, 25.28, 180, "UAB Cherry Servers", 16125, 5, 199},
	{"Lagos", "Lagos", "NG", "Nigeria", 6.52, 3.38, 60, "MTN Nigeria", 29465, 105, 112},
	{"Ho Chi Minh City", "Ho Chi Minh", "VN", "Vietnam", 10.82, 106.63, 420, "VNPT Corp", 45899, 14, 161},
}

func (o *Org) buildSites(people int) {
	r := o.stream("sites")
	n := 1
	switch {
	case people >= 2000:
		n = 8
	case people >= 400:
		n = 5
	case people >= 40:
		n = 3
	case people >= 20:
		n = 2
	}
	for i, c := range r.Perm(len(Cities))[:n] {
		place := Cities[c]
		o.Sites = append(o.Sites, &Site{
			Place: place, Index: i, Office: fmt.Sprintf("%d %s", r.Between(1, 140), chance.Pick(r, streets)),
			Egress: place.Address(r), Net: 10 + 10*i, Share: 1 / float64(i+1),
		})
	}
}
