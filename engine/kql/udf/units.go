package udf

import "strings"

// units says how many base units one unit is: metres, kilograms, cubic metres, joules, newtons, metres a
// second, radians. The names are those of KQL's convert_… functions, in lower case.
var units = map[string]map[string]float64{
	"angle": metric("radian", map[string]float64{
		"radian": 1, "degree": pi / 180, "arcminute": pi / 10800, "arcsecond": pi / 648000, "gradian": pi / 200,
		"revolution": 2 * pi, "tilt": pi / 2, "natomil": pi / 3200,
	}),
	"energy": metric("joule watthour electronvolt calorie britishthermalunit", map[string]float64{
		"joule": 1, "watthour": 3600, "electronvolt": 1.602176634e-19, "calorie": 4.184, "britishthermalunit": 1055.05585262,
		"erg": 1e-7, "footpound": 1.3558179483314004, "thermec": 105505585.262, "thermimperial": 105505585.262,
		"thermus": 105480400, "decathermec": 1055055852.62, "decathermus": 1054804000, "horsepowerhour": 2684519.537696173,
		"hartree": 4.3597447222071e-18, "foe": 1e44,
	}),
	"force": metric("newton", map[string]float64{
		"newton": 1, "dyn": 1e-5, "kilogramforce": 9.80665, "kilopond": 9.80665, "tonneforce": 9806.65,
		"poundforce": 4.4482216152605, "kilopoundforce": 4448.2216152605, "ounceforce": 0.27801385095378125,
		"poundal": 0.138254954376, "shorttonforce": 8896.443230521,
	}),
	"length": metric("meter", map[string]float64{
		"meter": 1, "angstrom": 1e-10, "astronomicalunit": 149597870700, "chain": 20.1168, "datamile": 1828.8,
		"fathom": 1.8288, "foot": 0.3048, "hand": 0.1016, "inch": 0.0254, "lightyear": 9460730472580800, "microinch": 2.54e-8,
		"mil": 2.54e-5, "mile": 1609.344, "nauticalmile": 1852, "parsec": 3.0856775814913673e16, "shackle": 27.432,
		"solarradius": 6.957e8, "twip": 0.0254 / 1440, "ussurveyfoot": 1200.0 / 3937, "yard": 0.9144,
	}),
	"mass": metric("gram", map[string]float64{
		"gram": 0.001, "tonne": 1000, "kilotonne": 1e6, "megatonne": 1e9, "earthmass": 5.9722e24, "solarmass": 1.98847e30,
		"grain": 6.479891e-5, "pound": 0.45359237, "kilopound": 453.59237, "megapound": 453592.37, "ounce": 0.028349523125,
		"slug": 14.593902937206364, "stone": 6.35029318, "longton": 1016.0469088, "shortton": 907.18474,
		"longhundredweight": 50.80234544, "shorthundredweight": 45.359237,
	}),
	"speed": metric("meterpersecond meterperhour meterperminute", map[string]float64{
		"meterpersecond": 1, "meterperhour": 1.0 / 3600, "meterperminute": 1.0 / 60, "footpersecond": 0.3048,
		"footperhour": 0.3048 / 3600, "footperminute": 0.3048 / 60, "inchpersecond": 0.0254, "inchperhour": 0.0254 / 3600,
		"inchperminute": 0.0254 / 60, "knot": 1852.0 / 3600, "mach": 340.29, "mileperhour": 0.44704, "yardpersecond": 0.9144,
		"yardperhour": 0.9144 / 3600, "yardperminute": 0.9144 / 60,
	}),
	"volume": metric("liter", map[string]float64{
		"cubicmeter": 1, "liter": 0.001, "cubickilometer": 1e9, "cubichectometer": 1e6, "cubicdecimeter": 1e-3,
		"cubiccentimeter": 1e-6, "cubicmillimeter": 1e-9, "cubicmicrometer": 1e-18, "acrefoot": 1 / 0.000810714,
		"boardfoot": 0.002359737216, "bulkbarrel": 0.16365924, "cubicfoot": 0.028316846592, "cubicinch": 1.6387064e-5,
		"cubicmile": 4168181825.440579584, "cubicyard": 0.764554857984, "imperialbeerbarrel": 0.16365924,
		"imperialgallon": 0.00454609, "imperialounce": 2.84130625e-5, "imperialpint": 0.00056826125, "imperialquart": 0.0011365225,
		"metriccup": 0.00025, "metricteaspoon": 5e-6, "oilbarrel": 0.158987294928, "usbeerbarrel": 0.117347765304,
		"uscustomarycup": 0.0002365882365, "usgallon": 0.003785411784, "uslegalcup": 0.00024, "usounce": 2.95735295625e-5,
		"uspint": 0.000473176473, "usquart": 0.000946352946, "ustablespoon": 1.478676478125e-5, "usteaspoon": 4.92892159375e-6,
	}),
}

const pi = 3.14159265358979323846

// metric adds the multiples of some units: kilometer for meter.
func metric(bases string, table map[string]float64) map[string]float64 {
	for _, base := range strings.Fields(bases) {
		for prefix, factor := range prefixes {
			if table[prefix+base] == 0 {
				table[prefix+base] = factor * table[base]
			}
		}
	}
	return table
}

var prefixes = map[string]float64{
	"femto": 1e-15, "pico": 1e-12, "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "centi": 1e-2, "deci": 1e-1,
	"deca": 1e1, "hecto": 1e2, "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15,
}
