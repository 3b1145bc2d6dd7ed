package udf

import "testing"

// The values come from Kusto's documentation and from recorded answers of a Kusto engine.
func TestDynamics(t *testing.T) {
	str := func(s string, ok bool) string {
		if !ok {
			return "null"
		}
		return s
	}
	for _, tt := range []struct{ name, got, want string }{
		{"rotate to the left", str(arrayRotate("[1,2,3,4,5]", 2)), "[3,4,5,1,2]"},
		{"rotate to the right", str(arrayRotate("[1,2,3,4,5]", -2)), "[4,5,1,2,3]"},
		{"rotate nothing", str(arrayRotate("[]", 2)), "[]"},
		{"shift to the left", str(arrayShift("[1,2,3]", 2, "null")), "[3,null,null]"},
		{"shift to the right", str(arrayShift("[1,2,3]", -1, "9")), "[9,1,2]"},
		{"shift far", str(arrayShift("[1,2]", 9, "0")), "[0,0]"},
		{"split at several places", str(arraySplit("[1,2,3,4,5,6,7,8]", "[2,5]")), "[[1,2],[3,4,5],[6,7,8]]"},
		{"split from the end", str(arraySplit("[1,2,3]", "-1")), "[[1,2],[3]]"},
		{"iff with what is no condition", str(arrayIff(`[true,false,"x",null]`, "1", "[0,0,0,0]")), "[1,0,null,null]"},
		{"concat skips what is no array", str(arrayConcat(`[{"a":1},null,[1],[2]]`)), "[1,2]"},
		{"concat of no array", str(arrayConcat(`[null]`)), "null"},
		{"zip keys", str(bagZip(`["a",8,"b"]`, `[1,"2",2.5]`)), `{"a":1,"b":2.5}`},
		{"zip of no array", str(bagZip(`"a"`, `[1]`)), "null"},
		{"set by a path", str(bagSetKey(`{"k":{"a":1,"b":2}}`, "$.k.a", `"x"`)), `{"k":{"b":2,"a":"x"}}`},
		{"remove by a path", str(bagRemove(`{"k":{"a":1,"b":2},"c":3}`, `["$.k.a","c"]`)), `{"k":{"b":2}}`},
		{"sorted", sortedJSON(`{"b":[{"d":1,"c":2}],"a":0}`), `{"a":0,"b":[{"c":2,"d":1}]}`},
		{"tree", str(treePaths(`{"a":{"b":1},"c":[2,3]}`)), `["['a']","['a']['b']","['c']","['c'][0]"]`},
		{"not empty", str(packNonEmpty(`{"a":"","b":null,"c":0}`)), `{"c":0}`},
		{"reals from", str(rangeReal(1, 2, 0.5)), "[1.0,1.5,2.0]"},
		{"no steps", str(rangeReal(1, 2, 0)), "[]"},
		{"sort with nulls last", str(arraySort(`[null,"b",2,"a",1]`, true, true)), `["b","a",2,1,null]`},
		{"sort with nulls first", str(arraySort(`[2,null,1]`, false, false)), `[null,1,2]`},
		{"sort several", str(arraysSort(`[[3,1,2],["c","a","b"],[1]]`, false, true)), `[[1,2,3],["a","b","c"],null]`},
		{"slice", str(arraySlice("[1,2,3,4,5]", -3, -2)), "[3,4]"},
		{"slice past the end", str(arraySlice("[1,2]", 0, 100)), "[1,2]"},
		{"union", str(setUnion("[[1,2],[2,3]]")), "[1,2,3]"},
		{"difference", str(setDifference("[[1,2,1,4],[1,2],[8]]")), "[4]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("%s, want %s", tt.got, tt.want)
			}
		})
	}
}

// From the examples of array_index_of in Kusto's documentation.
func TestArrayFind(t *testing.T) {
	const words = `["this","is","an","example","an","example"]`
	for _, tt := range []struct {
		element          string
		start, length, n int64
		want             int64
	}{
		{`"an"`, 0, -1, 1, 2}, {`"example"`, 1, 3, 1, 3}, {`"example"`, 1, 2, 1, -1}, {`"is"`, 2, 4, 1, -1},
		{`"an"`, 1, -1, 2, 4}, {`"an"`, 1, -1, 3, -1}, {`"an"`, -3, -1, 1, 4},
	} {
		if got, _ := arrayFind(words, tt.element, tt.start, tt.length, tt.n); got != tt.want {
			t.Errorf("%s from %d for %d, number %d: %d, want %d", tt.element, tt.start, tt.length, tt.n, got, tt.want)
		}
	}
	if got, _ := arrayFind("[5,15]", "15.0", 0, -1, 1); got != 1 {
		t.Errorf("15.0 is at %d", got)
	}
}

func TestParseXML(t *testing.T) {
	for _, tt := range []struct{ name, xml, want string }{
		{"nothing inside", `<e/>`, `{"e":null}`},
		{"text", `<e>text</e>`, `{"e":"text"}`},
		{"attribute", `<e name="value" />`, `{"e":{"@name":"value"}}`},
		{"attribute and text", `<e name="value">text</e>`, `{"e":{"@name":"value","#text":"text"}}`},
		{"children", `<e> <a>x</a> <b>y</b> </e>`, `{"e":{"a":"x","b":"y"}}`},
		{"children of one name", `<e> <a>x</a> <a>y</a> <a/></e>`, `{"e":{"a":["x","y",null]}}`},
		{"a declaration", `<?xml version="1.0" encoding="UTF-16"?><e>t</e>`, `{"e":"t"}`},
		{"entities", `<e>a&amp;b</e>`, `{"e":"a&b"}`},
		{"broken", `<e>`, ""},
		{"no markup", `text`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := parseXML(tt.xml)
			if ok != (tt.want != "") || ok && got != tt.want {
				t.Errorf("%s, %v, want %s", got, ok, tt.want)
			}
		})
	}
}

func TestPunycode(t *testing.T) {
	for _, tt := range []struct{ text, code string }{
		{"académie-française", "acadmie-franaise-npb1a"},
		{"bücher", "bcher-kva"},
		{"他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"}, // RFC 3492, 7.1 (B)
		{"plain", "plain-"},
	} {
		if got := punycodeEncode(tt.text); got != tt.code {
			t.Errorf("%s is encoded as %s, want %s", tt.text, got, tt.code)
		}
		if got, ok := punycodeDecode(tt.code); !ok || got != tt.text {
			t.Errorf("%s is decoded to %s, want %s", tt.code, got, tt.text)
		}
	}
	if _, ok := punycodeDecode("a-\x80"); ok {
		t.Error("a digit that is none was taken")
	}
}

func TestGuidsInBase64(t *testing.T) {
	const guid, code = "10e99626-bc2b-4c75-bb3e-fe606de25700", "JpbpECu8dUy7Pv5gbeJXAA=="
	if got, _ := base64Guid(code); got != guid {
		t.Errorf("%s, want %s", got, guid)
	}
	if got, _ := base64FromGuid(guid); got != code {
		t.Errorf("%s, want %s", got, code)
	}
}

func TestInflateStopsAtItsLimit(t *testing.T) {
	big := gzipText(string(make([]byte, maxInflated+1)))
	if _, err := inflate(big, gunzip); err != errInflated {
		t.Errorf("%v, want %v", err, errInflated)
	}
	if got, err := inflate(zlibText("aé"), unzlib); got != "aé" || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}
