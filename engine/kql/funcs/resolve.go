package funcs

import (
	"fmt"
	"math/bits"

	"socrates/engine/schema"
)

// Match is how a call fits a signature.
type Match struct {
	Sig *Sig
	// Convert[i] is the type argument i has to be cast to first; Unknown leaves it as it is.
	Convert []schema.Type
	Returns schema.Type
}

// Misfit says why no signature of a function takes a call.
type Misfit struct {
	Reason Reason
	Index  int    // the argument at fault; the number of arguments given for Arity
	Param  string // its parameter's name, where there is one
	Want   TypeSet
	Got    schema.Type
	// Min and Max are the numbers of arguments that the function takes; Max is -1 for any number.
	Min, Max int
}

// Reason is the kind of a misfit.
type Reason uint8

const (
	Arity    Reason = iota // too few or too many arguments
	WrongArg               // an argument's type neither fits nor converts
	NotConst               // an argument has to be a constant
)

// Message is the misfit in a sentence that begins with the function's name.
func (m *Misfit) Message(f *Func) string {
	switch m.Reason {
	case Arity:
		return fmt.Sprintf("%s() takes %s, not %d", f.Name, m.count(), m.Index)
	case NotConst:
		return fmt.Sprintf("%s(): argument %d (%s) must be a constant", f.Name, m.Index+1, m.Param)
	}
	return fmt.Sprintf("%s(): argument %d (%s) must be %s, not %s", f.Name, m.Index+1, m.Param, m.Want, m.Got)
}

func (m *Misfit) count() string {
	noun := "arguments"
	if m.Max == 1 || m.Max < 0 && m.Min == 1 {
		noun = "argument"
	}
	switch {
	case m.Max < 0:
		return fmt.Sprintf("at least %d %s", m.Min, noun)
	case m.Min == m.Max:
		return fmt.Sprintf("%d %s", m.Min, noun)
	}
	return fmt.Sprintf("%d to %d %s", m.Min, m.Max, noun)
}

// Resolve picks the signature for a call. The first signature whose parameters accept every argument
// as it is wins; failing that, the first that takes them all after Kusto's implicit conversions: an
// integer widens to long, real or decimal, and a dynamic becomes whatever scalar is asked for. Only
// Type and Const of the arguments are read. Exactly one of the results is nil.
func Resolve(f *Func, args []Arg) (*Match, *Misfit) {
	for _, fit := range []func(TypeSet, schema.Type) (schema.Type, bool){exact, convertible} {
		for i := range f.Sigs {
			if m, bad := f.Sigs[i].match(args, fit); bad == nil {
				return m, nil
			}
		}
	}
	return nil, explain(f, args)
}

// match tries one signature; fit says whether a type is taken and what it must be cast to.
func (s *Sig) match(args []Arg, fit func(TypeSet, schema.Type) (schema.Type, bool)) (*Match, *Misfit) {
	if !s.takes(len(args)) {
		return nil, &Misfit{Reason: Arity, Index: len(args)}
	}
	m := &Match{Sig: s, Convert: make([]schema.Type, len(args)), Returns: s.Returns}
	for i, a := range args {
		p := s.param(i)
		to, ok := fit(p.Types, a.Type)
		if !ok && p.Text {
			to, ok = schema.String, true
		}
		if !ok {
			return nil, &Misfit{Reason: WrongArg, Index: i, Param: p.Name, Want: p.Types, Got: a.Type}
		}
		if p.Const && a.Const == nil && a.Type != schema.Unknown {
			return nil, &Misfit{Reason: NotConst, Index: i, Param: p.Name}
		}
		m.Convert[i] = to
	}
	if s.ReturnsOf != nil {
		m.Returns = s.ReturnsOf(args)
	}
	return m, nil
}

// explain picks the misfit to report: that of the signature which got furthest.
func explain(f *Func, args []Arg) *Misfit {
	best := &Misfit{Reason: Arity, Index: len(args)}
	for i := range f.Sigs {
		_, bad := f.Sigs[i].match(args, convertible)
		switch {
		case bad.Reason == Arity:
		case best.Reason == Arity || bad.Index > best.Index:
			best = bad
		case bad.Index == best.Index:
			best.Want |= bad.Want
		}
	}
	best.Min, best.Max = f.counts()
	return best
}

func (f *Func) counts() (lo, hi int) {
	lo = -1
	for i := range f.Sigs {
		l, h := f.Sigs[i].counts()
		if lo < 0 || l < lo {
			lo = l
		}
		if h < 0 || hi >= 0 && h > hi {
			hi = h
		}
	}
	return max(lo, 0), hi
}

func (s *Sig) counts() (lo, hi int) {
	for _, p := range s.Params {
		if !p.Optional {
			lo++
		}
	}
	if s.Rest != nil {
		return lo + s.MinRest, -1
	}
	return lo, len(s.Params)
}

func (s *Sig) takes(n int) bool {
	lo, hi := s.counts()
	return n >= lo && (hi < 0 || n <= hi)
}

func (s *Sig) param(i int) *Param {
	if i < len(s.Params) {
		return &s.Params[i]
	}
	return s.Rest
}

func exact(want TypeSet, got schema.Type) (schema.Type, bool) { return schema.Unknown, want.Has(got) }

// widenings lists, for each type, what it converts to by itself, the nearest first.
var widenings = map[schema.Type][]schema.Type{
	schema.Int:     {schema.Long, schema.Real, schema.Decimal},
	schema.Long:    {schema.Real, schema.Decimal, schema.Int},
	schema.Real:    {schema.Decimal},
	schema.Decimal: {schema.Real},
	schema.Dynamic: {
		schema.String, schema.Long, schema.Real, schema.Datetime, schema.Timespan, schema.Bool, schema.Guid,
		schema.Decimal, schema.Int,
	},
}

func convertible(want TypeSet, got schema.Type) (schema.Type, bool) {
	if want.Has(got) {
		return schema.Unknown, true
	}
	for _, to := range widenings[got] {
		if want.Has(to) {
			return to, true
		}
	}
	return schema.Unknown, false
}

// String lists the set as a person would: "string", "int or long", "int, long or real".
func (s TypeSet) String() string {
	if s&AnyType == AnyType {
		return "any type"
	}
	out, left := "", bits.OnesCount16(uint16(s))
	for _, t := range schema.Types() {
		if s&(1<<t) == 0 {
			continue
		}
		left--
		switch {
		case out == "":
		case left == 0:
			out += " or "
		default:
			out += ", "
		}
		out += t.String()
	}
	return out
}
