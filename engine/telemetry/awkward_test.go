package telemetry_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"socrates/engine/kql"
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/udf"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// awkward lists literals of each type that functions tend to stumble over.
var awkward = map[schema.Type][]string{
	schema.Bool:     {"true", "false", "bool(null)"},
	schema.Int:      {"int(0)", "int(-1)", "int(2147483647)", "int(null)"},
	schema.Long:     {"0", "1", "-1", "7", "9223372036854775807", "(-9223372036854775807 - 1)", "long(null)"},
	schema.Real:     {"0.0", "-1.5", "1e300", "real(nan)", "real(+inf)", "real(-inf)", "real(null)", "1e-300"},
	schema.Decimal:  {"decimal(0)", "decimal(-1.5)", "decimal(99999999999999999999)", "decimal(null)"},
	schema.String:   {`""`, `"abc"`, `"é😀"`, `"("`, `"a,b;c"`, `"2020-01-01"`, `"{\"a\":1}"`, `"[1,"`, `"day"`, `"\\"`, `"%_"`, `"\u0000"`},
	schema.Datetime: {"datetime(0001-01-01)", "datetime(9999-12-31 23:59:59.9999999)", "datetime(2020-02-29)", "datetime(null)"},
	schema.Timespan: {"0s", "1d", "-1tick", "time(10675199.02:48:05)", "-time(10675199.02:48:05)", "timespan(null)"},
	schema.Guid:     {"guid(01234567-89ab-cdef-0123-456789abcdef)", "guid(null)"},
	schema.Dynamic: {
		"dynamic(null)", "dynamic([])", `dynamic([1,"a",null,{"b":2}])`, `dynamic({"a":1,"b":{"c":[1]}})`, `dynamic("s")`, "dynamic(5.5)",
		"dynamic([[1,2],[3]])", "dynamic(true)",
	},
}

// TestNoFunctionFailsOnItsArguments calls every function and operator with awkward values, as constants and
// out of a table. A call may be refused; one that is taken has to be carried out.
func TestNoFunctionFailsOnItsArguments(t *testing.T) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rng := rand.New(rand.NewPCG(3, 4))
	for _, f := range funcs.All() {
		if f.Kind != funcs.Scalar && f.Kind != funcs.Operator {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			for i := range f.Sigs {
				for range 6 {
					runs(t, db, awkwardCall(rng, f, &f.Sigs[i]))
				}
			}
		})
	}
}

func runs(t *testing.T, db *telemetry.DB, text string) {
	t.Helper()
	p, found := kql.Compile(text, kql.Options{Catalog: nowhere{}, Now: value.UnixEpoch, Probe: db.Rows})
	if found.HasErrors() {
		return
	}
	var limit udf.Limit // a limit that is written down is no failure
	if _, err := db.Run(context.Background(), p, telemetry.Limits{}); err != nil && !errors.As(err, &limit) {
		t.Errorf("%s\n%v\n%s", text, err, p.SQL)
	}
}

// awkwardCall writes a call with arguments for a signature, half of the time with columns for arguments.
func awkwardCall(rng *rand.Rand, f *funcs.Func, s *funcs.Sig) string {
	var args []string
	params := s.Params
	for s.Rest != nil && len(params) < len(s.Params)+max(s.MinRest, 1) {
		params = append(params[:len(params):len(params)], *s.Rest)
	}
	for _, p := range params {
		if p.Optional && rng.IntN(2) == 0 {
			break
		}
		args = append(args, pickLiteral(rng, p.Types))
	}
	if rng.IntN(2) == 0 {
		return "print x = " + callText(f, args)
	}
	var columns, names []string
	for i, a := range args {
		name := "c" + string(rune('a'+i))
		names = append(names, name)
		columns = append(columns, name+" = iff(rand() > 2, "+a+", "+a+")")
	}
	return "print " + strings.Join(append(columns, "n = 1"), ", ") + " | extend x = " + callText(f, names)
}

func pickLiteral(rng *rand.Rand, types funcs.TypeSet) string {
	var all []string
	for _, t := range schema.Types() {
		if types.Has(t) {
			all = append(all, awkward[t][rng.IntN(len(awkward[t]))])
		}
	}
	return all[rng.IntN(len(all))]
}

func callText(f *funcs.Func, args []string) string {
	switch {
	case f.Kind == funcs.Scalar:
		return f.Name + "(" + strings.Join(args, ", ") + ")"
	case strings.HasPrefix(f.Name, "unary"):
		return strings.TrimPrefix(f.Name, "unary") + "(" + args[0] + ")"
	case len(f.Sigs[0].Params) < 2:
		return args[0] + " " + f.Name + " (" + strings.Join(args[1:], ", ") + ")"
	}
	return args[0] + " " + f.Name + " " + args[1]
}
