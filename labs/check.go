package labs

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/scenarios"
)

// Check tells everything that is wrong with a lab's files, each with file and line, without making a tenant.
func (l *Lab) Check() []string {
	c := &checker{l: l}
	c.head()
	seen := map[string]bool{}
	for i, t := range l.Tasks {
		c.task(i, t, seen)
		seen[t.ID] = true
	}
	c.scripts()
	c.comments(l.lines.root)
	c.literals("brief.md", l.Brief)
	return c.found
}

type checker struct {
	l     *Lab
	found []string
}

func (c *checker) add(line int, format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf("%s/lab.yaml:%d: %s", c.l.ID, max(line, 1), fmt.Sprintf(format, args...)))
}

var goodID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,40}$`)

func (c *checker) head() {
	l := c.l
	for key, missing := range map[string]bool{"title": l.Title == "", "teaches": l.Teaches == "", "minutes": l.Minutes <= 0, "objectives": len(l.Objectives) == 0,
		"scenario": l.Scenario == "", "people": l.People <= 0, "days": l.Days <= 0, "profile": l.Profile == "", "tasks": len(l.Tasks) == 0} {
		if missing {
			c.add(l.lines.of(key), "%s is missing", key)
		}
	}
	if !goodID.MatchString(l.ID) {
		c.add(l.lines.of("id"), "id %q: use lower-case letters, digits and '-'", l.ID)
	}
	if _, err := scenarios.Load(l.Scenario); l.Scenario != "" && err != nil {
		c.add(l.lines.of("scenario"), "%v", err)
	}
	if _, err := profile.Load(l.Profile); l.Profile != "" && err != nil {
		c.add(l.lines.of("profile"), "%v", err)
	}
	if _, err := l.early(); err != nil {
		c.add(l.lines.of("early"), "%v", err)
	}
	for i, s := range l.Setup {
		if s.Do == nil && s.Advance == "" {
			c.add(l.lines.of("setup"), "setup step %d: only do and advance can stand here", i+1)
		}
		c.act(s, func(format string, args ...any) { c.add(l.lines.of("setup"), "setup: "+format, args...) })
	}
	slices.Sort(c.found)
}

func (c *checker) task(i int, t *Task, seen map[string]bool) {
	line := c.l.lines.task(i)
	say := func(format string, args ...any) { c.add(line, "task "+t.ID+": "+format, args...) }
	if !goodID.MatchString(t.ID) || seen[t.ID] {
		say("the id is missing, not of lower-case letters, digits and '-', or stands twice")
	}
	if t.Says == "" || t.Points <= 0 {
		say("says and points (more than 0) are needed")
	}
	if k := t.kinds(); len(k) != 1 {
		say("exactly one of answer, query, rule, verdict, state, timeline, choice is needed; it has %d", len(k))
	}
	for _, n := range t.Needs {
		if !seen[n] {
			say("needs %q, which is no task before it", n)
		}
	}
	if len(t.Hints) == 0 {
		say("needs a ladder of hints, at least one")
	}
	cost := 0
	for _, h := range t.Hints {
		cost += h.Cost
	}
	if cost > t.Points {
		say("all hints cost %d points, more than the task's %d", cost, t.Points)
	}
	c.literals("lab.yaml, task "+t.ID, t.Says)
	c.checks(t, say)
	c.turns(t, say)
}

// checks holds the one check of a task to its own rules.
func (c *checker) checks(t *Task, say func(string, ...any)) {
	switch {
	case t.Answer != nil:
		if !slices.Contains(AnswerKinds, t.Answer.Kind) {
			say("answer: kind %q is none of %s", t.Answer.Kind, strings.Join(AnswerKinds, ", "))
		}
		if one(t.Answer.Fact, t.Answer.Query, t.Answer.State) != 1 {
			say("answer: exactly one of fact, query, state is needed")
		}
		c.file(t.Answer.Query, say)
	case t.Query != nil:
		if t.Query.Reference == "" {
			say("query: reference is missing")
		}
		c.file(t.Query.Reference, say)
		c.scope(t.Query.Scope, say)
	case t.Verdict != nil:
		if _, ok := classifications[letters(t.Verdict.Classification)]; !ok {
			say("verdict: %q is no classification", t.Verdict.Classification)
		}
	case t.State != nil && (t.State.Holds == "" || t.State.Else == ""):
		say("state: holds and else are needed")
	case t.Timeline != nil:
		c.timeline(t.Timeline, say)
	case t.Choice != nil:
		c.choice(t.Choice, say)
	}
}

func (c *checker) timeline(tl *TimelineCheck, say func(string, ...any)) {
	if len(tl.Events) < 2 {
		say("timeline: a timeline has at least two events")
	}
	for _, e := range tl.Events {
		if e.Fact == "" || len(e.Words) == 0 {
			say("timeline: every event needs a fact and words")
		}
	}
}

func (c *checker) choice(ch *ChoiceCheck, say func(string, ...any)) {
	if n := ch.correct(); n == 0 || n == len(ch.Options) {
		say("choice: %d of %d options are right; some must be and some must not", n, len(ch.Options))
	}
	seen := map[string]bool{}
	for _, o := range ch.Options {
		if o.ID == "" || len(o.ID) == 1 || seen[o.ID] || o.Text == "" || o.Because == "" {
			say("choice: option %q needs an id of its own of at least two letters, text and because", o.ID)
		}
		seen[o.ID] = true
		for _, s := range o.Plays {
			if s.Do == nil && s.Advance == "" {
				say("choice: option %s: plays has only do and advance", o.ID)
			}
			c.act(s, say)
		}
	}
}

func one(texts ...string) (n int) {
	for _, t := range texts {
		if t != "" {
			n++
		}
	}
	return n
}

func (c *checker) file(name string, say func(string, ...any)) {
	if name == "" {
		return
	}
	if _, err := fs.Stat(c.l.folder, name); err != nil {
		say("there is no file %s in the lab's folder", name)
	}
}

func (c *checker) scope(name string, say func(string, ...any)) {
	if _, ok := Scopes[scopeOr(name)]; !ok {
		say("scope %q is none of defender, workspace, unified", name)
	}
}

func (c *checker) turns(t *Task, say func(string, ...any)) {
	seen := map[string]bool{}
	for _, w := range t.Wrong {
		if w.ID == "" || seen[w.ID] || w.Hint == "" {
			say("wrong turn %q needs an id of its own and a hint", w.ID)
		}
		seen[w.ID] = true
		if one(w.Fact, w.Value, w.Query, w.When) != 1 {
			say("wrong turn %s: exactly one of fact, value, query, when is needed", w.ID)
		}
		if w.Points >= t.Points {
			say("wrong turn %s earns %d of %d points; it must be fewer", w.ID, w.Points, t.Points)
		}
		c.file(w.Query, say)
		if (w.When != "" || w.Query != "" && t.Query != nil) && !c.demonstrated(t.ID, w.ID) {
			say("wrong turn %s is demonstrated by no wrong/*: a script whose misses say {%s: %s}", w.ID, t.ID, w.ID)
		}
	}
}

// demonstrated reports that some wrong/* ends in this wrong turn.
func (c *checker) demonstrated(task, turn string) bool {
	for _, s := range c.l.Wrong {
		if s.Misses[task] == turn {
			return true
		}
	}
	return false
}

// scripts holds solution/ and wrong/* to what the tasks are.
func (c *checker) scripts() {
	if len(c.l.Wrong) == 0 {
		c.add(1, "there is no wrong/*/script.yaml; every lab foresees at least one wrong turn")
	}
	c.script("solution", c.l.Solution)
	for name, s := range c.l.Wrong {
		if len(s.Misses) == 0 {
			c.add(1, "wrong/%s misses nothing; say under misses which task it misses, and by which wrong turn", name)
		}
		for task := range s.Misses {
			if _, err := c.l.Task(task); err != nil {
				c.add(1, "wrong/%s: misses: %v", name, err)
			}
		}
		c.script("wrong/"+name, s)
	}
}

func (c *checker) script(name string, s Script) {
	for i, step := range s.Steps {
		say := func(format string, args ...any) {
			c.add(1, "%s/script.yaml, step %d: %s", name, i+1, fmt.Sprintf(format, args...))
		}
		n := one(step.Answer, step.Query, step.File, step.Advance)
		if step.Do != nil {
			n++
		}
		handsIn := one(step.Answer, step.Query, step.File) > 0
		if n != 1 || handsIn != (step.Task != "") {
			say("exactly one of answer, query, file (each with task), do, advance is needed")
		}
		c.act(step, say)
		if step.Each != "" && step.Do == nil {
			say("each stands beside do: the act that is done for every incident")
		}
		if _, err := c.l.Task(step.Task); step.Task != "" && err != nil {
			say("%v", err)
		}
		c.file(step.Query, say)
		c.file(step.File, say)
	}
}

// act names an act that the mini-SOC does not know. It would be refused, and a refusal may be what the author expects.
func (c *checker) act(s Step, say func(string, ...any)) {
	if s.Do == nil {
		return
	}
	if kind, _ := s.Do["kind"].(string); !soc.IsAct(kind) {
		say("no act is called %q; `socrates soc offers --acts` lists them", kind)
	}
}

// comments finds texts that YAML cuts short: " #" begins a comment unless the text is quoted.
func (c *checker) comments(n *yaml.Node) {
	if text := n.LineComment; text != "" && !strings.HasPrefix(text, "# ") {
		c.add(n.Line, "%q is read as a comment and not as part of the text; put the text in quotes", text)
	}
	for _, child := range n.Content {
		c.comments(child)
	}
}

// what belongs to one seed only must not be written down.
var literal = regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-|\b[\w.]+@[\w-]+\.\w+|\b20\d\d-\d\d-\d\d\b`)

func (c *checker) literals(where, text string) {
	if found := literal.FindString(text); found != "" {
		c.add(1, "%s: %q is written down; names, addresses and times differ with the seed: use {{fact …}}", where, found)
	}
}

// lines remembers where things stand in lab.yaml.
type lines struct{ root *yaml.Node }

func readLines(folder fs.FS) lines {
	var doc yaml.Node
	text, err := fs.ReadFile(folder, "lab.yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &doc)
	}
	if err != nil || len(doc.Content) == 0 {
		return lines{&yaml.Node{}}
	}
	return lines{doc.Content[0]}
}

// of is the line of a key of the file; 1 when it is not there.
func (l lines) of(key string) int {
	if n := l.value(key); n != nil {
		return n.Line
	}
	return 1
}

func (l lines) value(key string) *yaml.Node {
	if l.root == nil {
		return nil
	}
	for i := 0; i+1 < len(l.root.Content); i += 2 {
		if l.root.Content[i].Value == key {
			return l.root.Content[i+1]
		}
	}
	return nil
}

func (l lines) task(i int) int {
	if n := l.value("tasks"); n != nil && i < len(n.Content) {
		return n.Content[i].Line
	}
	return 1
}
