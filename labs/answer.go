package labs

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AnswerCheck compares a typed answer with a fact of the tenant.
type AnswerCheck struct {
	Kind      string  `yaml:"kind"` // text, number, time, list, entity
	Fact      string  `yaml:"fact"`
	Tolerance float64 `yaml:"tolerance"` // numbers: absolute; times: seconds
}

// AnswerKinds are the kinds of AnswerCheck.
var AnswerKinds = []string{"text", "number", "time", "list", "entity"}

// same reports whether an answer means the value. An answer that cannot be read as its kind (a word
// where a number is asked for) comes back as an error that says so.
func (c *AnswerCheck) same(answer string, want any) (bool, error) {
	switch c.Kind {
	case "number":
		return c.sameNumber(answer, want)
	case "time":
		return c.sameTime(answer, want)
	case "list":
		return slices.Equal(listOf(answer), listOf(factText(want))), nil
	case "entity":
		return entity(answer) == entity(factText(want)), nil
	}
	return plain(answer) == plain(factText(want)), nil
}

func (c *AnswerCheck) sameNumber(answer string, want any) (bool, error) {
	got, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(answer), ",", ""), 64)
	if err != nil {
		return false, fmt.Errorf("%q is not a number", answer)
	}
	right, err := strconv.ParseFloat(factText(want), 64)
	if err != nil {
		return false, err
	}
	return math.Abs(got-right) <= c.Tolerance, nil
}

var timeForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"}

func (c *AnswerCheck) sameTime(answer string, want any) (bool, error) {
	got, err := readTime(answer)
	if err != nil {
		return false, fmt.Errorf("%q is not a time; write it as 2024-10-16 09:05:00 (UTC)", answer)
	}
	right, err := readTime(factText(want))
	if err != nil {
		return false, err
	}
	return math.Abs(got.Sub(right).Seconds()) <= c.Tolerance, nil
}

func readTime(s string) (time.Time, error) {
	var t time.Time
	var err error
	for _, form := range timeForms {
		if t, err = time.Parse(form, strings.TrimSpace(s)); err == nil {
			return t.UTC(), nil
		}
	}
	return t, err
}

// plain drops what does not count in a text: case, surrounding space, quotes, repeated space.
func plain(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.Trim(strings.TrimSpace(s), `"'`)), " "))
}

// entity writes an account, device, address, domain or hash in one way: contoso\ada, ada@contoso.com and
// hosts keep what tells them apart, but not case, a defanged dot, or an address's spelling.
func entity(s string) string {
	s = strings.NewReplacer("[.]", ".", "(.)", ".", "hxxp", "http").Replace(plain(s))
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Unmap().String()
	}
	return strings.TrimSuffix(s, ".")
}

func listOf(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	for i, p := range parts {
		parts[i] = entity(p)
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}
