package udf

import (
	"encoding/json"
	"net/netip"
	"strings"
	"sync"
)

// Where addresses are. There is no geolocation database: a caller tells the places that matter to it, and a few
// public resolvers, which every network knows, are built in. Any other address gives an empty bag.

var placeFuncs = []Func{
	{Name: "kql_geo_info", In: []Type{Text}, Out: Text, Fn: Of1(func(ip string) (string, bool) { return placeOf(ip, "") })},
	{Name: "kql_geo_info_of", In: []Type{Text, Text}, Out: Text, Fn: Of2(placeOf)},
}

// Place is where the addresses of a network, written as 203.0.113.0/24, are.
type Place struct {
	Network   string  `json:"network"`
	Country   string  `json:"country"`
	State     string  `json:"state"`
	City      string  `json:"city"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// resolvers are known by their country alone; the coordinates are the middle of it.
var resolvers = []Place{
	{Network: "8.8.8.0/24", Country: "United States", Latitude: 37.751, Longitude: -97.822},
	{Network: "8.8.4.0/24", Country: "United States", Latitude: 37.751, Longitude: -97.822},
	{Network: "9.9.9.0/24", Country: "United States", Latitude: 37.751, Longitude: -97.822},
	{Network: "1.1.1.0/24", Country: "Australia", Latitude: -25.0, Longitude: 133.0},
	{Network: "1.0.0.0/24", Country: "Australia", Latitude: -25.0, Longitude: 133.0},
}

// PlacesText is a list of places as an argument in SQL.
func PlacesText(ps []Place) string {
	text, _ := json.Marshal(ps) // texts and numbers alone cannot fail
	return string(text)
}

// gazetteer is a list of places ready for look-ups.
type gazetteer struct {
	text   string
	places []located
}

type located struct {
	network netip.Prefix
	answer  string
}

// newest is the list that was asked last: the rows of a query all ask the same.
var newest struct {
	sync.Mutex
	*gazetteer
}

func gazetteerOf(text string) *gazetteer {
	newest.Lock()
	defer newest.Unlock()
	if newest.gazetteer == nil || newest.text != text {
		newest.gazetteer = readPlaces(text)
	}
	return newest.gazetteer
}

func readPlaces(text string) *gazetteer {
	var ps []Place
	if text != "" {
		_ = json.Unmarshal([]byte(text), &ps) // a list that cannot be read names no place
	}
	g := &gazetteer{text: text}
	for _, p := range append(ps, resolvers...) {
		network, err := netip.ParsePrefix(p.Network)
		if err != nil {
			continue
		}
		p.Network = ""
		answer, _ := json.Marshal(p)
		g.places = append(g.places, located{network.Masked(), strings.Replace(string(answer), `"network":"",`, "", 1)})
	}
	return g
}

// placeOf is the bag of an address's place; an address without one gives an empty bag, anything else null.
func placeOf(ip, places string) (string, bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(ip))
	if err != nil || a.Zone() != "" {
		return "", false
	}
	answer, bits := "{}", -1
	for _, p := range gazetteerOf(places).places {
		if p.network.Bits() > bits && p.network.Contains(a.Unmap()) {
			answer, bits = p.answer, p.network.Bits()
		}
	}
	return answer, true
}
