package labs

import "context"

// World is the tenant a lab is played in, as far as a grader needs it.
type World interface {
	// Fact is a named answer of the tenant's ground truth. ok is false when there is none of the name.
	Fact(name string) (value any, ok bool)
	// Query runs KQL in a scope ("defender", "workspace", "unified"). A query the language refuses is
	// a *Refused error.
	Query(ctx context.Context, scope, kql string) (*Rows, error)
	// State is what the mini-SOC looks like now, for conditions.
	State(ctx context.Context) (map[string]any, error)
	// Do performs an action on the mini-SOC, as the learner would; Advance moves the clock ("15m").
	Do(ctx context.Context, action map[string]any) error
	Advance(ctx context.Context, by string) error
}

// Rows is the answer of a query, every cell as text.
type Rows struct {
	Columns []string
	Types   []string
	Cells   [][]string
}

// Refused is a query the language does not accept; Text is the diagnostic as drawn for people.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }
