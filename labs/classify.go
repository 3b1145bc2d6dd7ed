package labs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// VerdictCheck judges what the learner makes of an incident: classification, determination, and how sure they are.
// It is handed in as a text, such as "True positive, multistage attack, 90%"; or, when nothing is handed in and
// Incident says which one, it is read from the incident as it was closed at either desk.
type VerdictCheck struct {
	Classification string   `yaml:"classification"` // in the words of either portal
	Determination  []string `yaml:"determination"`  // any of these is right; none when it is not asked for
	Confidence     bool     `yaml:"confidence"`     // ask how sure, in percent
	Incident       string   `yaml:"incident"`       // a condition that picks the incident
}

// classifications are the words of both portals for the four judgements.
var classifications = map[string]string{
	"truepositive": "true", "tp": "true", "falsepositive": "false", "fp": "false", "benignpositive": "benign", "bp": "benign",
	"benigntruepositive": "benign", "informationalexpectedactivity": "benign", "informational": "benign", "expectedactivity": "benign",
	"undetermined": "undetermined", "notset": "undetermined",
}

// judgement is a verdict as it was read.
type judgement struct {
	class, determination string
	sure                 float64 // 0 to 1; negative when not said
}

func (g *grading) verdict() Verdict {
	c := g.t.Verdict
	text, err := g.verdictText()
	if err != nil {
		return g.t.broke(err)
	}
	if strings.TrimSpace(text) == "" {
		return g.t.miss("No verdict yet.")
	}
	got, err := readJudgement(text)
	if err != nil {
		return g.t.miss(err.Error())
	}
	if c.Confidence && got.sure < 0 && strings.TrimSpace(g.text) != "" {
		return g.t.miss("Say how sure you are as well, in percent: " + strings.TrimSpace(text) + ", 80%")
	}
	return g.weigh(got)
}

// verdictText is what was handed in, or what the incident was closed as.
func (g *grading) verdictText() (string, error) {
	if strings.TrimSpace(g.text) != "" || g.t.Verdict.Incident == "" {
		return g.text, nil
	}
	state, err := g.w.State(g.ctx)
	if err != nil {
		return "", err
	}
	list, _ := state["incidents"].([]any)
	for _, x := range list {
		i := x.(map[string]any)
		if ok, err := holds(g.w, i, named(g.t.Verdict.Incident)); err != nil || !ok {
			if err != nil {
				return "", err
			}
			continue
		}
		d, s := i["defender"].(map[string]any), i["sentinel"].(map[string]any)
		if text := strings.TrimSpace(fmt.Sprint(d["verdict"], " ", d["determination"])); text != "" {
			return text, nil
		}
		return strings.TrimSpace(fmt.Sprint(s["classification"], " ", s["reason"])), nil
	}
	return "", nil
}

func (g *grading) weigh(got judgement) Verdict {
	c := g.t.Verdict
	if turn, ok := g.turnWhen(map[string]any{"classification": got.class, "determination": got.determination, "confidence": got.sure * 100}); ok {
		return g.t.turn(turn)
	}
	classRight := got.class == classifications[letters(c.Classification)]
	right := classRight && (len(c.Determination) == 0 || slices.ContainsFunc(c.Determination, func(d string) bool { return letters(d) == got.determination }))
	switch {
	case !classRight:
		return g.t.miss("The classification does not fit what the evidence says.")
	case !right && got.determination == "":
		return g.t.part(0.5, "The classification is right; the determination is missing.")
	case !right:
		return g.t.part(0.5, "The classification is right; another determination says more precisely what happened.")
	}
	v := g.t.pass()
	if c.Confidence && got.sure >= 0 {
		v.Points = int(float64(g.t.Points)*(0.8+0.2*brier(got.sure)) + 0.5)
		v.Says = fmt.Sprintf("Right, and you were %.0f%% sure: how sure you say you are is a fifth of the points.", got.sure*100)
	}
	return v
}

// brier scores how sure somebody was of what turned out right: 1 for certainty, 0 for none.
func brier(p float64) float64 { return 1 - (1-p)*(1-p) }

var percent = regexp.MustCompile(`(\d{1,3})(?:\.\d+)?\s*(?:%|percent\b|per cent\b)`)

func readJudgement(text string) (judgement, error) {
	out := judgement{sure: -1}
	if m := percent.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		if n > 100 {
			return out, fmt.Errorf("%d%% is more than sure; give a share between 0%% and 100%%", n)
		}
		out.sure = float64(n) / 100
		text = strings.Replace(text, m[0], "", 1)
	}
	rest := letters(text)
	for _, word := range []string{"confidence", "classification", "determination", "verdict", "reason", "sure"} {
		rest = strings.ReplaceAll(rest, word, "")
	}
	longest := ""
	for name := range classifications {
		if strings.HasPrefix(rest, name) && len(name) > len(longest) {
			longest = name
		}
	}
	if longest == "" {
		return out, fmt.Errorf("%q does not begin with a classification: write True positive, False positive, "+
			"Informational, expected activity (or Benign positive), then the determination", strings.TrimSpace(text))
	}
	out.class, out.determination = classifications[longest], rest[len(longest):]
	return out, nil
}

// letters keeps letters and digits, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
