package labs

import (
	"context"

	"socrates/engine/soc/rule"
)

// World is the tenant a lab is played in, as far as a grader needs it.
type World interface {
	// Fact is a named answer of the tenant's ground truth. ok is false when there is none of the name.
	Fact(name string) (value any, ok bool)
	// Query runs KQL in a scope ("defender", "workspace", "unified"). A query the language refuses is
	// a *Refused error.
	Query(ctx context.Context, scope, kql string) (*Rows, error)
	// State is what the mini-SOC looks like now, for conditions.
	State(ctx context.Context) (map[string]any, error)
	// Do performs an action on the mini-SOC, as the learner would, and returns what the platform says. A refusal
	// is a *soc.Refusal. Advance moves the clock: a timespan such as "15m", or "end".
	Do(ctx context.Context, action map[string]any) (string, error)
	Advance(ctx context.Context, by string) error
	// Fork is the same world for trying something out: what is done in it happens nowhere else. The caller
	// calls leave when it is done with it.
	Fork(ctx context.Context) (fork World, leave func(), err error)
	// Try runs a rule over the tenant's rows and over `hidden` further worlds of the same story, each once
	// as it is and once without the attack.
	Try(ctx context.Context, r *rule.Rule, hidden int) ([]Trial, error)
	// Rule is a rule of the tenant by its id or name; nil when there is none.
	Rule(ctx context.Context, name string) (*rule.Rule, error)
	// Elsewhere asks for something in n hidden worlds of the same story and reports whether it holds in all.
	Elsewhere(ctx context.Context, n int, ask func(World) (bool, error)) (bool, error)
}

// Rows is the answer of a query, every cell as text.
type Rows struct {
	Columns []string   `json:"columns"`
	Types   []string   `json:"types"`
	Cells   [][]string `json:"rows"`
}

// Refused is a query the language does not accept; Text is the diagnostic as drawn for people.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// Trial is what a rule found in one world.
type Trial struct {
	Seed   uint64
	Days   float64          // how much time the world's data spans
	Found  []TrialAlert     // alerts that owe something to the attack
	False  []TrialAlert     // alerts that rise without the attack as well
	Failed string           // why the rule's query failed, in its last failed run; empty when all runs went well
	Stages map[string]int64 // when each stage of the attack began, datetime ticks
	facts  map[string]any
}

// TrialAlert is an alert of a rule on trial.
type TrialAlert struct {
	Created  int64 // datetime ticks
	Entities []string
	Rows     int64
}
