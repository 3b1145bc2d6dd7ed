package labs

// Ending is how a check ended.
type Ending string

const (
	Pass    Ending = "pass"
	Miss    Ending = "miss"
	Skipped Ending = "skipped" // a task it needs does not hold yet
	Broke   Ending = "broke"   // our check broke; it costs the learner nothing
)

// Verdict is the judgement of one submission.
type Verdict struct {
	Task   string `json:"task"`
	Ending Ending `json:"ending"`
	Points int    `json:"points"`
	Max    int    `json:"max"`
	Turn   string `json:"turn,omitempty"` // the wrong turn that was recognised
	Says   string `json:"says"`           // feedback

	template string // feedback of the author, still to be filled in; it stands before Says
}

func (t *Task) pass() Verdict {
	return Verdict{Task: t.ID, Ending: Pass, Points: t.Points, Max: t.Points, template: t.After}
}

// miss says, in the program's own words, what is not right.
func (t *Task) miss(says string) Verdict {
	return Verdict{Task: t.ID, Ending: Miss, Max: t.Points, Says: says}
}

// part is a miss that earned something.
func (t *Task) part(share float64, says string) Verdict {
	v := t.miss(says)
	v.Points = min(int(share*float64(t.Points)), t.Points)
	return v
}

// turn is a mistake that the author foresaw.
func (t *Task) turn(w WrongTurn) Verdict {
	return Verdict{Task: t.ID, Ending: Miss, Points: w.Points, Max: t.Points, Turn: w.ID, template: w.Hint}
}

func (t *Task) broke(err error) Verdict {
	return Verdict{Task: t.ID, Ending: Broke, Max: t.Points, Says: "Our check broke, and this costs you nothing. Please report it: " + err.Error()}
}
