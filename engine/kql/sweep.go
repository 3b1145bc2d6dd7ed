package kql

import (
	"context"
	"errors"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/sqlgen"
	"socrates/engine/kql/sweep"
	"socrates/engine/kql/syntax"
)

// Swept is a query about many windows: SQL with one column, the numbers (from 0) of the windows in which the query
// finds rows, in no order.
type Swept struct {
	SQL    string
	Tables []string // that the query reads
}

// Sweep compiles a query to ask it about many windows at once. o.Now is not read; the catalogue must show at least the
// rows of all windows. The error says why this query has to be asked window by window; it is no fault of the query.
func Sweep(text string, o Options, w sweep.Windows) (_ *Swept, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("the query met a fault of the compiler")
		}
	}()
	probed := false
	o.Probe = func(context.Context, string) ([][]any, error) {
		probed = true
		return nil, errors.New("not asked while sweeping")
	}
	first, err := bound(text, o, w.Now)
	if err != nil {
		return nil, err
	}
	last, err := bound(text, o, w.Now+w.Step*int64(w.N-1))
	if err != nil {
		return nil, err
	}
	if probed {
		return nil, errors.New("the query's shape depends on the rows")
	}
	found, err := sweep.Rewrite(first, last, w)
	if err != nil {
		return nil, err
	}
	sql, err := sqlgen.Generate(found.Root, []plan.Col{found.Run}, w.Now)
	return &Swept{SQL: sql, Tables: found.Tables}, err
}

func bound(text string, o Options, now int64) (plan.Rel, error) {
	query, found := syntax.Parse(text)
	o.Now = now
	b, more := bind.Bind(query, bindOptions(o))
	if found.HasErrors() || more.HasErrors() {
		return nil, errors.New("the query has mistakes")
	}
	return b.Root, nil
}
