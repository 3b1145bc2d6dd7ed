package funcs

import "socrates/engine/kql/udf"

// Place is where the addresses of a network are, for geo_info_from_ip_address().
type Place = udf.Place

// PlacesText is a list of places as the look-up's argument in SQL.
func PlacesText(ps []Place) string { return udf.PlacesText(ps) }
