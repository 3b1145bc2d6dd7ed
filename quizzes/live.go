package quizzes

import (
	"context"
	"fmt"
)

// Runner answers a query of a live item on its tenant: rows of cells as text, or a refusal to show to the
// learner. The error is for what is not the query's fault.
type Runner func(ctx context.Context, q *Query, kql string) (rows [][]string, refused string, err error)

// gradeQuery compares the rows of an answer with those of the reference on the same tenant. The item must
// have been resolved there.
func (it *Item) gradeQuery(ctx context.Context, kql string, run Runner) (*Result, error) {
	if run == nil {
		return nil, fmt.Errorf("question %s is answered by a query and needs a tenant to run it on", it.ID)
	}
	want, err := it.referenceRows(ctx, run)
	if err != nil {
		return nil, err
	}
	r := &Result{Max: 1, Explain: it.Explain}
	part := PartResult{Label: "rows", Want: fmt.Sprintf("%d rows, as found by:\n%s", len(want), it.Query.Reference)}
	if kql == "" {
		part.Because = []Reason{{Text: "no query", Because: "Nothing was asked."}}
		r.Parts = []PartResult{part}
		return r, nil
	}
	got, refused, err := run(ctx, it.Query, kql)
	switch {
	case err != nil:
		return nil, err
	case refused != "":
		part.Answer, part.Because = "refused", []Reason{{Text: "the query was refused", Because: refused}}
	case sameRows(got, want, it.Query.Ordered):
		part.Answer, part.Right, r.Points = fmt.Sprintf("%d rows", len(got)), true, 1
	default:
		part.Answer = fmt.Sprintf("%d rows", len(got))
		part.Because = []Reason{{Text: "the rows differ", Because: compareRows(got, want)}}
		if w, ok := it.foreseen(ctx, got, run); ok {
			part.Because = append(part.Because, Reason{Text: "a known wrong turn", Because: w.Because})
		}
	}
	r.Parts = []PartResult{part}
	return r, nil
}

func (it *Item) referenceRows(ctx context.Context, run Runner) ([][]string, error) {
	want, refused, err := run(ctx, it.Query, it.Query.Reference)
	if err != nil {
		return nil, fmt.Errorf("question %s: run its reference query: %w", it.ID, err)
	}
	if refused != "" {
		return nil, fmt.Errorf("question %s: its reference query is refused:\n%s", it.ID, refused)
	}
	return want, nil
}

// foreseen recognises a known mistake by the rows that it finds.
func (it *Item) foreseen(ctx context.Context, got [][]string, run Runner) (Wrong, bool) {
	for _, w := range it.Query.Wrong {
		rows, refused, err := run(ctx, it.Query, w.Query)
		if err == nil && refused == "" && sameRows(got, rows, it.Query.Ordered) {
			return w, true
		}
	}
	return Wrong{}, false
}

// mostLiveRows is what a question may ask for: more is not looked at by anyone.
const mostLiveRows = 1000

// Prove holds a live item to its law on one tenant: its values are found, its reference query finds rows,
// and every wrong query runs and does not pass. It returns what does not hold.
func (it *Item) Prove(ctx context.Context, run Runner) ([]string, error) {
	asked, err := it.Resolve(ctx, run)
	if err != nil {
		return []string{err.Error()}, ctx.Err()
	}
	want, err := asked.referenceRows(ctx, run)
	if err != nil {
		return []string{err.Error()}, ctx.Err()
	}
	var found []string
	if len(want) == 0 || len(want) > mostLiveRows {
		found = append(found, fmt.Sprintf("the reference query finds %d rows; 1 to %d make a question", len(want), mostLiveRows))
	}
	for i, w := range asked.Query.Wrong {
		got, refused, err := run(ctx, asked.Query, w.Query)
		switch {
		case err != nil:
			return nil, fmt.Errorf("question %s: wrong query %d: %w", it.ID, i+1, err)
		case refused != "" && !w.Refused:
			found = append(found, fmt.Sprintf("wrong query %d is refused; say refused: true if that is meant:\n%s", i+1, refused))
		case refused == "" && w.Refused:
			found = append(found, fmt.Sprintf("wrong query %d was to be refused and runs", i+1))
		case refused == "" && sameRows(got, want, asked.Query.Ordered):
			found = append(found, fmt.Sprintf("wrong query %d finds the right rows here", i+1))
		}
	}
	return found, nil
}
