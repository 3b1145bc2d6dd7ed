package funcs

import "socrates/engine/schema"

// Functions of addresses; package udf says how they read them.

func ipRow(name, doc string, params []Param, returns schema.Type, sql string, examples ...Example) Func {
	return Func{
		Name: name, Group: "ip", Doc: doc, Examples: examples,
		Sigs: []Sig{{Params: params, Returns: returns, SQL: sql}},
	}
}

// anyOf writes functions that take a list of things, as one array or as arguments one by one.
func anyOf(name, doc, function, item string, examples ...Example) Func {
	source := P("source", Strings)
	if item == "range" {
		source = P("ip", Strings)
	}
	return Func{
		Name: name, Group: "ip", Doc: doc, Examples: examples,
		Sigs: []Sig{
			{
				Params: []Param{source, P(item+"s", Dynamics)}, Returns: schema.Bool,
				SQL: function + "($" + source.Name + ", $" + item + "s::VARCHAR)",
			},
			{
				Params: []Param{source}, Rest: &Param{Name: item, Types: Strings}, MinRest: 1, Returns: schema.Bool,
				SQL: function + "($" + source.Name + ", to_json([$rest])::VARCHAR)",
			},
		},
	}
}

var (
	ipText   = P("ip", Strings)
	ipPair   = []Param{P("ip1", Strings), P("ip2", Strings), Opt("prefix", Integers, "32")}
	ip6Pair  = []Param{P("ip1", Strings), P("ip2", Strings), Opt("prefix", Integers, "128")}
	ipRange  = []Param{ipText, P("range", Strings)}
	ipPrefix = []Param{ipText, P("prefix", Integers)}
	ipFormat = []Param{P("ip", Of(schema.String, schema.Int, schema.Long)), Opt("prefix", Integers, "32")}
)

var ipFuncs = []Func{
	ipRow("parse_ipv4", "The address as a number, with the bits beyond its prefix cleared; null for anything else.",
		[]Param{ipText}, schema.Long, "kql_parse_ipv4($ip)",
		Example{`parse_ipv4("192.168.1.1/24")`, `3232235776`}, Example{`isnull(parse_ipv4("127.0.0.256"))`, `true`}),
	ipRow("parse_ipv4_mask", "The address as a number, with only so many leading bits kept.",
		ipPrefix, schema.Long, "kql_parse_ipv4_mask($ip, $prefix)",
		Example{`parse_ipv4_mask("192.1.168.2/24", 31)`, `3221334016`}),
	ipRow("ipv4_netmask_suffix", "The prefix length written behind an address; 32 without one.",
		[]Param{ipText}, schema.Long, "kql_ipv4_netmask_suffix($ip)",
		Example{`ipv4_netmask_suffix("127.0.0.1/16")`, `16`}),
	ipRow("ipv4_compare", "-1, 0 or 1: the first address is less than, equal to or greater than the second in the bits of the shortest prefix.",
		ipPair, schema.Long, "kql_ipv4_compare($ip1, $ip2, $prefix)",
		Example{`ipv4_compare("192.168.1.1/24", "192.168.1.255")`, `0`}, Example{`ipv4_compare("192.168.1.1", "192.168.1.255")`, `-1`}),
	ipRow("ipv4_is_match", "Whether two addresses agree in the bits of the shortest prefix.",
		ipPair, schema.Bool, "kql_ipv4_is_match($ip1, $ip2, $prefix)",
		Example{`ipv4_is_match("192.168.1.1", "192.168.1.255", 24)`, `true`}, Example{`isnull(ipv4_is_match("here", "there"))`, `true`}),
	ipRow("ipv4_is_in_range", "Whether an address lies in a network such as 10.0.0.0/8.",
		ipRange, schema.Bool, "kql_ipv4_is_in_range($ip, $range)",
		Example{`ipv4_is_in_range("192.168.1.6", "192.168.1.1/24")`, `true`}, Example{`ipv4_is_in_range("192.168.1.1", "192.168.2.1/24")`, `false`}),
	anyOf("ipv4_is_in_any_range", "Whether an address lies in one of several networks.", "kql_ipv4_is_in_any_range", "range",
		Example{`ipv4_is_in_any_range("192.168.1.6", "10.0.0.0/8", "192.168.1.1/24")`, `true`},
		Example{`ipv4_is_in_any_range("11.1.1.1", dynamic(["10.0.0.0/8"]))`, `false`}),
	ipRow("ipv4_is_private", "Whether an address belongs to a private network: 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.",
		[]Param{ipText}, schema.Bool, "kql_ipv4_is_private($ip)",
		Example{`ipv4_is_private("10.1.2.3")`, `true`}, Example{`ipv4_is_private("172.32.0.1")`, `false`}, Example{`isnull(ipv4_is_private("::1"))`, `true`}),
	ipRow("ipv4_range_to_cidr_list", "The networks that cover the addresses from the first to the last.",
		[]Param{P("first", Strings), P("last", Strings)}, schema.Dynamic, "kql_ipv4_range_to_cidr_list($first, $last)::JSON",
		Example{`ipv4_range_to_cidr_list("1.1.128.0", "1.1.140.255")`, `dynamic(["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"])`}),
	ipRow("format_ipv4", "An address, given as text or number, with the bits beyond the prefix cleared.",
		ipFormat, schema.String, "coalesce(kql_format_ipv4($ip::VARCHAR, $prefix), '')",
		Example{`format_ipv4("192.168.1.255", 24)`, `"192.168.1.0"`}, Example{`format_ipv4(3232236031, 24)`, `"192.168.1.0"`}),
	ipRow("format_ipv4_mask", "Like format_ipv4(), with the prefix length behind.",
		ipFormat, schema.String, "coalesce(kql_format_ipv4_mask($ip::VARCHAR, $prefix), '')",
		Example{`format_ipv4_mask("192.168.1.255", 24)`, `"192.168.1.0/24"`}),
	ipRow("parse_ipv6", "An IPv6 or IPv4 address written out in full; empty for anything else.",
		[]Param{ipText}, schema.String, "coalesce(kql_parse_ipv6_mask($ip, 128), '')",
		Example{`parse_ipv6("192.168.255.255/24")`, `"0000:0000:0000:0000:0000:ffff:c0a8:ff00"`}),
	ipRow("parse_ipv6_mask", "An IPv6 or IPv4 address written out in full, with only so many leading bits kept.",
		ipPrefix, schema.String, "coalesce(kql_parse_ipv6_mask($ip, $prefix), '')",
		Example{`parse_ipv6_mask("fe80::85d:e82c:9446:7994", 120)`, `"fe80:0000:0000:0000:085d:e82c:9446:7900"`}),
	ipRow("ipv6_compare", "-1, 0 or 1, as ipv4_compare(); IPv4 addresses stand for ::ffff:a.b.c.d.",
		ip6Pair, schema.Long, "kql_ipv6_compare($ip1, $ip2, $prefix)",
		Example{`ipv6_compare("fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995", 127)`, `0`}),
	ipRow("ipv6_is_match", "Whether two addresses, IPv6 or IPv4, agree in the bits of the shortest prefix.",
		ip6Pair, schema.Bool, "kql_ipv6_is_match($ip1, $ip2, $prefix)",
		Example{`ipv6_is_match("::ffff:c0a8:0101", "192.168.1.255", 120)`, `true`}),
	ipRow("ipv6_is_in_range", "Whether an address, IPv6 or IPv4, lies in a network.",
		ipRange, schema.Bool, "kql_ipv6_is_in_range($ip, $range)",
		Example{`ipv6_is_in_range("a5e:f127:8a9d:146d:e102:b5d3:c755:abcd", "a5e:f127:8a9d:146d:e102:b5d3:c755:0000/112")`, `true`}),
	anyOf("ipv6_is_in_any_range", "Whether an address, IPv6 or IPv4, lies in one of several networks.", "kql_ipv6_is_in_any_range", "range",
		Example{`ipv6_is_in_any_range("fe80::1", "2001:db8::/32", "fe80::/10")`, `true`}),
	ipRow("has_ipv4", "Whether an IPv4 address occurs in a text, with no letter or digit beside it.",
		[]Param{P("source", Strings), ipText}, schema.Bool, "kql_has_any_ipv4($source, to_json([$ip])::VARCHAR)",
		Example{`has_ipv4("05:04:54 127.0.0.1 GET /favicon.ico 404", "127.0.0.1")`, `true`},
		Example{`has_ipv4("05:04:54127.0.0.1 GET /favicon.ico 404", "127.0.0.1")`, `false`}),
	anyOf("has_any_ipv4", "Whether one of several IPv4 addresses occurs in a text.", "kql_has_any_ipv4", "ip",
		Example{`has_any_ipv4("from 10.0.0.1", "127.0.0.1", "10.0.0.1")`, `true`}),
	ipRow("has_ipv4_prefix", "Whether an address in a text begins with a prefix that ends in a dot.",
		[]Param{P("source", Strings), P("prefix", Strings)}, schema.Bool, "kql_has_any_ipv4_prefix($source, to_json([$prefix])::VARCHAR)",
		Example{`has_ipv4_prefix("05:04:54 127.0.0.1 GET", "127.0.")`, `true`},
		Example{`has_ipv4_prefix("05:04:54 127.0.0.1 GET", "127.0")`, `false`}),
	anyOf("has_any_ipv4_prefix", "Whether an address in a text begins with one of several prefixes.", "kql_has_any_ipv4_prefix", "prefix",
		Example{`has_any_ipv4_prefix("from 10.0.0.1", "127.0.", "10.")`, `true`}),
	ipRow("geo_info_from_ip_address", "Where an address is: country, state, city, latitude and longitude, for the networks of a tenant and a few public resolvers; an empty bag for any other.",
		[]Param{ipText}, schema.Dynamic, "kql_geo_info($ip)::JSON",
		Example{`geo_info_from_ip_address("20.53.203.50")`, `dynamic({})`}),
}
