package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/generator/attack"
	"socrates/generator/tick"
)

var technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)

// stages goes through stages, decoys and intel, in this order: a stage may come after any that stands before it.
func (c *checker) stages() {
	begins := map[string]int64{}
	d := &c.s.doc
	for _, list := range [][]stageSpec{d.Stages, d.Decoys, d.Intel} {
		for i := range list {
			c.stage(&list[i], begins)
		}
	}
}

func (c *checker) stage(st *stageSpec, begins map[string]int64) {
	if _, twice := begins[st.ID]; twice || st.ID == "" {
		c.add(st.line, fmt.Sprintf("stage id %q is missing or stands twice", st.ID), "every stage, decoy and delivery has an id of its own")
	}
	if st.Technique != "" && !technique.MatchString(st.Technique) {
		c.add(st.line, fmt.Sprintf("stage %s: %q is no ATT&CK technique", st.ID, st.Technique), "such as T1566.002")
	}
	if st.Tactic != "" && !slices.Contains(Tactics, st.Tactic) {
		c.add(st.line, fmt.Sprintf("stage %s: there is no tactic %q", st.ID, st.Tactic), near(st.Tactic, Tactics))
	}
	c.time(st, begins)
	a, ok := attack.Find(st.Do)
	if !ok {
		c.add(st.line, fmt.Sprintf("stage %s: no activity %q", st.ID, st.Do), near(st.Do, attack.Names())+"; socrates scenario explain lists them")
		for _, node := range st.With {
			c.mentions(node.Value)
		}
		return
	}
	c.params(st, a)
}

// time checks when a stage begins, and notes it: relative to the clock, by the middle of its waits.
func (c *checker) time(st *stageSpec, begins map[string]int64) {
	begin, known := int64(0), true
	switch {
	case st.At != "" && st.After != "":
		c.add(st.line, "stage "+st.ID+" has both at and after", "at: is a time by the clock, after: and wait: one behind another stage; keep one")
	case st.At != "":
		var err error
		if begin, err = moment(st.At); err != nil {
			c.add(st.line, "stage "+st.ID+": at: "+err.Error(), "at: now - 5h")
			known = false
		}
	case st.After == "":
		c.add(st.line, "stage "+st.ID+" has no time", "give it at: now - 5h, or after: and wait:")
		known = false
	default:
		begin, known = c.after(st, begins)
	}
	if st.Wait != "" && st.After == "" {
		c.add(st.line, "stage "+st.ID+" waits, but for nothing", "wait: goes with after:")
	}
	begins[st.ID] = begin
	if known {
		c.inside(st, begin)
	}
}

func (c *checker) after(st *stageSpec, begins map[string]int64) (int64, bool) {
	before, ok := begins[st.After]
	if !ok {
		c.add(st.line, fmt.Sprintf("stage %s comes after %q, which is no earlier stage", st.ID, st.After), near(st.After, sorted(begins)))
	}
	mid, spread, err := wait(st.Wait)
	if err != nil {
		c.add(st.line, "stage "+st.ID+": wait: "+err.Error(), "wait: 4m ± 90s")
	} else if mid < 0 || spread < 0 || spread > mid && st.Wait != "" {
		c.add(st.line, fmt.Sprintf("stage %s: wait: %s could end before it begins", st.ID, st.Wait), "the spread behind ± is at most the wait before it")
	}
	return before + mid, ok && err == nil
}

// inside holds a beginning to the days of data.
func (c *checker) inside(st *stageSpec, begin int64) {
	horizon, err := span(orElse(c.s.doc.Horizon, "12h"))
	if err == nil && begin >= horizon {
		c.add(st.line, fmt.Sprintf("stage %s would begin %s after the clock, when the data has ended", st.ID, hours(begin)), "begin earlier, or set horizon: to more than that")
	}
	if begin < -int64(c.s.doc.Days)*tick.Day-12*tick.Hour {
		c.add(st.line, fmt.Sprintf("stage %s would begin %s before the clock, earlier than the %d days of data", st.ID, hours(-begin), c.s.doc.Days), "begin later, or set days: to more")
	}
}

func hours(t int64) string { return strconv.FormatInt(t/tick.Hour, 10) + "h" }

func (c *checker) params(st *stageSpec, a *attack.Activity) {
	known := map[string]attack.Param{}
	for _, p := range a.Params {
		known[p.Name] = p
		if _, has := st.With[p.Name]; !has && !p.Optional {
			c.add(st.line, fmt.Sprintf("stage %s: activity %s needs %q", st.ID, a.Name, p.Name), p.Doc)
		}
	}
	for _, name := range sorted(st.With) {
		node := st.With[name]
		p, ok := known[name]
		if !ok {
			c.add(node.Line, fmt.Sprintf("stage %s: activity %s has no parameter %q", st.ID, a.Name, name), near(name, sorted(known)))
			continue
		}
		c.value(st.ID+": "+name, p.Kind, node)
	}
}

func (c *checker) value(what string, kind attack.Kind, node yaml.Node) {
	names := c.names(kind)
	switch {
	case names != nil:
		c.used[node.Value] = true
		if !slices.Contains(names, node.Value) {
			c.add(node.Line, fmt.Sprintf("stage %s: no %s is called %q", what, kind, node.Value), near(node.Value, names))
		}
	case kind == attack.NumberKind:
		if n, err := strconv.ParseInt(node.Value, 10, 64); err != nil || n < 0 {
			c.add(node.Line, fmt.Sprintf("stage %s is %q, and a number is wanted", what, node.Value), "write it in digits, such as 12")
		}
	case kind == attack.SpanKind:
		if n, err := span(node.Value); err != nil || n <= 0 {
			c.add(node.Line, fmt.Sprintf("stage %s is %q, and a time is wanted", what, node.Value), "such as 90s, 5m, 8h or 2d")
		}
	default:
		c.text(node.Line, "stage "+what, node.Value, c.env)
	}
}

// text checks the {expressions} of a text.
func (c *checker) text(line int, what, text string, env map[string]any) {
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		if _, err := evalText(env, m[1]); err != nil {
			c.expression(line, what, m[1], err, env)
		}
	}
	c.mentions(text)
}

func (c *checker) expression(line int, what, code string, err error, env map[string]any) {
	var names []string
	for k, v := range env {
		if k != "id" {
			flatten(k, v, func(name string, _ any) { names = append(names, name) })
		}
	}
	c.add(line, what+": "+strings.TrimPrefix(err.Error(), what+": "), near(code, names))
}
