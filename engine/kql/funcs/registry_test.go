package funcs

import (
	"strings"
	"testing"

	"socrates/engine/schema"
)

// TestRegistry meets two rows of one name, which would panic, and names that nobody could write.
func TestRegistry(t *testing.T) {
	for _, f := range All() {
		if got, ok := Lookup(f.Name, f.Kind); !ok || got != f {
			t.Errorf("Lookup(%q) gives another row", f.Name)
		}
		for i, s := range f.Sigs {
			if (s.SQL == "") == (s.Lower == nil) {
				t.Errorf("%s: signature %d must have SQL or Lower", f.Name, i)
			}
			if s.Returns == schema.Unknown && s.ReturnsOf == nil {
				t.Errorf("%s: signature %d gives no type", f.Name, i)
			}
		}
	}
}

func TestLookupPrefersScalars(t *testing.T) {
	f, ok := Lookup("hll_merge")
	if !ok || f.Kind != Scalar {
		t.Errorf("hll_merge alone is %v", f)
	}
	f, ok = Lookup("hll_merge", Aggregate, Scalar)
	if !ok || f.Kind != Aggregate {
		t.Errorf("hll_merge in summarize is %v", f)
	}
	if _, ok := Lookup("ToLower"); ok {
		t.Error("names are case-sensitive")
	}
}

// TestTemplatesNameTheirParameters writes every template with arguments that show themselves.
func TestTemplatesNameTheirParameters(t *testing.T) {
	for _, f := range All() {
		for i := range f.Sigs {
			s := &f.Sigs[i]
			if s.SQL == "" {
				continue
			}
			if _, err := s.Write(&Call{Fn: f, Args: s.Fill(make([]Arg, len(s.Params)))}); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWrite(t *testing.T) {
	s := Sig{Params: []Param{P("a", AnyType), Opt("b", Integers, "7")}, SQL: "f($a, $b, $now, '$$1')"}
	got, err := s.Write(&Call{Fn: &Func{Name: "f"}, Args: s.Fill([]Arg{{SQL: "c1"}}), Now: 5})
	if want := "f(c1, 7, 5, '$1')"; err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
}

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a quote is doubled", "O'Brien", "'O''Brien'"},
		{"a backslash is itself", `a\'`, `'a\'''`},
		{"NUL ends no statement", "a\x00b", "('a' || chr(0) || 'b')"},
		{"broken UTF-8 is mended", "a\xff", "'a\uFFFD'"},
		{"a dollar is no placeholder", "$a", "'$a'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Quote(tt.text); got != tt.want {
				t.Errorf("Quote(%q) = %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

func types(ts ...schema.Type) []Arg {
	var out []Arg
	for _, t := range ts {
		out = append(out, Arg{Type: t})
	}
	return out
}

func TestResolve(t *testing.T) {
	plus, _ := Lookup("+", Operator)
	equal, _ := Lookup("==", Operator)
	substring, _ := Lookup("substring")
	for _, tt := range []struct {
		name    string
		f       *Func
		args    []Arg
		convert string
		returns schema.Type
	}{
		{"int and int make long", plus, types(schema.Int, schema.Int), "unknown unknown", schema.Long},
		{"long and real make real", plus, types(schema.Long, schema.Real), "unknown unknown", schema.Real},
		{"a datetime moves", plus, types(schema.Datetime, schema.Timespan), "unknown unknown", schema.Datetime},
		{"a dynamic is a number beside a number", plus, types(schema.Dynamic, schema.Real), "real unknown", schema.Real},
		{"a dynamic is a datetime beside a timespan", plus, types(schema.Dynamic, schema.Timespan), "datetime unknown", schema.Datetime},
		{"equality takes a dynamic as it is", equal, types(schema.Dynamic, schema.String), "unknown unknown", schema.Bool},
		{"a dynamic becomes a text", substring, types(schema.Dynamic, schema.Long), "string unknown", schema.String},
		{"one mistake is reported once", substring, types(schema.Unknown, schema.Long), "unknown unknown", schema.String},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, bad := Resolve(tt.f, tt.args)
			if bad != nil {
				t.Fatal(bad.Message(tt.f))
			}
			var convert []string
			for _, c := range m.Convert {
				convert = append(convert, c.String())
			}
			if got := strings.Join(convert, " "); got != tt.convert || m.Returns != tt.returns {
				t.Errorf("converts to %s, returns %s; want %s, %s", got, m.Returns, tt.convert, tt.returns)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []Arg
		want string
	}{
		{"substring", types(schema.String), "substring() takes 2 to 3 arguments, not 1"},
		{"strlen", types(schema.Long), "strlen(): argument 1 (text) must be string, not long"},
		{"strcat_delim", types(schema.String), "strcat_delim() takes at least 2 arguments, not 1"},
		{"tolower", types(schema.String, schema.String), "tolower() takes 1 argument, not 2"},
		{"array_slice", types(schema.Dynamic, schema.String, schema.Long), "array_slice(): argument 2 (start) must be int or long, not string"},
	} {
		t.Run(tt.want, func(t *testing.T) {
			f, _ := Lookup(tt.name)
			_, bad := Resolve(f, tt.args)
			if bad == nil {
				t.Fatal("fits")
			}
			if got := bad.Message(f); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
