package funcs

import (
	"regexp"
	"strings"

	"socrates/engine/schema"
)

// A term is a longest run of letters and digits. The operators that look for terms first ask whether the text
// is in there at all, which DuckDB answers once per dictionary entry, and only then where it stands.

// textOp is one operator on two texts and its negation.
type textOp struct {
	name, doc string
	// pattern writes the test for two SQL texts; constant says the second is the literal lit.
	test func(x, y string, lit *string) string
	yes  Example
	no   Example
}

func (o textOp) rows() []Func {
	negated := "!" + o.name
	if o.name == "=~" {
		negated = "!~"
	}
	return []Func{o.row(o.name, o.doc, "", o.yes), o.row(negated, "Not: "+o.doc, "NOT ", o.no)}
}

func (o textOp) row(name, doc, not string, ex Example) Func {
	lower := func(c *Call) (string, error) {
		x := Cast(c.Args[0].SQL, c.Args[0].Type, schema.String)
		y := Cast(c.Args[1].SQL, c.Args[1].Type, schema.String)
		var lit *string
		if s, ok := constText(c.Args[1]); ok {
			lit = &s
		}
		return "(" + not + o.test(x, y, lit) + ")", nil
	}
	any := Of(schema.String, schema.Dynamic, schema.Guid)
	return Func{
		Name: name, Kind: Operator, Group: "operator", Doc: doc, Examples: []Example{ex},
		Sigs: []Sig{{Params: xy(any, Of(schema.String, schema.Dynamic, schema.Guid)), Returns: schema.Bool, Lower: lower}},
	}
}

func lowered(y string, lit *string) string {
	if lit != nil {
		return Quote(strings.ToLower(*lit))
	}
	return "lower(" + y + ")"
}

// plain is the literal when ILIKE takes it for itself; ILIKE is much the fastest way to compare whole texts
// and their beginnings.
func plain(lit *string) (string, bool) {
	if lit == nil || strings.ContainsAny(*lit, `%_\`) {
		return "", false
	}
	return *lit, true
}

func equalFold(x, y string, lit *string) string {
	if s, ok := plain(lit); ok {
		return x + " ILIKE " + Quote(s)
	}
	return "lower(" + x + ") = " + lowered(y, lit)
}

func containsFold(x, y string, lit *string) string {
	return "contains(lower(" + x + "), " + lowered(y, lit) + ")"
}

func containsCase(x, y string, _ *string) string { return "contains(" + x + ", " + y + ")" }

func startsFold(x, y string, lit *string) string {
	if s, ok := plain(lit); ok {
		return x + " ILIKE " + Quote(s+"%")
	}
	return "starts_with(lower(" + x + "), " + lowered(y, lit) + ")"
}

func startsCase(x, y string, _ *string) string { return "starts_with(" + x + ", " + y + ")" }

func endsFold(x, y string, lit *string) string {
	return "ends_with(lower(" + x + "), " + lowered(y, lit) + ")"
}

func endsCase(x, y string, _ *string) string { return "ends_with(" + x + ", " + y + ")" }

// term makes the test for a whole term, or for the beginning or end of one.
func term(before, after, fold bool) func(x, y string, lit *string) string {
	return func(x, y string, lit *string) string {
		if lit == nil {
			return "kql_has(" + x + ", " + y + ", " + boolSQL(before) + ", " + boolSQL(after) + ", " + boolSQL(fold) + ")"
		}
		return termPattern(x, *lit, before, after, fold)
	}
}

func boolSQL(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// termEdge is a character that surely ends a term. Letters and digits beyond ASCII would need a class so large
// that compiling it takes longer than most queries; a text that holds such characters is looked at by kql_has.
const termEdge = `[^0-9A-Za-z\x{80}-\x{10FFFF}]`

// termPattern is the test for a constant term: first whether it stands in the text at all, then whether it
// stands there by itself.
func termPattern(x, text string, before, after, fold bool) string {
	if text == "" {
		return "true"
	}
	within := containsCase(x, Quote(text), nil)
	if fold {
		within = containsFold(x, "", &text)
	}
	pattern := edged(text, before, after, fold)
	if pattern == "" {
		return within
	}
	return "(" + within + " AND (regexp_matches(" + x + ", " + Quote(pattern) + ") OR (" + beyondASCII(x) + " AND kql_has(" +
		x + ", " + Quote(text) + ", " + boolSQL(before) + ", " + boolSQL(after) + ", " + boolSQL(fold) + "))))"
}

// edged is the pattern of a term with its edges; empty when no edge is to be looked at.
func edged(text string, before, after, fold bool) string {
	before, after = before && wordAt(text, 0), after && wordAt(text, -1)
	if !before && !after {
		return ""
	}
	pattern := regexp.QuoteMeta(text)
	if fold {
		pattern = "(?i:" + pattern + ")"
	}
	if before {
		pattern = "(?:^|" + termEdge + ")" + pattern
	}
	if after {
		pattern += "(?:$|" + termEdge + ")"
	}
	return pattern
}

// beyondASCII is true for a text with characters of several bytes.
func beyondASCII(x string) string { return "strlen(" + x + ") <> length(" + x + ")" }

// wordAt reports whether the first (0) or last (-1) rune of s belongs to a term.
func wordAt(s string, at int) bool {
	runes := []rune(s)
	if at < 0 {
		at = len(runes) - 1
	}
	return isTermRune(runes[at])
}

var textOps = []textOp{
	{"=~", "equal, whatever the case.", equalFold, Example{`"Ab" =~ "aB"`, `true`}, Example{`"ab" !~ "AB"`, `false`}},
	{"contains", "the second text stands somewhere in the first, whatever the case.", containsFold, Example{`"PowerShell" contains "shell"`, `true`}, Example{`"PowerShell" !contains "shell"`, `false`}},
	{"contains_cs", "the second text stands somewhere in the first.", containsCase, Example{`"PowerShell" contains_cs "shell"`, `false`}, Example{`"PowerShell" !contains_cs "shell"`, `true`}},
	{"startswith", "the first text begins with the second, whatever the case.", startsFold, Example{`"Abc" startswith "aB"`, `true`}, Example{`"Abc" !startswith "b"`, `true`}},
	{"startswith_cs", "the first text begins with the second.", startsCase, Example{`"Abc" startswith_cs "a"`, `false`}, Example{`"Abc" !startswith_cs "a"`, `true`}},
	{"endswith", "the first text ends with the second, whatever the case.", endsFold, Example{`"a.EXE" endswith ".exe"`, `true`}, Example{`"a.EXE" !endswith ".exe"`, `false`}},
	{"endswith_cs", "the first text ends with the second.", endsCase, Example{`"a.EXE" endswith_cs ".exe"`, `false`}, Example{`"a.EXE" !endswith_cs ".exe"`, `true`}},
	{"has", "the second text is a whole term of the first, whatever the case.", term(true, true, true), Example{`"cmd.exe /c" has "EXE"`, `true`}, Example{`"powershell" !has "shell"`, `true`}},
	{"has_cs", "the second text is a whole term of the first.", term(true, true, false), Example{`"cmd.exe" has_cs "EXE"`, `false`}, Example{`"cmd.exe" !has_cs "exe"`, `false`}},
	{"hasprefix", "a term of the first text begins with the second, whatever the case.", term(true, false, true), Example{`"run powershell" hasprefix "POWER"`, `true`}, Example{`"run powershell" !hasprefix "shell"`, `true`}},
	{"hasprefix_cs", "a term of the first text begins with the second.", term(true, false, false), Example{`"run powershell" hasprefix_cs "POWER"`, `false`}, Example{`"run powershell" !hasprefix_cs "power"`, `false`}},
	{"hassuffix", "a term of the first text ends with the second, whatever the case.", term(false, true, true), Example{`"run powershell" hassuffix "SHELL"`, `true`}, Example{`"run powershell" !hassuffix "power"`, `true`}},
	{"hassuffix_cs", "a term of the first text ends with the second.", term(false, true, false), Example{`"run powershell" hassuffix_cs "SHELL"`, `false`}, Example{`"run powershell" !hassuffix_cs "shell"`, `false`}},
}

func textOperators() []Func {
	var out []Func
	for _, o := range textOps {
		out = append(out, o.rows()...)
	}
	return append(out, matchesRegex)
}

var matchesRegex = Func{
	Name: "matches regex", Kind: Operator, Group: "operator", Doc: "The regular expression (RE2) matches somewhere in the text.",
	Sigs: []Sig{{
		Params: xy(Of(schema.String, schema.Dynamic), Strings), Returns: schema.Bool,
		Lower: func(c *Call) (string, error) {
			x := Cast(c.Args[0].SQL, c.Args[0].Type, schema.String)
			if pattern, ok := constPattern(c.Args[1]); ok {
				return "regexp_matches(" + x + ", " + Quote(pattern) + ")", nil
			}
			return "coalesce(kql_matches(" + x + ", " + c.Args[1].SQL + "), false)", nil
		},
	}},
	Examples: []Example{{`"a1" matches regex "[0-9]$"`, `true`}, {`"A" matches regex "(?i)a"`, `true`}},
}
