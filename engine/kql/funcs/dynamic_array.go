package funcs

import "socrates/engine/schema"

// shifted makes rotate and shift rows; to the right is to the left by the negative number.
func shifted(name, doc, goFunc, sign, rest string, extra []Param, examples ...Example) Func {
	return jsonFunc(name, doc, goFunc+"(($array)::VARCHAR, "+sign+"greatest($count, -9223372036854775807)::BIGINT"+rest+")",
		append([]Param{P("array", Dynamics), P("count", counts)}, extra...), examples...)
}

var fill = []Param{Opt("fill", AnyType, "'null'")}

func lowerShift(sign string) func(*Call) (string, error) {
	return func(c *Call) (string, error) {
		fill := "'null'"
		if a := c.Args[2]; !a.Absent {
			fill = "coalesce((" + Cast(a.SQL, a.Type, schema.Dynamic) + ")::VARCHAR, 'null')"
		}
		return "CAST(kql_array_shift((" + c.Args[0].SQL + ")::VARCHAR, " + sign + "greatest(" + c.Args[1].SQL + ", -9223372036854775807)::BIGINT, " + fill + ") AS JSON)", nil
	}
}

func shiftRow(name, doc, sign string, examples ...Example) Func {
	return Func{
		Name: name, Kind: Scalar, Group: "dynamic", Doc: doc, Examples: examples,
		Sigs: []Sig{{
			Params: append([]Param{P("array", Dynamics), P("count", counts)}, fill...), Returns: schema.Dynamic, Lower: lowerShift(sign),
		}},
	}
}

// asJSON is an argument as JSON text, null written as null.
func asJSON(a Arg) string {
	return "coalesce((" + Cast(a.SQL, a.Type, schema.Dynamic) + ")::VARCHAR, 'null')"
}

// sorting sorts one array, or several by the order of the first: an array of arrays then.
func sorting(name, doc string, desc bool, examples ...Example) Func {
	nulls := Opt("nulls_last", Bools, "true")
	one := "CAST(kql_array_sort(($array)::VARCHAR, " + boolSQL(desc) + ", coalesce($nulls_last, true)) AS JSON)"
	return Func{
		Name: name, Kind: Scalar, Group: "dynamic", Doc: doc, Examples: examples,
		Sigs: []Sig{
			{Params: []Param{P("array", Dynamics), nulls}, Returns: schema.Dynamic, SQL: one},
			{Params: []Param{P("array", Dynamics), P("second", Dynamics)}, Rest: ptr(P("more", Of(schema.Dynamic, schema.Bool))), Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
				args, last := c.Args, "true"
				if n := len(args) - 1; args[n].Type == schema.Bool {
					args, last = args[:n], args[n].SQL
				}
				return "CAST(kql_arrays_sort((" + jsonArray(args) + ")::VARCHAR, " + boolSQL(desc) + ", coalesce(" + last + ", true)) AS JSON)", nil
			}},
		},
	}
}

var arrays = []Func{
	sorting("array_sort_asc", "Elements from the least to the greatest, nulls last unless told otherwise; further arrays are put in the same order.", false,
		Example{`array_sort_asc(dynamic([3, 1]))`, `dynamic([1,3])`}, Example{`array_sort_asc(dynamic([null,"b","a"]), false)`, `dynamic([null,"a","b"])`},
		Example{`array_sort_asc(dynamic([3,1,2]), dynamic(["c","a","b"]))[1]`, `dynamic(["a","b","c"])`}),
	sorting("array_sort_desc", "Elements from the greatest to the least, nulls last unless told otherwise; further arrays are put in the same order.", true,
		Example{`array_sort_desc(dynamic([1, null, 3]))`, `dynamic([3,1,null])`}),
	shifted("array_rotate_left", "Elements moved to the left, those that fall out coming in on the right.", "kql_array_rotate", "", "", nil,
		Example{`array_rotate_left(dynamic([1,2,3,4,5]), 2)`, `dynamic([3,4,5,1,2])`}, Example{`array_rotate_left(dynamic([1,2,3,4,5]), -2)`, `dynamic([4,5,1,2,3])`}),
	shifted("array_rotate_right", "Elements moved to the right, those that fall out coming in on the left.", "kql_array_rotate", "-", "", nil,
		Example{`array_rotate_right(dynamic([1,2,3,4,5]), 2)`, `dynamic([4,5,1,2,3])`}),
	shiftRow("array_shift_left", "Elements moved to the left; what becomes free is filled with null or a value.", "",
		Example{`array_shift_left(dynamic([1,2,3]), 2)`, `dynamic([3,null,null])`}, Example{`array_shift_left(dynamic([1,2,3]), 1, 9)`, `dynamic([2,3,9])`}),
	shiftRow("array_shift_right", "Elements moved to the right; what becomes free is filled with null or a value.", "-",
		Example{`array_shift_right(dynamic([1,2,3]), 1)`, `dynamic([null,1,2])`}),
	{
		Name: "array_split", Kind: Scalar, Group: "dynamic", Doc: "Array cut into an array of arrays before one position or several; negative positions count from the end.",
		Sigs: []Sig{{
			Params: []Param{P("array", Dynamics), P("positions", Of(schema.Int, schema.Long, schema.Dynamic))}, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return "CAST(kql_array_split((" + c.Args[0].SQL + ")::VARCHAR, " + asJSON(c.Args[1]) + ") AS JSON)", nil
			},
		}},
		Examples: []Example{{`array_split(dynamic([1,2,3,4,5]), 2)`, `dynamic([[1,2],[3,4,5]])`}, {`array_split(dynamic([1,2,3]), dynamic([1,-1]))`, `dynamic([[1],[2],[3]])`}},
	},
	{
		Name: "array_iff", Aliases: []string{"array_iif"}, Kind: Scalar, Group: "dynamic", Doc: "For each condition of an array, the element of the one array or the other.",
		Sigs: []Sig{{
			Params: []Param{P("conditions", Dynamics), P("yes", AnyType), P("no", AnyType)}, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return "CAST(kql_array_iff((" + c.Args[0].SQL + ")::VARCHAR, " + asJSON(c.Args[1]) + ", " + asJSON(c.Args[2]) + ") AS JSON)", nil
			},
		}},
		Examples: []Example{
			{`array_iff(dynamic([true,false,true]), dynamic([1,2,3]), dynamic([4,5,6]))`, `dynamic([1,5,3])`},
			{`array_iff(dynamic([true,false,null,"x"]), "y", "n")`, `dynamic(["y","n",null,null])`},
		},
	},
	{
		Name: "array_index_of", Kind: Scalar, Group: "dynamic", Doc: "Position of a value in an array, counted from 0, or of its n-th occurrence within a part; -1 when it is not there.",
		Sigs: []Sig{{
			Params:  []Param{P("array", Dynamics), P("value", AnyType), Opt("start", counts, "0"), Opt("length", counts, "-1"), Opt("occurrence", counts, "1")},
			Returns: schema.Long, Lower: lowerArrayIndexOf,
		}},
		Examples: []Example{
			{`array_index_of(dynamic(["a","b","a"]), "a")`, `0`}, {`array_index_of(dynamic(["a","b","a"]), "a", 0, -1, 2)`, `2`},
			{`array_index_of(dynamic([5,15]), 15.0)`, `1`}, {`array_index_of(dynamic(["a"]), "A")`, `-1`},
		},
	},
	{
		Name: "set_has_element", Kind: Scalar, Group: "dynamic", Doc: "True when the array holds the value.",
		Sigs: []Sig{{
			Params: []Param{P("array", Dynamics), P("value", AnyType)}, Returns: schema.Bool,
			Lower: func(c *Call) (string, error) {
				return "(kql_array_find((" + c.Args[0].SQL + ")::VARCHAR, " + asJSON(c.Args[1]) + ", 0, -1, 1) >= 0)", nil
			},
		}},
		Examples: []Example{{`set_has_element(dynamic([1, 2]), 2)`, `true`}, {`set_has_element(dynamic(["a"]), "A")`, `false`}},
	},
	row("dynamic", "jaccard_index", "How alike two sets are: the elements in both as a share of those in either.", []Param{P("set1", Dynamics), P("set2", Dynamics)}, schema.Real,
		"kql_jaccard(($set1)::VARCHAR, ($set2)::VARCHAR)", Example{`jaccard_index(dynamic([1,2,3]), dynamic([1,2,3,4]))`, `0.75`}),
	{
		Name: "repeat", Kind: Scalar, Group: "dynamic", Doc: "Array of one value repeated, at most 1,048,576 times.",
		Sigs: []Sig{{
			Params: []Param{P("value", AnyType), P("count", counts)}, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return "CAST(kql_repeat(" + asJSON(c.Args[0]) + ", (" + c.Args[1].SQL + ")::BIGINT) AS JSON)", nil
			},
		}},
		Examples: []Example{{`repeat("a", 3)`, `dynamic(["a","a","a"])`}, {`repeat(1, -1)`, `dynamic([])`}},
	},
	row("dynamic", "treepath", "Paths of all parts of a value, as an array.", []Param{P("value", Dynamics)}, schema.Dynamic, "CAST(kql_tree_paths(($value)::VARCHAR) AS JSON)",
		Example{`treepath(dynamic({"a":{"b":1},"c":[2]}))`, `dynamic(["['a']","['a']['b']","['c']","['c'][0]"])`}),
}

func lowerArrayIndexOf(c *Call) (string, error) {
	a := c.Args
	return "kql_array_find((" + a[0].SQL + ")::VARCHAR, " + asJSON(a[1]) + ", (" + a[2].SQL + ")::BIGINT, (" + a[3].SQL + ")::BIGINT, (" + a[4].SQL + ")::BIGINT)", nil
}
