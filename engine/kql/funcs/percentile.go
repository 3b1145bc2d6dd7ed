package funcs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// A percentile is the nearest rank: the least value that p percent of all values do not exceed. Kusto
// estimates it from a t-digest; here it is exact.

// orderable are the types that have percentiles.
const orderable = 1<<schema.Int | 1<<schema.Long | 1<<schema.Real | 1<<schema.Decimal | 1<<schema.Datetime | 1<<schema.Timespan

// fraction is a constant percentage as a number from 0 to 1.
func fraction(v *value.Value) (string, error) {
	var p float64
	switch {
	case v == nil || v.Null:
		return "", errPercentage
	case v.Type == schema.Real:
		p = v.F
	case v.Type == schema.Decimal:
		p, _ = strconv.ParseFloat(v.S, 64)
	default:
		p = float64(v.I)
	}
	if !(p >= 0 && p <= 100) {
		return "", errPercentage
	}
	return strconv.FormatFloat(p/100, 'f', -1, 64), nil
}

var errPercentage = errors.New("a percentile must be a constant number from 0 to 100")

func lowerPercentile(c *Call) (string, error) {
	p, err := fraction(c.Args[1].Const)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("(quantile_disc(%s, %s) %s)", c.Args[0].SQL, p, c.Filter), nil
}

// lowerPercentileW finds the nearest rank among values that count as often as their weight says.
func lowerPercentileW(c *Call) (string, error) {
	p, err := fraction(c.Args[2].Const)
	if err != nil {
		return "", err
	}
	rows := weighted(c)
	return fmt.Sprintf("(%[1]s)[kql_weighted_rank(list_transform(%[1]s, lambda e: e.w), %[2]s)].x", rows, p), nil
}

// weighted is the list of {x, w} in order of x.
func weighted(c *Call) string {
	x, w := c.Args[0].SQL, c.Args[1].SQL
	return fmt.Sprintf("(list({'x': %[1]s, 'w': %[2]s::BIGINT} ORDER BY %[1]s) %[3]s)", x, w,
		where(c.Filter, x+" IS NOT NULL AND "+w+" > 0"))
}

// percentages are the constants of percentiles_array, single or as one array.
func percentages(args []Arg) ([]string, error) {
	var out []string
	for _, a := range args {
		if a.Const != nil && a.Const.Type == schema.Dynamic {
			for _, s := range strings.Split(strings.Trim(a.Const.S, "[] "), ",") {
				f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
				if err != nil {
					return nil, errPercentage
				}
				v := value.Real(f)
				p, err := fraction(&v)
				if err != nil {
					return nil, err
				}
				out = append(out, p)
			}
			continue
		}
		p, err := fraction(a.Const)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func lowerPercentilesArray(c *Call) (string, error) {
	ps, err := percentages(c.Args[1:])
	if err != nil {
		return "", err
	}
	list := fmt.Sprintf("(quantile_disc(%s, [%s]) %s)", c.Args[0].SQL, strings.Join(ps, ", "), c.Filter)
	return "coalesce(" + jsonOfList(list, c.Args[0].Type) + ", '[]'::JSON)", nil
}

func lowerPercentilesWArray(c *Call) (string, error) {
	ps, err := percentages(c.Args[2:])
	if err != nil {
		return "", err
	}
	rows := weighted(c)
	list := fmt.Sprintf("list_transform([%s], lambda p: (%[2]s)[kql_weighted_rank(list_transform(%[2]s, lambda e: e.w), p)].x)",
		strings.Join(ps, ", "), rows)
	return "coalesce(" + jsonOfList(list, c.Args[0].Type) + ", '[]'::JSON)", nil
}

func percentileName(args []string) string { return "percentile_" + strings.Join(args, "_") }

// percentileWName leaves the weight out of the name.
func percentileWName(args []string) string {
	if len(args) < 3 {
		return ""
	}
	return "percentile_" + args[0] + "_" + args[2]
}

// ranked is a signature and, before it, the same for reals alone, which a dynamic operand is read as.
func ranked(sig Sig) []Sig {
	real := sig
	real.Params = append([]Param(nil), sig.Params...)
	real.Params[0].Types = Of(schema.Real)
	return []Sig{real, sig}
}

var (
	percentage  = Param{Name: "percentile", Types: Numbers, Const: true}
	percentageN = Param{Name: "percentile", Types: Numbers | Dynamics, Const: true}
)

var percentileAggregates = []Func{
	{
		Name: "percentile", Kind: Aggregate, Group: "aggregate",
		Doc:        "Nearest-rank percentile: the least value that this percentage of the values does not exceed.",
		ResultName: percentileName,
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable), percentage}, ReturnsOf: first, Lower: lowerPercentile}),
		Examples: []Example{
			{`toscalar(range x from 1 to 10 step 1 | summarize percentile(x, 50))`, `5`},
			{`toscalar(range x from 1 to 10 step 1 | summarize percentile(x, 95))`, `10`},
		},
	},
	{
		Name: "percentiles", Kind: Aggregate, Group: "aggregate",
		Doc:   "Several nearest-rank percentiles, one column each.",
		Split: &Split{To: "percentile", Shared: 1},
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable)}, Rest: &percentage, MinRest: 1, ReturnsOf: first, Lower: lowerPercentile,
		}),
		Examples: []Example{
			{`toscalar(range x from 1 to 10 step 1 | summarize percentiles(x, 20, 50) | project percentile_x_50)`, `5`},
		},
	},
	{
		Name: "percentilew", Kind: Aggregate, Group: "aggregate",
		Doc:        "Nearest-rank percentile of values that count as often as their weights say.",
		ResultName: percentileWName,
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable), P("weight", Integers), percentage}, ReturnsOf: first, Lower: lowerPercentileW,
		}),
		Examples: []Example{
			{`toscalar(datatable(x:long, w:long)[10, 1, 20, 8, 30, 1] | summarize percentilew(x, w, 50))`, `20`},
		},
	},
	{
		Name: "percentilesw", Kind: Aggregate, Group: "aggregate",
		Doc:   "Several nearest-rank percentiles of weighted values, one column each.",
		Split: &Split{To: "percentilew", Shared: 2},
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable), P("weight", Integers)}, Rest: &percentage, MinRest: 1, ReturnsOf: first,
			Lower: lowerPercentileW,
		}),
		Examples: []Example{
			{`toscalar(datatable(x:long, w:long)[10, 1, 20, 8, 30, 1] | summarize percentilesw(x, w, 5, 95) | project percentile_x_95)`, `30`},
		},
	},
	{
		Name: "percentiles_array", Kind: Aggregate, Group: "aggregate",
		Doc:        "Several nearest-rank percentiles as one array.",
		ResultName: named("percentiles"),
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable)}, Rest: &percentageN, MinRest: 1, Returns: schema.Dynamic,
			Lower: lowerPercentilesArray,
		}),
		Examples: []Example{
			{`toscalar(range x from 1 to 10 step 1 | summarize percentiles_array(x, 10, 50))`, `dynamic([1,5])`},
		},
	},
	{
		Name: "percentilesw_array", Kind: Aggregate, Group: "aggregate",
		Doc:        "Several nearest-rank percentiles of weighted values as one array.",
		ResultName: named("percentiles"),
		Sigs: ranked(Sig{
			Params: []Param{P("expr", orderable), P("weight", Integers)}, Rest: &percentageN, MinRest: 1,
			Returns: schema.Dynamic, Lower: lowerPercentilesWArray,
		}),
		Examples: []Example{
			{`toscalar(datatable(x:long, w:long)[10, 1, 20, 8, 30, 1] | summarize percentilesw_array(x, w, 5, 50))`, `dynamic([10,20])`},
		},
	},
}
