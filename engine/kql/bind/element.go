package bind

import (
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// A dynamic value is of any shape, but where it comes from often tells that it is an array of texts:
// split() gives nothing else. An element of such an array is a string, as Kusto's own analyser has it.

// textArrays are the functions whose result is an array of texts.
var textArrays = words("split extract_all_ parse_command_line bag_keys parse_csv tdigest_")

// arrayOfFirst are the functions whose result holds the elements of their first argument.
var arrayOfFirst = words("array_sort_asc array_sort_desc array_slice array_reverse array_rotate_left array_rotate_right array_shift_left " +
	"array_shift_right set_difference set_intersect set_union array_concat")

// elementOf is the type of an array's elements where it is known, else Unknown.
func (b *binder) elementOf(x plan.Expr) schema.Type {
	switch x := x.(type) {
	case *plan.Ref:
		return b.elements[x.ID]
	case *plan.Call:
		if textArrays[x.Fn.Name] {
			return schema.String
		}
		return b.elementOfCall(x.Fn.Name, x.Args)
	case *plan.Lit:
		return literalElements(x.V)
	}
	return schema.Unknown
}

func (b *binder) elementOfCall(name string, args []plan.Expr) schema.Type {
	if !arrayOfFirst[name] || len(args) == 0 {
		return schema.Unknown
	}
	return b.elementOf(args[0])
}

// literalElements recognises a literal array of texts.
func literalElements(v value.Value) schema.Type {
	if v.Type == schema.Dynamic && strings.HasPrefix(v.S, `["`) && len(namesIn(v)) > 0 {
		return schema.String
	}
	return schema.Unknown
}

// remember notes what a computed column holds.
func (b *binder) remember(items []plan.Item) {
	for _, it := range items {
		if it.Type != schema.Dynamic {
			continue
		}
		if t := b.elementOf(it.X); t != schema.Unknown {
			b.elements[it.ID] = t
		}
	}
}
