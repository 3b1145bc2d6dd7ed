package scenarios

import (
	"fmt"
	"strings"
	"time"

	"socrates/generator/tick"
)

// span reads a duration such as 90s, 4m, 6h or 2d, as ticks.
func span(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int64
		if _, err := fmt.Sscanf(days, "%d", &n); err == nil {
			return n * tick.Day, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration", text)
	}
	return d.Nanoseconds() / 100, nil
}

// moment reads "now - 5h" or "now + 20m" as ticks relative to the tenant's clock.
func moment(text string) (int64, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "now")
	rest = strings.ReplaceAll(rest, " ", "")
	switch {
	case !ok:
		return 0, fmt.Errorf("%q does not begin with now", text)
	case rest == "":
		return 0, nil
	}
	return span(rest)
}

// wait reads "4m ± 90s" as a middle and a spread, in ticks. Empty is two minutes, give or take one.
func wait(text string) (mid, spread int64, err error) {
	if text == "" {
		return 2 * tick.Minute, tick.Minute, nil
	}
	a, b, both := strings.Cut(text, "±")
	if mid, err = span(a); err == nil && both {
		spread, err = span(b)
	}
	return mid, spread, err
}

// presence reads "-6h..-1h" as a span relative to the tenant's clock.
func presence(text string) (from, to int64, err error) {
	if text == "" {
		return 0, 0, nil
	}
	a, b, ok := strings.Cut(text, "..")
	if !ok {
		return 0, 0, fmt.Errorf("%q is no span", text)
	}
	if from, err = span(a); err == nil {
		to, err = span(b)
	}
	return from, to, err
}
