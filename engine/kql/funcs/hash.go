package funcs

import "socrates/engine/schema"

// hashed is the SQL of hash(x) for an operand; package udf says over which bytes.
func hashed(a Arg) string {
	switch a.Type {
	case schema.Bool, schema.Int, schema.Long, schema.Datetime, schema.Timespan:
		return "kql_hash_long(" + a.SQL + "::BIGINT)"
	}
	return "kql_hash_text(" + Cast(a.SQL, a.Type, schema.String) + ")"
}

func lowerHash(c *Call) (string, error) {
	h := hashed(c.Args[0])
	if mod := c.Args[1]; !mod.Absent {
		return "((" + h + "::HUGEINT % " + mod.SQL + " + " + mod.SQL + ") % " + mod.SQL + ")::BIGINT", nil
	}
	return h, nil
}

func lowerHashMany(c *Call) (string, error) {
	list := ""
	for i, a := range c.Args {
		if i > 0 {
			list += ", "
		}
		list += hashed(a)
	}
	return "kql_hash_combine([" + list + "])", nil
}

// digest is the hexadecimal digest of a value's text by a function of DuckDB.
func digest(name, function, doc string, examples ...Example) Func {
	return Func{
		Name: name, Group: "hash", Doc: doc, Examples: examples,
		Sigs: []Sig{{
			Params: []Param{P("source", AnyType)}, Returns: schema.String,
			Lower: func(c *Call) (string, error) {
				return function + "(" + Cast(c.Args[0].SQL, c.Args[0].Type, schema.String) + ")", nil
			},
		}},
	}
}

var hashSigs = []Sig{{Params: []Param{P("source", AnyType), Opt("mod", Integers, "")}, Returns: schema.Long, Lower: lowerHash}}

var hashFuncs = []Func{
	{
		Name: "hash", Group: "hash", Doc: "A number that depends on the value alone (xxHash64), from 0 to below mod where it is given.",
		Sigs: hashSigs,
		Examples: []Example{
			{`hash("World")`, `1846988464401551951`}, {`hash("World", 100)`, `51`}, {`hash(datetime(2015-01-01))`, `1380966698541616202`},
		},
	},
	{
		Name: "hash_xxhash64", Group: "hash", Doc: "The xxHash64 of a value, from 0 to below mod where it is given.",
		Sigs: hashSigs, Examples: []Example{{`hash_xxhash64("World")`, `1846988464401551951`}},
	},
	{
		Name: "hash_many", Group: "hash", Doc: "One hash of several values; their order matters.",
		Sigs: []Sig{{
			Params: []Param{P("source", AnyType)}, Rest: &Param{Name: "source", Types: AnyType},
			Returns: schema.Long, Lower: lowerHashMany,
		}},
		Examples: []Example{{`hash_many("Hello", "World") == hash_combine(hash("Hello"), hash("World"))`, `true`}},
	},
	{
		Name: "hash_combine", Group: "hash", Doc: "One hash of several hashes; their order matters. The numbers differ from Kusto's, whose formula is not published.",
		Sigs: []Sig{{
			Params: []Param{P("h1", Integers)}, Rest: &Param{Name: "h2", Types: Integers}, MinRest: 1,
			Returns: schema.Long, SQL: "kql_hash_combine([$h1::BIGINT, $rest])",
		}},
		Examples: []Example{{`hash_combine(1, 2) == hash_combine(2, 1)`, `false`}},
	},
	digest("hash_md5", "md5", "The MD5 digest of a value's text, in hexadecimal.",
		Example{`hash_md5("World")`, `"f5a7924e621e84c9280a9a27e1bcb7f6"`},
		Example{`hash_md5(datetime(2020-01-01))`, `"786c530672d1f8db31fee25ea8a9390b"`}),
	digest("hash_sha1", "sha1", "The SHA-1 digest of a value's text, in hexadecimal.",
		Example{`hash_sha1("World")`, `"70c07ec18ef89c5309bbb0937f3a6342411e1fdd"`}),
	digest("hash_sha256", "sha256", "The SHA-256 digest of a value's text, in hexadecimal.",
		Example{`hash_sha256("World")`, `"78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524"`}),
}
