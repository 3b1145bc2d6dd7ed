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
	Zone                              Zone
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
	{"Leeds", "England", "GB", "United Kingdom", 53.80, -1.55, Zone{0, European}, "British Telecommunications PLC", 2856, 86, 155},
	{"Rotterdam", "Zuid-Holland", "NL", "Netherlands", 51.92, 4.48, Zone{60, European}, "KPN B.V.", 1136, 77, 163},
	{"Hamburg", "Hamburg", "DE", "Germany", 53.55, 9.99, Zone{60, European}, "Deutsche Telekom AG", 3320, 87, 152},
	{"Boston", "Massachusetts", "US", "United States", 42.36, -71.06, Zone{-300, American}, "Comcast Cable Communications, LLC", 7922, 73, 114},
	{"Austin", "Texas", "US", "United States", 30.27, -97.74, Zone{-360, American}, "AT&T Services, Inc.", 7018, 99, 10},
	{"Lyon", "Auvergne-Rhone-Alpes", "FR", "France", 45.76, 4.84, Zone{60, European}, "Orange S.A.", 3215, 90, 3},
	{"Stockholm", "Stockholms Lan", "SE", "Sweden", 59.33, 18.07, Zone{60, European}, "Telia Company AB", 3301, 78, 72},
	{"Dublin", "Dublin", "IE", "Ireland", 53.35, -6.26, Zone{0, European}, "Eircom Limited", 5466, 86, 43},
	{"Toronto", "Ontario", "CA", "Canada", 43.65, -79.38, Zone{-300, American}, "Rogers Communications Canada Inc.", 812, 99, 232},
	{"Madrid", "Madrid", "ES", "Spain", 40.42, -3.70, Zone{60, European}, "Telefonica de Espana SAU", 3352, 80, 28},
	{"Warsaw", "Mazowieckie", "PL", "Poland", 52.23, 21.01, Zone{60, European}, "Orange Polska Spolka Akcyjna", 5617, 83, 9},
	{"Singapore", "Singapore", "SG", "Singapore", 1.35, 103.82, Zone{480, NoSummer}, "Singapore Telecommunications Ltd", 9506, 116, 86},
}

// Hosting are providers of rented servers, where attackers (and VPN services) come from.
var Hosting = []*Place{
	{"Bucharest", "Bucuresti", "RO", "Romania", 44.43, 26.10, Zone{120, European}, "M247 Europe SRL", 9009, 185, 94},
	{"Amsterdam", "Noord-Holland", "NL", "Netherlands", 52.37, 4.90, Zone{60, European}, "DigitalOcean, LLC", 14061, 165, 22},
	{"Chisinau", "Chisinau", "MD", "Moldova", 47.01, 28.86, Zone{120, European}, "ALEXHOST SRL", 200019, 176, 123},
	{"Helsinki", "Uusimaa", "FI", "Finland", 60.17, 24.94, Zone{120, European}, "Hetzner Online GmbH", 24940, 95, 217},
	{"Seattle", "Washington", "US", "United States", 47.61, -122.33, Zone{-480, American}, "Hostwinds LLC", 54290, 104, 168},
	{"Nuremberg", "Bayern", "DE", "Germany", 49.45, 11.08, Zone{60, European}, "Contabo GmbH", 51167, 173, 212},
	{"Roubaix", "Hauts-de-France", "FR", "France", 50.69, 3.17, Zone{60, European}, "OVH SAS", 16276, 51, 75},
	{"Vilnius", "Vilniaus", "LT", "Lithuania", 54.69, 25.28, Zone{120, European}, "UAB Cherry Servers", 16125, 5, 199},
	{"Lagos", "Lagos", "NG", "Nigeria", 6.52, 3.38, Zone{60, NoSummer}, "MTN Nigeria", 29465, 105, 112},
	{"Ho Chi Minh City", "Ho Chi Minh", "VN", "Vietnam", 10.82, 106.63, Zone{420, NoSummer}, "VNPT Corp", 45899, 14, 161},
}

// carriers are the mobile networks of the countries where people live: provider, number, prefix.
var carriers = map[string]struct {
	isp       string
	asn, a, b int
}{
	"GB": {"EE Limited", 12576, 31, 94}, "NL": {"Vodafone Libertel B.V.", 33915, 62, 140}, "DE": {"Telefonica Germany GmbH & Co. OHG", 6805, 176, 4},
	"US": {"T-Mobile USA, Inc.", 21928, 172, 58}, "FR": {"Bouygues Telecom SA", 5410, 176, 143}, "SE": {"Tele2 Sverige AB", 1257, 90, 129},
	"IE": {"Three Ireland (Hutchison) limited", 13280, 37, 228}, "CA": {"Bell Mobility Inc.", 36522, 184, 151}, "ES": {"Vodafone Espana S.A.U.", 12430, 77, 211},
	"PL": {"P4 Sp. z o.o.", 39603, 37, 47}, "SG": {"StarHub Ltd", 55430, 223, 25},
}

// Carrier is the mobile network of the place's country, seen there.
func (p *Place) Carrier() *Place {
	c, ok := carriers[p.Country]
	if !ok {
		return p
	}
	m := *p
	m.ISP, m.ASN, m.A, m.B = c.isp, c.asn, c.a, c.b
	return &m
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
