package kql

import (
	"context"
	"errors"
	"fmt"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/sqlgen"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// codeInternal: the compiler met something it cannot finish. No query is known to produce it.
const codeInternal source.Code = "X001"

// codeTooLong: a text of more than maxText bytes
const codeTooLong source.Code = "L011"

// maxText is the longest query in bytes. Kusto's own limit on the text of a request is of the same order.
const maxText = 1 << 20

// codeTooLarge: the statement that the query needs is longer than the engine takes.
const codeTooLarge source.Code = "L010"

// Compile turns a query into a program. Without errors among the findings the Program is not nil;
// warnings may stand beside it.
func Compile(text string, o Options) (p *Program, found Diags) {
	defer func() {
		if r := recover(); r != nil {
			p, found = nil, append(found, internal(text, fmt.Sprint(r)))
		}
		found.Sort()
	}()
	if len(text) > maxText {
		return nil, Diags{tooLong(text)}
	}
	query, found := syntax.Parse(text)
	bound, more := bind.Bind(query, bindOptions(o)) // a broken text too, so that one run shows all
	found = found.Join(more)
	if found.HasErrors() || bound == nil {
		return nil, found
	}
	sql, err := sqlgen.Generate(bound.Root, bound.Columns, o.Now)
	if err != nil {
		return nil, append(found, refused(text, err))
	}
	return program(bound, sql), found
}

func program(b *bind.Bound, sql string) *Program {
	p := &Program{SQL: sql, Ordered: b.Ordered, Streams: plan.Streams(b.Root)}
	for _, c := range b.Columns {
		p.Columns = append(p.Columns, schema.Column{Name: c.Name, Type: c.Type})
	}
	if b.Render != nil {
		p.Render = &Render{Chart: b.Render.Chart, Props: b.Render.Props}
	}
	return p
}

func bindOptions(o Options) bind.Options {
	ctx := o.Context
	if ctx == nil {
		ctx = context.Background()
	}
	return bind.Options{
		Catalog: o.Catalog, Now: o.Now, Params: o.Params, Probe: o.Probe, Context: ctx, Files: o.Files,
		SQL: func(rel plan.Rel) (string, error) { return sqlgen.Generate(rel, plan.Visible(rel.Cols()), o.Now) },
	}
}

func whole(text string) source.Span { return source.Span{Start: 0, End: len(text)} }

func tooLong(text string) source.Diag {
	return source.Diag{
		Code: codeTooLong, Span: source.Span{Start: maxText, End: maxText}, Msg: fmt.Sprintf("the query is %d bytes long, and at most %d are read", len(text), maxText),
		Label: "the limit is here", Hints: []string{"keep long lists in a watchlist or a table, and read them with `in ((_GetWatchlist(\"name\") | project …))`"},
	}
}

func internal(text, cause string) source.Diag {
	return source.Diag{
		Code: codeInternal, Span: whole(text), Msg: "this query met a fault of the compiler: " + cause,
		Hints: []string{"write the last step differently, and report the query"},
	}
}

func refused(text string, err error) source.Diag {
	if errors.Is(err, sqlgen.ErrTooLarge) {
		return source.Diag{Code: codeTooLarge, Span: whole(text), Msg: "the query is too large to run", Hints: []string{"split it into smaller ones"}}
	}
	return internal(text, err.Error())
}
