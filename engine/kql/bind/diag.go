package bind

import (
	"fmt"
	"strconv"
	"strings"

	"socrates/engine/kql/source"
)

func itoa(i int) string { return strconv.Itoa(i) }

// report adds a finding, once for each place and code.
func (b *binder) report(d source.Diag) *source.Diag {
	if b.outside != nil {
		d.Span, d.Also, d.Mend = *b.outside, nil, nil
	}
	key := seenDiag{d.Span, d.Code}
	if b.seen[key] {
		return &source.Diag{}
	}
	b.seen[key] = true
	b.diags = append(b.diags, d)
	return &b.diags[len(b.diags)-1]
}

func (b *binder) err(code source.Code, at source.Span, msg, label string, hints ...string) *source.Diag {
	return b.report(source.Diag{Code: code, Span: at, Msg: msg, Label: label, Hints: hints})
}

func (b *binder) warn(code source.Code, at source.Span, msg, label string, hints ...string) *source.Diag {
	return b.report(source.Diag{Code: code, Severity: source.Warning, Span: at, Msg: msg, Label: label, Hints: hints})
}

// replace says what to type at a place instead, and carries it out as an edit.
func (b *binder) replace(d *source.Diag, at source.Span, with string) {
	if b.outside != nil || d.Code == "" {
		return
	}
	d.Hints = append(d.Hints, fmt.Sprintf("did you mean `%s`?", with))
	d.Mend = []source.Edit{{Span: at, New: with}}
}

// list writes at most n names for people: "a, b, c and 12 more".
func list(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}
