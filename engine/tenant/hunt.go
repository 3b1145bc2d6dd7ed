package tenant

import (
	"context"
	"fmt"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// QueryError is a query that was refused, with everything that is wrong with it.
type QueryError struct {
	Text  string
	Diags kql.Diags
}

func (e *QueryError) Error() string {
	if len(e.Diags) == 0 {
		return "the query was refused"
	}
	first := e.Diags[0]
	for _, d := range e.Diags {
		if d.Severity == source.Error { // a warning before it stopped nothing
			first = d
			break
		}
	}
	if len(first.Hints) == 0 {
		return first.Msg
	}
	return fmt.Sprintf("%s; %s", first.Msg, first.Hints[0])
}

// Hunt answers a query as of the tenant's clock. Findings come with the result (warnings) or in its place (errors,
// the result then being nil). The error is for what is not the query's fault.
func (t *Tenant) Hunt(ctx context.Context, where soc.Scope, text string, l telemetry.Limits) (*telemetry.Result, kql.Diags, error) {
	s, err := t.Look(ctx)
	if err != nil {
		return nil, nil, err
	}
	return t.db.Query(ctx, text, kql.Options{Catalog: s.Catalog(where), Now: s.Now(), Context: ctx}, l)
}

// Sight is the tenant as it stood at one moment: the catalogue of each scope, for completion and checks.
type Sight struct{ s *sight }

// Look returns the tenant as it stands. While an advance is under way it is as before the advance.
func (t *Tenant) Look(ctx context.Context) (Sight, error) {
	if t.mu.TryLock() {
		err := t.catchUp(ctx)
		t.mu.Unlock()
		if err != nil {
			return Sight{}, err
		}
	}
	return Sight{t.seen.Load()}, nil
}

// Now is the clock of the sight.
func (s Sight) Now() int64 { return s.s.now }

// Catalog is what a query may name in a scope.
func (s Sight) Catalog(where soc.Scope) bind.Catalog {
	return &scope{kind: where, window: window{at: s.s.now}, v: s.s.v}
}
