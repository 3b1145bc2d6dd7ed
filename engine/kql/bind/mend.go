package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// deprecated says that a function has a newer name.
func deprecated(f *funcs.Func, x *syntax.Call) source.Diag {
	return source.Diag{Code: CodeDeprecated, Severity: source.Info, Span: x.Fn.Span(),
		Msg:   fmt.Sprintf("%s() is an old name", x.Fn.Text),
		Hints: []string{fmt.Sprintf("write `%s`", f.Deprecated)},
		Mend:  []source.Edit{{Span: x.Fn.Span(), New: f.Deprecated}}}
}

// arityMend drops arguments that are too many, where that is all that is wrong.
func (b *binder) arityMend(d *source.Diag, f *funcs.Func, x *syntax.Call) {
	if d.Code == "" || b.outside != nil || len(x.Args) == 0 {
		return
	}
	hi := 0
	for i := range f.Sigs {
		if f.Sigs[i].Rest != nil {
			return
		}
		hi = max(hi, len(f.Sigs[i].Params))
	}
	if len(x.Args) <= hi {
		return
	}
	from := x.Args[0].Span().Start
	if hi > 0 {
		from = x.Args[hi-1].Span().End
	}
	d.Hints = append([]string{"leave the last argument away"}, d.Hints...)
	d.Mend = []source.Edit{{Span: source.Span{Start: from, End: x.Args[len(x.Args)-1].Span().End}, New: ""}}
}

// doubtful warns of operators that run and probably do not do what was meant.
func (b *binder) doubtful(op string, at source.Span, exprs []syntax.Expr, args []plan.Expr) {}

// matches reports whether a name fits a pattern with `*` for any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	name = name[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(name, p)
		if i < 0 {
			return false
		}
		name = name[i+len(p):]
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}
