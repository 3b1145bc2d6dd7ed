package labs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// TimelineCheck scores a written timeline: one line an event, its time first, then what happened. An event is found
// by a line that has one of its words; points are given for the events found, for their order, and for their times.
type TimelineCheck struct {
	Events    []TimelineEvent `yaml:"events"`
	Tolerance float64         `yaml:"tolerance"` // seconds between a line's time and the truth
	Pass      float64         `yaml:"pass"`      // the share that is enough, 0.8 when empty
}

// TimelineEvent is one event that belongs into the timeline.
type TimelineEvent struct {
	Fact  string   `yaml:"fact"`  // when it was, such as stage.click.start
	Words []string `yaml:"words"` // any of these in a line means the event; templates
}

// entryLine is one line of a learner's timeline.
type entryLine struct {
	at    time.Time
	timed bool
	day   bool // the time had a day
	text  string
}

func (g *grading) timeline() Verdict {
	lines := readEntries(g.text)
	if len(lines) == 0 {
		return g.t.miss("Write one line for each event: its time, then what happened.")
	}
	s, err := g.matchTimeline(lines)
	if err != nil {
		return g.t.broke(err)
	}
	if turn, ok := g.turnWhen(map[string]any{"found": s.found, "events": s.events, "lines": s.lines, "ordered": s.ordered, "timed": s.timed,
		"late": s.late}); ok {
		return g.t.turn(turn)
	}
	enough := g.t.Timeline.Pass
	if enough == 0 {
		enough = 0.8
	}
	if share := s.share(); share < enough {
		return g.t.part(share/2, s.says())
	}
	return g.t.pass()
}

// timelineScore counts what of the truth a timeline has.
type timelineScore struct {
	events, lines, found, ordered, timed int
	late                                 float64 // median of line time minus truth, in minutes: 120 smells of a time zone
}

func (s timelineScore) share() float64 {
	if s.found == 0 {
		return 0
	}
	found := 2 * float64(s.found) / float64(s.events+s.lines)
	return 0.5*found + 0.25*float64(s.ordered)/float64(s.events) + 0.25*float64(s.timed)/float64(s.events)
}

func (s timelineScore) says() string {
	return fmt.Sprintf("%d of %d events are in your timeline (%d lines), the longest stretch in the right order has %d, and %d have the right time.",
		s.found, s.events, s.lines, s.ordered, s.timed)
}

func (g *grading) matchTimeline(lines []entryLine) (timelineScore, error) {
	s := timelineScore{events: len(g.t.Timeline.Events), lines: len(lines)}
	truth, words, err := g.timelineTruth()
	if err != nil {
		return s, err
	}
	owner := assign(lines, truth, words)
	var order []int
	var off []float64
	for li, ev := range owner {
		if ev < 0 {
			continue
		}
		s.found++
		order = append(order, ev)
		if lines[li].timed {
			minutes := lines[li].since(truth[ev]).Minutes()
			off = append(off, minutes)
			if abs(minutes)*60 <= max(g.t.Timeline.Tolerance, 1) {
				s.timed++
			}
		}
	}
	s.ordered = longestRise(ranks(order, truth))
	if len(off) > 0 {
		slices.Sort(off)
		s.late = off[len(off)/2]
	}
	return s, nil
}

func (g *grading) timelineTruth() (truth []time.Time, words [][]string, err error) {
	for _, e := range g.t.Timeline.Events {
		text, err := factOf(g.w, e.Fact)
		if err != nil {
			return nil, nil, err
		}
		at, err := readTime(text)
		if err != nil {
			return nil, nil, fmt.Errorf("fact %s: %w", e.Fact, err)
		}
		truth = append(truth, at)
		var list []string
		for _, w := range e.Words {
			filled, err := g.fill(w)
			if err != nil {
				return nil, nil, err
			}
			list = append(list, entity(filled))
		}
		words = append(words, list)
	}
	return truth, words, nil
}

// assign gives each line the event it means: of those whose words it has, the nearest in time that no line before it
// took. -1 for a line that means none.
func assign(lines []entryLine, truth []time.Time, words [][]string) []int {
	owner := make([]int, len(lines))
	taken := map[int]bool{}
	for i, l := range lines {
		owner[i] = -1
		for ev := range truth {
			if taken[ev] || !slices.ContainsFunc(words[ev], func(w string) bool { return strings.Contains(l.text, w) }) {
				continue
			}
			if owner[i] < 0 || l.timed && abs(l.since(truth[ev]).Minutes()) < abs(l.since(truth[owner[i]]).Minutes()) {
				owner[i] = ev
			}
		}
		if owner[i] >= 0 {
			taken[owner[i]] = true
		}
	}
	return owner
}

// since is how much later the line says an event was; a line without a day means the day of the event.
func (l entryLine) since(truth time.Time) time.Duration {
	if l.day {
		return l.at.Sub(truth)
	}
	const day = 24 * time.Hour
	d := (sinceMidnight(l.at) - sinceMidnight(truth) + day) % day
	if d > day/2 {
		d -= day
	}
	return d
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

var leading = regexp.MustCompile(`^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)?(.*)$`)
var clockOnly = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s?(?:Z|UTC|z|utc))?\b\s*[-:|,]?\s*(.*)$`)

func readEntries(text string) []entryLine {
	var out []entryLine
	for _, raw := range strings.Split(quotes.Replace(text), "\n") {
		s := strings.TrimSpace(leading.FindStringSubmatch(strings.TrimRight(raw, "\r"))[1])
		if s == "" {
			continue
		}
		out = append(out, readEntry(s))
	}
	return out
}

// readEntry takes the longest beginning of a line that is a moment.
func readEntry(s string) entryLine {
	words := strings.Fields(s)
	for n := min(len(words), 6); n > 0; n-- {
		at, err := readTime(strings.TrimRight(strings.Join(words[:n], " "), ":,|-"))
		if err == nil {
			return entryLine{at: at, timed: true, day: true, text: entity(strings.Join(words[n:], " "))}
		}
	}
	if m := clockOnly.FindStringSubmatch(s); m != nil {
		at, err := time.Parse("15:4:5", m[1]+":"+m[2]+":"+orZero(m[3]))
		if err == nil {
			return entryLine{at: at, timed: true, text: entity(m[4])}
		}
	}
	return entryLine{text: entity(s)}
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func abs(f float64) float64 { return max(f, -f) }

// ranks replaces events by their place in true order.
func ranks(order []int, truth []time.Time) []int {
	byTime := make([]int, len(truth))
	for i := range byTime {
		byTime[i] = i
	}
	slices.SortStableFunc(byTime, func(a, b int) int { return truth[a].Compare(truth[b]) })
	return mapped(order, func(ev int) int { return slices.Index(byTime, ev) })
}

// longestRise is the length of the longest rising subsequence.
func longestRise(in []int) int {
	best := make([]int, len(in))
	most := 0
	for i := range in {
		best[i] = 1
		for j := range i {
			if in[j] < in[i] {
				best[i] = max(best[i], best[j]+1)
			}
		}
		most = max(most, best[i])
	}
	return most
}
