package udf

var bagFuncs = []Func{
	{Name: "kql_bag_parts", In: []Type{Text, Bool}, Out: Text, Fn: Of2(bagParts)},
}

// bagParts takes a bag apart: {"a":1,"b":2} gives [{"a":1},{"b":2}], or [["a",1],["b",2]] as pairs.
func bagParts(js string, pairs bool) (string, bool) {
	ps, ok := bagOf(js)
	out := make([]string, len(ps))
	for i, p := range ps {
		if pairs {
			out[i] = array([]string{quoteJSON(p.key), p.val})
			continue
		}
		out[i] = writeBag([]property{p})
	}
	return array(out), ok
}
