package funcs

import "socrates/engine/schema"

var encodings = []Func{
	text1("base64_decode_toarray", "Base64 decoded to an array of byte values; null when it is none.", schema.Dynamic, "CAST(kql_base64_bytes($text) AS JSON)",
		Example{`base64_decode_toarray("S3VzdG8=")`, `dynamic([75,117,115,116,111])`}),
	row("string", "base64_encode_fromarray", "Array of byte values encoded in Base64.", []Param{P("bytes", Dynamics)}, schema.String,
		"coalesce(kql_base64_from_bytes(($bytes)::VARCHAR), '')", Example{`base64_encode_fromarray(dynamic([75,117,115,116,111]))`, `"S3VzdG8="`}),
	text1("base64_decode_toguid", "Base64 decoded to a guid; null when it holds none.", schema.Guid, "kql_base64_guid($text)",
		Example{`base64_decode_toguid("JpbpECu8dUy7Pv5gbeJXAA==")`, `guid(10e99626-bc2b-4c75-bb3e-fe606de25700)`}),
	row("string", "base64_encode_fromguid", "Guid encoded in Base64.", []Param{P("guid", Of(schema.Guid))}, schema.String,
		"coalesce(kql_base64_from_guid($guid), '')", Example{`base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))`, `"8jMxriJurkmwahbmqbIS6w=="`}),
	text1("gzip_compress_to_base64_string", "Text compressed with gzip and encoded in Base64.", schema.String, "kql_gzip($text)",
		Example{`gzip_decompress_from_base64_string(gzip_compress_to_base64_string("aéb"))`, `"aéb"`},
		Example{`gzip_compress_to_base64_string("1234567890qwertyuiop")`, `"H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA=="`}),
	text1("gzip_decompress_from_base64_string", "Text out of gzip in Base64, at most 16 MB; empty when it is none.", schema.String, "kql_gunzip($text)",
		Example{`gzip_decompress_from_base64_string("x0x0x0")`, `""`}),
	text1("zlib_compress_to_base64_string", "Text compressed with zlib and encoded in Base64.", schema.String, "kql_zlib($text)",
		Example{`zlib_decompress_from_base64_string(zlib_compress_to_base64_string("ab"))`, `"ab"`},
		Example{`zlib_compress_to_base64_string("1234567890qwertyuiop")`, `"eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw=="`}),
	text1("zlib_decompress_from_base64_string", "Text out of zlib in Base64, at most 16 MB; empty when it is none.", schema.String, "kql_unzlib($text)",
		Example{`zlib_decompress_from_base64_string("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=")`, `"Test string 123"`}),
	text1("url_encode_component", "Text with everything but letters, digits and -_.~ percent-encoded; a blank becomes %20.", schema.String, "kql_url_encode_component($text)",
		Example{`url_encode_component("a b/c")`, `"a%20b%2fc"`}),
	anyText1("unicode_codepoints_from_string", "Numbers of the text's characters, as an array.", schema.Dynamic, "CAST(kql_codepoints($text) AS JSON)",
		Example{`unicode_codepoints_from_string("aé")`, `dynamic([97,233])`}),
	{
		Name: "unicode_codepoints_to_string", Aliases: []string{"make_string"}, Kind: Scalar, Group: "string", Doc: "Text of characters given by number, one by one or in arrays.",
		Sigs: []Sig{{Rest: ptr(P("codepoint", Of(schema.Int, schema.Long, schema.Dynamic))), MinRest: 1, Returns: schema.String, Lower: func(c *Call) (string, error) {
			return "kql_from_codepoints((" + jsonArray(c.Args) + ")::VARCHAR)", nil
		}}},
		Examples: []Example{{`unicode_codepoints_to_string(dynamic([75, 117, 115]), 116, 111)`, `"Kusto"`}},
	},
	text1("punycode_from_string", "Text in Punycode.", schema.String, "kql_punycode_encode($text)", Example{`punycode_from_string("académie-française")`, `"acadmie-franaise-npb1a"`}),
	text1("punycode_to_string", "Text out of Punycode; empty when it is none.", schema.String, "coalesce(kql_punycode_decode($text), '')", Example{`punycode_to_string("acadmie-franaise-npb1a")`, `"académie-française"`}),
	text1("punycode_domain_from_string", "Domain name with its xn-- labels decoded.", schema.String, "coalesce(kql_punycode_domain_decode($text), '')",
		Example{`punycode_domain_from_string("xn--Lin-8na.Celtchair.org")`, `"Lúin.Celtchair.org"`}),
	text1("punycode_domain_to_string", "Domain name with the labels that are not ASCII encoded as xn--.", schema.String, "kql_punycode_domain_encode($text)",
		Example{`punycode_domain_to_string("bücher.example")`, `"xn--bcher-kva.example"`}),
	anyText1("isascii", "True when the text is of ASCII characters alone.", schema.Bool, "(length($text) = strlen($text))", Example{`isascii("ab")`, `true`}, Example{`isascii("é")`, `false`}),
	anyText1("isutf8", "True when the text is valid UTF-8, as every text here is.", schema.Bool, "($text IS NOT NULL)", Example{`isutf8("é")`, `true`}),
}
