package workbook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"socrates/engine/kql/value"
)

// Tile is an item with its parameters filled in.
type Tile struct {
	Item
	From, To int64 // the time that the query asks about, datetime ticks: From < time <= To; both zero for everything
}

// setting is the value of a parameter, as a time's bounds too.
type setting struct {
	p    Parameter
	text string // as the reader gave it
}

// Fill puts values into a workbook as of now (datetime ticks). given are values by parameter; what is left out has the parameter's
// own. The values in force come back by name.
func (w *Workbook) Fill(given map[string]string, now int64) ([]Tile, map[string]string, error) {
	set, values, err := w.settings(given)
	if err != nil {
		return nil, nil, err
	}
	var out []Tile
	for _, it := range w.Items {
		t := Tile{Item: it}
		t.Title, t.Text, t.Query = fill(it.Title, set, now), fill(it.Text, set, now), fill(it.Query, set, now)
		if it.Time != "" {
			span, _ := value.ParseTimespan(it.Time)
			if s, ok := set[it.Time]; ok {
				span, _ = value.ParseTimespan(s.text)
			}
			t.From, t.To = now-span, now
		}
		out = append(out, t)
	}
	return out, values, nil
}

func (w *Workbook) settings(given map[string]string) (map[string]setting, map[string]string, error) {
	set, values := map[string]setting{}, map[string]string{}
	var known []string
	for _, p := range w.Parameters {
		text, ok := given[p.Name]
		if !ok {
			text = p.Value
		}
		if err := p.takes(text); err != nil {
			return nil, nil, err
		}
		set[p.Name], values[p.Name] = setting{p, text}, text
		known = append(known, p.Name)
	}
	for name := range given {
		if _, ok := set[name]; !ok {
			return nil, nil, fmt.Errorf("the workbook has no parameter %q; it has %s", name, orNone(known))
		}
	}
	return set, values, nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// takes refuses a value that the parameter cannot have.
func (p Parameter) takes(text string) error {
	switch p.Type {
	case Time:
		if !isSpan(text) {
			return fmt.Errorf("parameter %s: %q is no span of time; write one like 4h or 7d", p.Name, text)
		}
	case Choice:
		for _, v := range p.several(text) {
			if v != p.Value && !slices.Contains(p.Values, v) {
				return fmt.Errorf("parameter %s: %q is none of %s", p.Name, v, strings.Join(p.Values, ", "))
			}
		}
	}
	return nil
}

// several are the values of a parameter that may have more than one.
func (p Parameter) several(text string) []string {
	if !p.Multi {
		return []string{text}
	}
	return strings.Split(text, ",")
}

var hole = regexp.MustCompile(`\{([A-Za-z_]\w*)(?::(\w+))?\}`)

// fill replaces {Name} and {Name:form}; braces that name no parameter stay.
func fill(text string, set map[string]setting, now int64) string {
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		m := hole.FindStringSubmatch(h)
		s, ok := set[m[1]]
		if !ok {
			return h
		}
		if s.p.Type == Time {
			return s.time(m[2], now, h)
		}
		return s.plain(m[2])
	})
}

// time writes a span of time: {T} as a condition behind a column, {T:start}, {T:end}, {T:grain}, {T:label}.
func (s setting) time(form string, now int64, hole string) string {
	span, _ := value.ParseTimespan(s.text)
	switch form {
	case "", "query":
		return "> datetime(" + value.FormatDatetime(now-span) + ")"
	case "start":
		return "datetime(" + value.FormatDatetime(now-span) + ")"
	case "end":
		return "datetime(" + value.FormatDatetime(now) + ")"
	case "value", "label":
		return s.text
	case "grain":
		return grain(span)
	}
	return hole
}

// grain is a bin that cuts a span into some dozens of parts.
func grain(span int64) string {
	switch {
	case span <= value.Hour:
		return "1m"
	case span <= 4*value.Hour:
		return "5m"
	case span <= value.Day:
		return "30m"
	case span <= 3*value.Day:
		return "1h"
	case span <= 14*value.Day:
		return "6h"
	}
	return "1d"
}

// plain writes a text or choice. It stands within quotes of the query, so quotes and backslashes in it are escaped; several
// values bring their own quotes.
func (s setting) plain(form string) string {
	if form == "label" {
		return s.text
	}
	if !s.p.Multi {
		return escape(s.text)
	}
	quote, delim := s.p.Quote, s.p.Delim
	if quote == "" {
		quote = "'"
	}
	if delim == "" {
		delim = ","
	}
	var parts []string
	for _, v := range s.p.several(s.text) {
		parts = append(parts, quote+escape(v)+quote)
	}
	return strings.Join(parts, delim)
}

func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(text)
}
