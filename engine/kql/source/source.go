// Package source says where in a query's text something stands, and what is wrong there.
//
// In:  byte offsets from the lexer, findings from every phase.
// Out: spans, line and column, UTF-16 positions for editors, diagnostics and their drawing.
//
// Not here: what the words mean (syntax, bind), colours and terminals (cmd).
package source

// Span is a half-open range of byte offsets into the query text.
type Span struct{ Start, End int }

// At is an empty span: the place before the byte at offset i.
func At(i int) Span { return Span{i, i} }

// Cover is the smallest span that holds both.
func (s Span) Cover(o Span) Span { return Span{min(s.Start, o.Start), max(s.End, o.End)} }

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Severity orders findings; only Error stops a query.
type Severity uint8

const (
	Error   Severity = iota // the query does not run
	Warning                 // it runs, and is probably wrong or slow
	Info                    // worth knowing
)

// Code names one kind of finding: a letter for the phase (S syntax, B bind, U unsupported, L limit,
// W warning) and a number. Each is a constant whose doc comment holds a query that produces it.
type Code string

// Mark points at another place that explains a finding.
type Mark struct {
	Span  Span
	Label string
}

// Diag is one finding: a short lesson.
type Diag struct {
	Code     Code
	Severity Severity
	Span     Span   // exactly the words at fault
	Msg      string // what is wrong
	Label    string // said at the caret: why, here
	Also     []Mark
	Hints    []string // what to type instead
	Mend     []Edit   // text edits that carry out the first hint, where there is exactly one
}

// Edit replaces the text of Span by New.
type Edit struct {
	Span Span
	New  string
}

// List is the findings of one compilation, in the order of the text once Sort was called.
type List []Diag

// HasErrors reports whether any finding stops the query.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}
