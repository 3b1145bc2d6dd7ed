package bind

import (
	"strconv"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// resultName is the name that a column gets from its expression when the query gives none; "" when
// there is nothing to name it after, and the column is then Column1, Column2, …
func (b *binder) resultName(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.NamedExpr:
		if len(x.Names) > 0 {
			return x.Names[0].Text
		}
	case *syntax.Paren:
		return b.resultName(x.X)
	case *syntax.Pipe:
		if len(x.Ops) == 0 && x.Source != nil {
			return b.resultName(x.Source)
		}
	case *syntax.Name:
		return x.Text
	case *syntax.Path:
		if n := asName(x.X); n != nil && isQualifier(n.Text) {
			return x.Name.Text
		}
		return joined(b.resultName(x.X), x.Name.Text)
	case *syntax.Index:
		return joined(b.resultName(x.X), indexName(x.Index))
	case *syntax.Call:
		return b.callName(x)
	}
	return ""
}

func joined(left, right string) string {
	if left == "" {
		return right
	}
	return left + "_" + right
}

func indexName(x syntax.Expr) string {
	l, ok := x.(*syntax.Literal)
	if !ok {
		return ""
	}
	switch l.Value.Type {
	case schema.String:
		return l.Value.S
	case schema.Long, schema.Int:
		return strconv.FormatInt(l.Value.I, 10)
	}
	return ""
}

// firstArg are the scalar functions whose result is named after their first argument, onlyArg those
// whose result is named after their argument when they have just one. All others give no name.
var (
	firstArg = words("bin floor bin_at bin_auto startofday split parse_json round")
	onlyArg  = words("tostring toint tolong todouble toreal todecimal tobool toboolean todatetime totimespan toguid todynamic toobject parsejson parse_json " +
		"make_datetime totime")
)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

func (b *binder) callName(x *syntax.Call) string {
	if b.scope.find(x.Fn.Text) != nil {
		return ""
	}
	if f, ok := funcs.Lookup(x.Fn.Text, funcs.Aggregate, funcs.Scalar, funcs.Window); ok && f.ResultName != nil {
		return f.ResultName(b.argNames(x.Args))
	}
	switch {
	case len(x.Args) == 0:
		return ""
	case firstArg[x.Fn.Text], onlyArg[x.Fn.Text] && len(x.Args) == 1:
		return b.resultName(x.Args[0])
	case x.Fn.Text == "column_ifexists" || x.Fn.Text == "columnifexists":
		if l, ok := x.Args[0].(*syntax.Literal); ok {
			return l.Value.S
		}
	}
	return ""
}

// argNames are the names of a call's arguments; a number is named by its text.
func (b *binder) argNames(args []syntax.Expr) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = b.resultName(a)
		if l, ok := a.(*syntax.Literal); ok && l.Value.Type.Numeric() {
			out[i] = strings.ReplaceAll(l.Text, ".", "_")
		}
	}
	return out
}

// namer gives the columns of one operator their names: those written, those that follow from the
// expression, made unique, and Column1, Column2, … for the rest.
type namer struct {
	taken   map[string]bool
	unnamed int
}

func newNamer() *namer { return &namer{taken: map[string]bool{}} }

// auto claims the name itself, or the first free one with a number behind.
func (n *namer) auto(name string) string {
	if name == "" {
		for {
			n.unnamed++
			if c := "Column" + itoa(n.unnamed); !n.taken[c] {
				n.taken[c] = true
				return c
			}
		}
	}
	name = freshName(name, func(s string) bool { return n.taken[s] })
	n.taken[name] = true
	return name
}

// claim takes a name that the query gives; false when it is taken.
func (n *namer) claim(name string) bool {
	if n.taken[name] {
		return false
	}
	n.taken[name] = true
	return true
}
