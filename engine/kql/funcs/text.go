package funcs

import (
	"regexp"

	"socrates/engine/kql/regex"
	"socrates/engine/schema"
)

// row makes a scalar function with one signature.
func row(group, name, doc string, params []Param, returns schema.Type, sql string, examples ...Example) Func {
	return Func{
		Name: name, Kind: Scalar, Group: group, Doc: doc, Examples: examples,
		Sigs: []Sig{{Params: params, Returns: returns, SQL: sql}},
	}
}

func alias(f Func, names ...string) Func {
	f.Aliases = append(f.Aliases, names...)
	return f
}

func text1(name, doc string, returns schema.Type, sql string, examples ...Example) Func {
	return row("string", name, doc, []Param{P("text", Strings)}, returns, sql, examples...)
}

// anyText1 is text1 for a function that reads a value of any type as its text.
func anyText1(name, doc string, returns schema.Type, sql string, examples ...Example) Func {
	return row("string", name, doc, []Param{AsText("text")}, returns, sql, examples...)
}

// maxText caps, in bytes, what replacing makes of a text.
const maxText = "16777216"

var texts = []Func{
	anyText1("tolower", "Text in lower case.", schema.String, "lower($text)", Example{`tolower("ÄB")`, `"äb"`}),
	anyText1("toupper", "Text in upper case.", schema.String, "upper($text)", Example{`toupper("äb")`, `"ÄB"`}, Example{`toupper(true)`, `"TRUE"`}),
	text1("strlen", "Number of characters.", schema.Long, "length($text)", Example{`strlen("añb")`, `3`}),
	text1("string_size", "Number of bytes in UTF-8.", schema.Long, "strlen($text)", Example{`string_size("añb")`, `4`}),
	anyText1("reverse", "Text backwards; of another value, its text.", schema.String, "reverse($text)", Example{`reverse("abc")`, `"cba"`}, Example{`reverse(123)`, `"321"`}),
	text1("url_encode", "Text with everything but letters, digits and -_.!*() percent-encoded, a blank as +.", schema.String, "kql_url_encode($text)", Example{`url_encode("a b/c")`, `"a+b%2fc"`}),
	text1("url_decode", "Percent-encoded text decoded.", schema.String, "kql_url_decode($text)", Example{`url_decode("a%26b")`, `"a&b"`}),
	alias(text1("base64_decode_tostring", "Base64 decoded to text; empty when it is none.", schema.String, "kql_base64_decode($text)", Example{`base64_decode_tostring("YWJj")`, `"abc"`}), "base64_decodestring"),
	alias(text1("base64_encode_tostring", "Text encoded in Base64.", schema.String, "to_base64(encode($text))", Example{`base64_encode_tostring("abc")`, `"YWJj"`}), "base64_encodestring"),
	anyText1("regex_quote", "Text with the special characters of regular expressions escaped.", schema.String, "regexp_escape($text)", Example{`regex_quote("a.b") == @"a\.b"`, `true`}),
	{
		Name: "isempty", Kind: Scalar, Group: "string", Doc: "True for the empty text and for null.",
		Sigs: []Sig{
			{Params: []Param{P("value", Strings)}, Returns: schema.Bool, SQL: "($value = '')"},
			{Params: []Param{P("value", Dynamics)}, Returns: schema.Bool, SQL: "(coalesce($value->>'$$', '') = '')"},
			{Params: []Param{P("value", AnyType)}, Returns: schema.Bool, SQL: "($value IS NULL)"},
		},
		Examples: []Example{{`isempty("")`, `true`}, {`isempty(int(null))`, `true`}, {`isempty(" ")`, `false`}},
	},
	{
		Name: "isnotempty", Aliases: []string{"notempty"}, Kind: Scalar, Group: "string", Doc: "False for the empty text and for null.",
		Sigs: []Sig{
			{Params: []Param{P("value", Strings)}, Returns: schema.Bool, SQL: "($value <> '')"},
			{Params: []Param{P("value", Dynamics)}, Returns: schema.Bool, SQL: "(coalesce($value->>'$$', '') <> '')"},
			{Params: []Param{P("value", AnyType)}, Returns: schema.Bool, SQL: "($value IS NOT NULL)"},
		},
		Examples: []Example{{`isnotempty("a")`, `true`}},
	},
	{
		Name: "strcat", Kind: Scalar, Group: "string", Doc: "Arguments joined to one text; values of other types are written as text.",
		Sigs: []Sig{{Rest: ptr(P("part", AnyType)), MinRest: 1, Returns: schema.String, Lower: func(c *Call) (string, error) {
			return concat(c.Args, " || "), nil
		}}},
		Examples: []Example{{`strcat("a", 1, true)`, `"a1True"`}, {`strcat("a", int(null))`, `"a"`}},
	},
	{
		Name: "strcat_delim", Kind: Scalar, Group: "string", Doc: "Arguments joined with a delimiter between them.",
		Sigs: []Sig{{
			Params: []Param{AsText("delimiter")}, Rest: ptr(P("part", AnyType)), MinRest: 1, Returns: schema.String,
			Lower: func(c *Call) (string, error) { return concat(c.Args[1:], " || "+c.Args[0].SQL+" || "), nil },
		}},
		Examples: []Example{{`strcat_delim("-", "a", 1)`, `"a-1"`}},
	},
	lowered1(lowerRepeat, row("string", "strrep", "Text repeated, at most 1024 times, with an optional delimiter between.",
		[]Param{P("text", AnyType), P("times", counts), {Name: "delimiter", Types: Strings, Text: true, Optional: true, Default: "''"}}, schema.String,
		"", Example{`strrep("ab", 2)`, `"abab"`}, Example{`strrep(3s, 2, " ")`, `"00:00:03 00:00:03"`}, Example{`strlen(strrep("a", 2000))`, `1024`})),
	row("string", "substring", "Part of a text from a position, counted from 0 (negative: from the end), of a given length.",
		[]Param{AsText("text"), P("start", counts), Opt("length", counts, "9223372036854775807")}, schema.String,
		"kql_substring($text, $start::BIGINT, $length::BIGINT)", Example{`substring("abcdef", 1, 2)`, `"bc"`}, Example{`substring("abc", -2, 5)`, `"bc"`}),
	row("string", "indexof", "Position of a text in another, counted from 0; -1 when it is not there.",
		[]Param{AsText("text"), AsText("lookup"), Opt("start", counts, "0"), Opt("length", counts, "-1"), Opt("occurrence", counts, "1")}, schema.Long,
		"kql_indexof($text, $lookup, $start::BIGINT, $length::BIGINT, $occurrence::BIGINT)", Example{`indexof("abcdefg", "cde")`, `2`}, Example{`indexof("abc", "x")`, `-1`}, Example{`indexof(1234567, 5, 1, 4)`, `4`}),
	row("string", "countof", "How often a text stands in another, overlapping or by regular expression when asked.",
		[]Param{P("text", Strings), P("search", Strings), Opt("kind", Strings, "'normal'")}, schema.Long,
		"kql_countof($text, $search, $kind)", Example{`countof("aaaa", "aa")`, `3`}, Example{`countof("abcabc", "a.c", "regex")`, `2`}),
	row("string", "split", "Parts of a text between delimiters, as an array; with an index, an array of that one part.",
		[]Param{AsText("text"), P("delimiter", Strings), Opt("index", counts, "NULL")}, schema.Dynamic,
		"CAST(kql_split($text, $delimiter, coalesce($index, -1)::BIGINT) AS JSON)", Example{`tostring(split("a_b", "_"))`, `"[\"a\",\"b\"]"`}),
	row("string", "replace_string", "Every occurrence of a text replaced by another.",
		[]Param{P("text", Strings), P("lookup", Strings), P("rewrite", Strings)}, schema.String,
		"CASE WHEN $lookup = '' OR strlen($text) * strlen($rewrite) > "+maxText+" THEN $text ELSE replace($text, $lookup, $rewrite) END", Example{`replace_string("a.b.c", ".", "-")`, `"a-b-c"`}),
	alias(row("string", "replace_regex", "Every match of a regular expression replaced; \\1 stands for its first group.",
		[]Param{P("text", Strings), P("regex", Strings), P("rewrite", Strings)}, schema.String,
		"kql_replace_regex($text, $regex, $rewrite)", Example{`replace_regex("a1b2", "[0-9]", "-")`, `"a-b-"`}), "replace"),
	trim("trim", "Text without what the expression matches at both ends.", "true", "true", Example{`trim("-+", "--a-b--")`, `"a-b"`}, Example{`trim("x", "xxabcxx")`, `"xabcx"`}),
	trim("trim_start", "Text without what the expression matches at its start.", "true", "false", Example{`trim_start("-+", "--a-")`, `"a-"`}),
	trim("trim_end", "Text without what the expression matches at its end.", "false", "true", Example{`trim_end("-", "-a--")`, `"-a-"`}),
	row("string", "translate", "Characters of a text replaced one for one.", []Param{P("from", Strings), P("to", Strings), P("text", Strings)}, schema.String,
		"kql_translate($from, $to, $text)", Example{`translate("abc", "x", "abcd")`, `"xxxd"`}),
	{
		Name: "extract", Kind: Scalar, Group: "string", Doc: "What a group of a regular expression matched first, converted to a type where one is given; empty when nothing did.",
		Sigs: []Sig{{
			Params:    []Param{P("regex", Strings), P("group", counts), P("text", Strings), {Name: "type", Types: Strings, Optional: true, Const: true}},
			ReturnsOf: typeArg(3), Lower: lowerExtract,
		}},
		Examples: []Example{{`extract("([0-9]+)", 1, "a 7", typeof(long))`, `7`}, {`extract("x=([0-9]+)", 1, "a x=45")`, `"45"`}, {`extract("y", 0, "a")`, `""`}},
	},
	{
		Name: "extract_all", Kind: Scalar, Group: "string", Doc: "Every match of a regular expression, as an array; of several groups, an array of arrays. Groups can be picked by number or name.",
		Sigs: []Sig{
			{Params: []Param{P("regex", Strings), P("text", Strings)}, Returns: schema.Dynamic, SQL: "CAST(kql_extract_all($regex, $text) AS JSON)"},
			{Params: []Param{P("regex", Strings), P("groups", Dynamics), P("text", Strings)}, Returns: schema.Dynamic, SQL: "CAST(kql_extract_groups($regex, ($groups)::VARCHAR, $text) AS JSON)"},
		},
		Examples: []Example{
			{`extract_all("([0-9])", "a1b2")`, `dynamic(["1","2"])`}, {`extract_all("([a-z])([0-9])?", "a1b")`, `dynamic([["a","1"],["b",""]])`},
			{`extract_all("(?P<l>[a-z])([0-9])", dynamic([2,"l"]), "a1b2")`, `dynamic([["1","a"],["2","b"]])`}, {`isnull(extract_all("x", "a"))`, `true`},
		},
	},
	alias(row("string", "strcat_array", "Elements of an array joined with a delimiter.", []Param{P("array", Dynamics), AsText("delimiter")}, schema.String,
		"coalesce(kql_strcat_array(($array)::VARCHAR, $delimiter), '')", Example{`strcat_array(dynamic(["a", 1]), "-")`, `"a-1"`}, Example{`strcat_array(dynamic(["a", null]), "-")`, `"a-"`}), "array_strcat"),
	{
		Name: "tohex", Kind: Scalar, Group: "string", Doc: "Integer in hexadecimal, with zeros in front up to a length; of a negative one, its two's complement.",
		Sigs: []Sig{{
			Params: []Param{P("value", counts), Opt("length", counts, "0")}, Returns: schema.String, Lower: lowerHex,
		}},
		Examples: []Example{{`tohex(256)`, `"100"`}, {`tohex(256, 8)`, `"00000100"`}, {`tohex(-256)`, `"ffffffffffffff00"`}, {`tohex(toint(-256), 8)`, `"ffffff00"`}, {`tohex(256, 2)`, `"100"`}},
	},
	row("string", "parse_path", "Parts of a file path: scheme, root, directory, file name, extension.", []Param{P("path", Strings)}, schema.Dynamic,
		"CAST(kql_parse_path($path) AS JSON)", Example{`tostring(parse_path(@"C:\a\b.exe").Filename)`, `"b.exe"`}),
	row("string", "parse_url", "Parts of a URL: scheme, host, port, path, user, password, query parameters, fragment.", []Param{P("url", Strings)}, schema.Dynamic,
		"CAST(kql_parse_url($url) AS JSON)", Example{`tostring(parse_url("https://a.example/p?x=1").Host)`, `"a.example"`}),
	row("string", "parse_command_line", "Arguments of a Windows command line, as an array.", []Param{AsText("text"), Opt("kind", Strings, "'windows'")}, schema.Dynamic,
		"CAST(kql_parse_command_line($text) AS JSON)", Example{`tostring(parse_command_line("a.exe \"b c\" d", "windows")[1])`, `"b c"`}),
	row("string", "parse_csv", "Fields of one CSV record, as an array.", []Param{P("text", Strings)}, schema.Dynamic,
		"CAST(kql_parse_csv($text) AS JSON)", Example{`tostring(parse_csv("a,\"b,c\"")[1])`, `"b,c"`}),
}

func ptr(p Param) *Param { return &p }

func trim(name, doc, start, end string, examples ...Example) Func {
	return row("string", name, doc, []Param{P("regex", Strings), P("text", Strings)}, schema.String,
		"kql_trim($regex, $text, "+start+", "+end+")", examples...)
}

func concat(args []Arg, join string) string {
	out := ""
	for i, a := range args {
		if i > 0 {
			out += join
		}
		out += Cast(a.SQL, a.Type, schema.String)
	}
	return "(" + out + ")"
}

// typeArg is the type that the i-th argument names, as typeof(long) does; string without one.
func typeArg(i int) func([]Arg) schema.Type {
	return func(args []Arg) schema.Type {
		if i < len(args) {
			if name, ok := constText(args[i]); ok {
				if t, known := schema.ParseType(name); known {
					return t
				}
			}
		}
		return schema.String
	}
}

// constPattern is the argument's regular expression, as RE2 has it, when it is a constant that compiles.
func constPattern(a Arg) (string, bool) {
	pattern, ok := constText(a)
	if !ok {
		return "", false
	}
	re2, err := regex.RE2(pattern)
	return re2, err == nil
}

// lowerExtract leaves constant patterns to DuckDB, whose regular expressions are Kusto's (RE2).
func lowerExtract(c *Call) (string, error) {
	a := c.Args
	sql := "coalesce(kql_extract(" + a[0].SQL + ", " + a[1].SQL + "::BIGINT, " + a[2].SQL + "), '')"
	pattern, isText := constPattern(a[0])
	group, isLong := constLong(a[1])
	if isText && isLong && group >= 0 && group <= int64(min(regexp.MustCompile(pattern).NumSubexp(), 9)) {
		sql = "regexp_extract(" + a[2].SQL + ", " + Quote(pattern) + ", " + longSQL(group) + ")"
	}
	if t := typeArg(3)(a); t != schema.String {
		return Cast("("+sql+")", schema.String, t), nil
	}
	return sql, nil
}

// lowered1 is a row with its SQL built by a function.
func lowered1(lower func(*Call) (string, error), f Func) Func {
	f.Sigs[0].SQL, f.Sigs[0].Lower = "", lower
	return f
}

func lowerRepeat(c *Call) (string, error) {
	return "kql_repeat_text(" + Cast(c.Args[0].SQL, c.Args[0].Type, schema.String) + ", " + c.Args[1].SQL + "::BIGINT, " + c.Args[2].SQL + ")", nil
}

func lowerHex(c *Call) (string, error) {
	x := c.Args[0].SQL + "::BIGINT"
	if c.Args[0].Type == schema.Int {
		x = "(" + x + " & 4294967295)"
	}
	return text("lpad(format('{:x}', (" + x + "::HUGEINT + 18446744073709551616) % 18446744073709551616), greatest(least(" + c.Args[1].SQL + ", 64)," +
		" length(format('{:x}', (" + x + "::HUGEINT + 18446744073709551616) % 18446744073709551616)))::INTEGER, '0')"), nil
}
