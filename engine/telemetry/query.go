package telemetry

import (
	"context"
	"errors"

	"socrates/engine/kql"
	"socrates/engine/kql/source"
)

// codeRun: a query that compiled and could not be carried out, such as
// range x from 1 to 10 step 1 | extend y = 9223372036854775807 + x
const codeRun source.Code = "L100"

// Query compiles a learner's text and runs it. What is wrong with the query is among the findings, and the result
// is then nil; warnings stand beside a result. The error is for what is not the query's fault, such as a context
// that ended.
func (d *DB) Query(ctx context.Context, text string, o kql.Options, l Limits) (*Result, kql.Diags, error) {
	o.Context = ctx
	if o.Probe == nil {
		o.Probe = d.probe(l)
	}
	p, found := kql.Compile(text, o)
	if err := ctx.Err(); err != nil {
		return nil, found, err
	}
	if found.HasErrors() || p == nil {
		return nil, found, nil
	}
	res, err := d.Run(ctx, p, l)
	var failed *RunError
	if errors.As(err, &failed) {
		return nil, append(found, finding(text, failed)), nil
	}
	return res, found, err
}

func finding(text string, e *RunError) source.Diag {
	return source.Diag{Code: codeRun, Span: source.Span{Start: 0, End: len(text)}, Msg: e.Msg, Hints: []string{e.Hint}}
}

// probe answers the binder's own questions within the same limits.
func (d *DB) probe(l Limits) func(context.Context, string) ([][]any, error) {
	return func(ctx context.Context, sql string) ([][]any, error) {
		ctx, stop := context.WithTimeout(ctx, l.filled().Time)
		defer stop()
		return d.Rows(ctx, sql)
	}
}
