package udf

import "testing"

func TestHasTerm(t *testing.T) {
	for _, tt := range []struct {
		name, text, needle string
		before, after      bool
		want               bool
	}{
		{"a whole term", "cmd.exe /c", "exe", true, true, true},
		{"part of a term", "powershell", "shell", true, true, false},
		{"an underscore parts terms", "foo_enc", "enc", true, true, true},
		{"an edge that is no letter needs no border", "abc.exe", ".exe", true, true, true},
		{"the second occurrence counts", "shells shell", "shell", true, true, true},
		{"terms of other scripts", "Привет мир", "МИР", true, true, true},
		{"an accent belongs to the term", "cafés", "caf", true, true, false},
		{"a prefix", "run powershell", "power", true, false, true},
		{"a suffix", "run powershell", "shell", false, true, true},
		{"nothing is everywhere", "", "", true, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := hasTerm(tt.text, tt.needle, tt.before, tt.after, true); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// The values of these functions come from Kusto's documentation and from recorded answers of a Kusto engine.
func TestTexts(t *testing.T) {
	str := func(s string, _ bool) string { return s }
	num := func(n int64, ok bool) any {
		if !ok {
			return nil
		}
		return n
	}
	for _, tt := range []struct {
		name      string
		got, want any
	}{
		{"substring from the end", str(substring("abcdef", -2, 99)), "ef"},
		{"substring before the start is nothing", str(substring("x", -2, 5)), ""},
		{"substring of a negative length", str(substring("hello", 1, -1)), ""},
		{"substring counts characters", str(substring("😀é", 1, 1)), "é"},
		{"indexof nothing", num(indexOf("abc", "", 0, -1, 1)), nil},
		{"indexof from a position", num(indexOf("a''b", "'", 2, -1, 1)), int64(2)},
		{"indexof within a part", num(indexOf("abcabc", "c", 0, 2, 1)), int64(-1)},
		{"countof overlaps", num(countOf("aaaa", "aa", "normal")), int64(3)},
		{"countof by expression does not", num(countOf("aaaa", "aa", "regex")), int64(2)},
		{"trim takes one match at each end", str(trim("x", "xxabcxx", true, true)), "xabcx"},
		{"trim knows all blanks", str(trim(`\s`, "\u00A0a\u00A0", true, true)), "a"},
		{"replace by groups", str(replaceRegex("one", `(\w)(\w)`, `\2\1`)), "noe"},
		{"a dollar is no group", str(replaceRegex("a", "a", "$1")), "$1"},
		{"extract_all of a group that took no part", str(extractAll(`([a-z])(\d)?`, "a1b")), `[["a","1"],["b",""]]`},
		{"replace several at once", str(replaceStrings("This is", `["This","is"]`, `[1,"was"]`)), "This was"},
		{"version", str(parseVersion("1.2.3.4")), "1000000020000000300000004"},
		{"version of zeros", str(parseVersion("0.0")), "0"},
		{"version of a word", str(parseVersion("a.1")), ""},
		{"bytes in the largest unit", str(formatBytes(20010332, 2, "")), "19.08 MB"},
		{"url_encode", urlEncode("https://www.bing.com/hello world"), "https%3a%2f%2fwww.bing.com%2fhello+world"},
		{"url_decode", urlDecode("https%3a%2f%2fwww.bing.com%2f"), "https://www.bing.com/"},
		{"base64 without its padding", base64Decode("S3VzdG8"), ""},
		{"base64 of what is no UTF-8", base64Decode("/w=="), ""},
		{"regex position", num(indexOfRegex("abcabc", "a.c", 1, -1, 1)), int64(3)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("%v, want %v", tt.got, tt.want)
			}
		})
	}
}

func TestCommandLine(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`a.exe "b c" d`, `["a.exe","b c","d"]`},
		{`x "a\"b" c\\d`, `["x","a\"b","c\\\\d"]`},
		{`x "a\\" b`, `["x","a\\","b"]`},
		{`x "" y`, `["x","","y"]`},
		{``, `[]`},
	} {
		if got := commandLine(tt.line); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.line, got, tt.want)
		}
	}
}
