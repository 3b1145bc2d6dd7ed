package labs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/soc"
)

// ChoiceCheck offers options: a portal, a table, a response. Each says what follows, and may play it out in a copy
// of the learner's tenant, so that the consequence is seen and not told.
type ChoiceCheck struct {
	Options []ChoiceOption `yaml:"options"`
}

// ChoiceOption is one option of a choice. When several are marked right, all of them must be named.
type ChoiceOption struct {
	ID      string `yaml:"id"`
	Text    string `yaml:"text"`
	Correct bool   `yaml:"correct"`
	Plays   []Step `yaml:"plays"`   // what the option does; only do and advance
	Because string `yaml:"because"` // a template; after Plays it speaks of the copy
	Points  int    `yaml:"points"`  // for a wrong option that is not all wrong
}

func (g *grading) choice() Verdict {
	chosen, err := g.t.Choice.read(g.text)
	if err != nil {
		return g.t.miss(err.Error())
	}
	var says []string
	right := true
	for _, o := range g.t.Choice.Options {
		picked := slices.Contains(chosen, o.ID)
		right = right && picked == o.Correct
		if !picked {
			continue
		}
		text, err := g.consequence(o)
		if err != nil {
			return g.t.broke(err)
		}
		says = append(says, text)
	}
	v := g.t.miss(strings.Join(says, "\n"))
	if right {
		v = g.t.pass()
		v.Says = strings.Join(says, "\n")
		return v
	}
	if len(chosen) == 1 {
		v.Turn, v.Points = chosen[0], g.t.Choice.option(chosen[0]).Points
	} else {
		v.Says = fmt.Sprintf("That is not the right set of %d.\n", g.t.Choice.correct()) + v.Says
	}
	return v
}

func (c *ChoiceCheck) option(id string) ChoiceOption {
	i := slices.IndexFunc(c.Options, func(o ChoiceOption) bool { return o.ID == id })
	return c.Options[i]
}

func (c *ChoiceCheck) correct() (n int) {
	for _, o := range c.Options {
		if o.Correct {
			n++
		}
	}
	return n
}

// read understands ids, letters and the texts themselves.
func (c *ChoiceCheck) read(text string) ([]string, error) {
	if id, ok := c.find(text); ok {
		return []string{id}, nil
	}
	var out []string
	for _, part := range listOf(text) {
		id, ok := c.find(part)
		if !ok {
			return nil, fmt.Errorf("%q is not on offer; choose among %s", part, strings.Join(mapped(c.Options, func(o ChoiceOption) string { return o.ID }), ", "))
		}
		out = append(out, id)
	}
	return unique(out), nil
}

func (c *ChoiceCheck) find(text string) (string, bool) {
	for i, o := range c.Options {
		if t := plain(text); t == plain(o.ID) || t == string(rune('a'+i)) || t == plain(o.Text) {
			return o.ID, true
		}
	}
	return "", false
}

func (c *ChoiceCheck) render(ctx context.Context, w World, name, says string) (string, error) {
	out := []string{strings.TrimSpace(says)}
	for i, o := range c.Options {
		text, err := render(ctx, w, name, o.Text)
		if err != nil {
			return "", err
		}
		out = append(out, fmt.Sprintf("%c) %s", 'a'+i, strings.TrimSpace(text)))
	}
	if n := c.correct(); n > 1 {
		out = append(out, fmt.Sprintf("Choose %d, such as: a, b", n))
	}
	return strings.Join(out, "\n"), nil
}

// consequence plays an option out and tells what came of it.
func (g *grading) consequence(o ChoiceOption) (string, error) {
	name := g.lab.ID + "/" + g.t.ID + "/" + o.ID
	if len(o.Plays) == 0 {
		return render(g.ctx, g.w, name, strings.TrimSpace(o.Because))
	}
	fork, leave, err := g.w.Fork(g.ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	var says []string
	for _, s := range o.Plays {
		text, err := act(g.ctx, fork, name, s)
		if refusal, ok := soc.AsRefusal(err); ok {
			text, err = "The platform refuses: "+refusal.Error(), nil
		}
		if err != nil {
			return "", err
		}
		if text != "" {
			says = append(says, text)
		}
	}
	text, err := render(g.ctx, fork, name, strings.TrimSpace(o.Because))
	return strings.TrimSpace(strings.Join(append(says, text), "\n")), err
}

// act carries a step out that does not hand anything in. It returns what the platform says.
func act(ctx context.Context, w World, name string, s Step) (string, error) {
	if s.Advance != "" {
		by, err := render(ctx, w, name, s.Advance)
		if err != nil {
			return "", err
		}
		return "", w.Advance(ctx, by)
	}
	filled, err := renderAll(ctx, w, name, s.Do)
	if err != nil {
		return "", err
	}
	if s.Each != "" {
		return actEach(ctx, w, filled.(map[string]any), s.Each)
	}
	return w.Do(ctx, filled.(map[string]any))
}

// actEach carries an act out on every incident that is so that where holds, as they stand before the first of them. None is
// an error: an author who says "each" expects some.
func actEach(ctx context.Context, w World, action map[string]any, where string) (string, error) {
	ids, err := pickAll(ctx, w, "incidents", where, "id")
	if err == nil && len(ids) == 0 {
		err = fmt.Errorf("none of the incidents is so that %s", where)
	}
	var said []string
	for _, id := range ids {
		data, _ := action["data"].(map[string]any)
		one, about := maps.Clone(action), maps.Clone(data)
		if about == nil {
			about = map[string]any{}
		}
		about["incident"] = id
		one["data"] = about
		text, err := w.Do(ctx, one)
		if err != nil {
			return "", err
		}
		said = append(said, text)
	}
	return strings.Join(said, "\n"), err
}
