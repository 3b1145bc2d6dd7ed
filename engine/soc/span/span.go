// Package span reads lengths of time in the three spellings that security content uses.
//
// In:  "5m", "1d", "1h30m"; ISO 8601 "PT5M", "P1DT2H"; "1.02:03:04" as Kusto prints a timespan; "0".
// Out: Span, a count of 100 ns ticks, which YAML and JSON files read and write.
//
// Not here: points in time, KQL literals in a query.
package span

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"socrates/engine/kql/value"
)

// Span is a length of time in ticks of 100 ns.
type Span int64

// Minute, Hour and Day are the units content is written in.
const (
	Second = Span(value.Second)
	Minute = Span(value.Minute)
	Hour   = Span(value.Hour)
	Day    = Span(value.Day)
)

var (
	short = regexp.MustCompile(`^(\d+(?:\.\d+)?(?:ms|[dhms]))+$`)
	part  = regexp.MustCompile(`(\d+(?:\.\d+)?)(ms|[dhms])`)
	iso   = regexp.MustCompile(`^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$`)
	clock = regexp.MustCompile(`^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$`)

	units    = map[string]Span{"ms": Span(value.Millisecond), "s": Second, "m": Minute, "h": Hour, "d": Day}
	isoUnits = []Span{7 * Day, Day, Hour, Minute, Second}
	clockOf  = []Span{Day, Hour, Minute, Second}
)

// Parse reads a span in any of the three spellings.
func Parse(text string) (Span, error) {
	t := strings.TrimSpace(text)
	switch low := strings.ToLower(t); {
	case t == "0": // none needs no unit; so Defender writes a detection that runs continuously
		return 0, nil
	case short.MatchString(low):
		var sum Span
		for _, m := range part.FindAllStringSubmatch(low, -1) {
			sum += times(m[1], units[m[2]])
		}
		return sum, nil
	case len(t) > 2 && iso.MatchString(strings.ToUpper(t)) && !strings.HasSuffix(low, "t"):
		return weigh(iso.FindStringSubmatch(strings.ToUpper(t))[1:], isoUnits), nil
	case clock.MatchString(t):
		return weigh(clock.FindStringSubmatch(t)[1:], clockOf), nil
	}
	return 0, fmt.Errorf("%q is no length of time; write 5m, 1h, 1d or the ISO form PT5M", text)
}

func times(number string, unit Span) Span {
	f, _ := strconv.ParseFloat(number, 64) // the pattern admits digits only; "" weighs nothing
	return Span(f * float64(unit))
}

func weigh(numbers []string, each []Span) (sum Span) {
	for i, n := range numbers {
		sum += times(n, each[i])
	}
	return sum
}

// Ticks is the span as plain ticks.
func (s Span) Ticks() int64 { return int64(s) }

// String writes the short form: 1d2h, 5m, 30s; "0s" for none.
func (s Span) String() string {
	if s == 0 {
		return "0s"
	}
	var b strings.Builder
	if s < 0 {
		b.WriteByte('-')
		s = -s
	}
	for i, name := range []string{"d", "h", "m", "s"} {
		if n := s / clockOf[i]; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, name)
			s %= clockOf[i]
		}
	}
	if s > 0 {
		fmt.Fprintf(&b, "%dms", s/units["ms"])
	}
	return b.String()
}

// ISO writes the ISO 8601 form that resource templates carry: PT5M, P1DT2H; PT0S for none.
func (s Span) ISO() string {
	date, rest := s/Day, s%Day
	out := "P"
	if date > 0 {
		out += fmt.Sprintf("%dD", date)
	}
	if rest > 0 || date == 0 {
		out += "T"
	}
	for i, name := range []string{"H", "M", "S"} {
		if n := rest / clockOf[i+1]; n > 0 {
			out += fmt.Sprintf("%d%s", n, name)
			rest %= clockOf[i+1]
		}
	}
	if out == "PT" {
		return "PT0S"
	}
	return out
}

// UnmarshalText lets YAML and JSON files write a span as text.
func (s *Span) UnmarshalText(text []byte) (err error) {
	*s, err = Parse(string(text))
	return err
}

// MarshalText writes the short form.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
