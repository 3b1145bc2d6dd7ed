package funcs

import "socrates/engine/schema"

var parsers = []Func{
	text1("parse_xml", "XML as a dynamic: elements are properties, attributes @name, text beside them #text; null for broken XML or more than 1 MB.", schema.Dynamic, "CAST(kql_parse_xml($text) AS JSON)",
		Example{`parse_xml("<e a='1'><d n='x'>t</d><d n='y'/></e>")`, `dynamic({"e":{"@a":"1","d":[{"@n":"x","#text":"t"},{"@n":"y"}]}})`}, Example{`parse_xml("<e/>")`, `dynamic({"e":null})`}, Example{`isnull(parse_xml("<e>"))`, `true`}),
	text1("parse_version", "A version of up to four numbers as a decimal, so that versions compare by size; null when it is none.", schema.Decimal, "CAST(kql_parse_version($text) AS DECIMAL(38,0))",
		Example{`parse_version("1.2.3") < parse_version("1.10")`, `true`}, Example{`tostring(parse_version("0.0.7.0"))`, `"700000000"`}, Example{`isnull(parse_version("1.a"))`, `true`}),
	text1("parse_urlquery", "Parameters of a URL's query, as a bag in a bag.", schema.Dynamic, "CAST(kql_parse_urlquery($text) AS JSON)",
		Example{`parse_urlquery("a=1&b=x%20y")`, `dynamic({"Query Parameters":{"a":"1","b":"x y"}})`}),
	row("string", "indexof_regex", "Position of what a regular expression matches, counted from 0, or of its n-th match within a part; -1 when nothing does.",
		[]Param{AsText("text"), AsText("regex"), Opt("start", counts, "0"), Opt("length", counts, "-1"), Opt("occurrence", counts, "1")}, schema.Long,
		"kql_indexof_regex($text, $regex, $start::BIGINT, $length::BIGINT, $occurrence::BIGINT)",
		Example{`indexof_regex("abcabc", "a.c")`, `0`}, Example{`indexof_regex("abcdefgabcdefg", "a.c", 0, 9, 2)`, `-1`}, Example{`indexof_regex("abcabc", "a.c", 1)`, `3`}, Example{`isnull(indexof_regex("abcabc", "a|ab", -1))`, `true`}),
	row("string", "has_any_index", "Position in the array of the first term that the text has; -1 when it has none.", []Param{P("text", Strings), P("terms", Dynamics)}, schema.Long,
		"kql_has_any_index($text, ($terms)::VARCHAR)", Example{`has_any_index("this is an example", dynamic(["dog","example"]))`, `1`}, Example{`has_any_index("abc", dynamic(["b"]))`, `-1`}),
	row("string", "replace_strings", "Every text of one array replaced by the text at the same place of another.", []Param{P("text", Strings), P("lookups", Dynamics), P("rewrites", Dynamics)}, schema.String,
		"kql_replace_strings($text, coalesce(($lookups)::VARCHAR, 'null'), coalesce(($rewrites)::VARCHAR, 'null'))",
		Example{`replace_strings("cat and dog", dynamic(["cat","dog"]), dynamic(["dog","pigeon"]))`, `"dog and pigeon"`}),
	row("string", "format_bytes", "A number of bytes with a unit, the largest that fits or the one given.",
		[]Param{P("size", Numbers), Opt("precision", counts, "0"), Opt("unit", Strings, "''")}, schema.String,
		"coalesce(kql_format_bytes($size::DOUBLE, $precision::BIGINT, $unit), '')",
		Example{`format_bytes(10332, 1)`, `"10.1 KB"`}, Example{`format_bytes(20010332)`, `"19 MB"`}, Example{`format_bytes(20010332, 0, "KB")`, `"19541 KB"`}, Example{`format_bytes(564)`, `"564 Bytes"`}),
	row("string", "strcmp", "-1, 0 or 1: how two texts compare, character by character.", []Param{AsText("text1"), AsText("text2")}, schema.Int,
		"CAST(CASE WHEN $text1 < $text2 THEN -1 WHEN $text1 > $text2 THEN 1 ELSE 0 END AS INTEGER)", Example{`strcmp("a", "b")`, `int(-1)`}, Example{`strcmp("b", "B")`, `int(1)`}),
}
