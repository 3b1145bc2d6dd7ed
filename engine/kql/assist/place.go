package assist

import (
	"strings"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// place is what can be known about a position from the text before it.
type place struct {
	before string         // the text up to the word at the cursor
	word   string         // the part of that word that stands before the cursor
	tokens []syntax.Token // of before
	query  *syntax.Query  // of before
}

func placeAt(text string, offset int) place {
	offset = max(0, min(offset, len(text)))
	start := offset
	for start > 0 && (isWordByte(text[start-1]) || text[start-1] >= 0x80) {
		start--
	}
	p := place{before: text[:start], word: text[start:offset]}
	p.tokens = syntax.Tokens(p.before)
	p.query, _ = syntax.Parse(p.before)
	return p
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// last is the n-th token from the end, counted from 0; an empty one beyond the start.
func (p place) last(n int) syntax.Token {
	if i := len(p.tokens) - 1 - n; i >= 0 {
		return p.tokens[i]
	}
	return syntax.Token{Kind: syntax.TokenSign}
}

// inString reports whether the position lies in a string or comment.
func (p place) inString() bool {
	line := p.before[strings.LastIndexByte(p.before, '\n')+1:]
	if t := p.last(0); t.Open && t.At.End >= len(strings.TrimRight(p.before, " \t")) {
		return true
	}
	for i := 0; i+1 < len(line); i++ {
		if line[i:i+2] == "//" && !p.insideToken(len(p.before)-len(line)+i) {
			return true
		}
	}
	return false
}

func (p place) insideToken(at int) bool {
	for _, t := range p.tokens {
		if t.At.Start <= at && at < t.At.End {
			return true
		}
	}
	return false
}

// step is the operator that the position is in, nil outside any; pipes are the pipelines around it,
// outermost first.
func (p place) step() (syntax.Operator, []*syntax.Pipe) {
	var pipes []*syntax.Pipe
	syntax.Walk(p.query, func(n syntax.Node) bool {
		if pipe, ok := n.(*syntax.Pipe); ok && p.reachesEnd(pipe) {
			pipes = append(pipes, pipe)
		}
		return p.reachesEnd(n)
	})
	if len(pipes) == 0 {
		return nil, nil
	}
	ops := pipes[len(pipes)-1].Ops
	if len(ops) == 0 {
		return nil, pipes
	}
	return ops[len(ops)-1], pipes
}

// reachesEnd reports whether nothing but white space lies between the node and the position.
func (p place) reachesEnd(n syntax.Node) bool {
	return n.Span().End >= len(strings.TrimRight(p.before, " \t\r\n"))
}

// columns are those that the step at the position sees: what the steps before it leave.
func (p place) columns(s Scope) []plan.Col {
	_, pipes := p.step()
	if len(pipes) == 0 || s.Catalog == nil {
		return nil
	}
	lets, query := p.lets(), p.pipeline(pipes)
	for query != "" {
		if bound := bindText(lets+query, s); bound != nil {
			return plan.Visible(bound.Columns)
		}
		query = dropStep(query)
	}
	return nil
}

// pipeline is the text of the steps before the one at the position. A subquery without a source, as in
// mv-apply, goes on from the pipeline around it.
func (p place) pipeline(pipes []*syntax.Pipe) string {
	first := len(pipes) - 1
	for first > 0 && pipes[first].Source == nil && !startsItself(pipes[first]) {
		first--
	}
	query := p.finished(pipes[first])
	for _, sub := range pipes[first+1:] {
		if apply, ok := p.around(sub).(*syntax.MvApply); ok && len(apply.Items) > 0 {
			items := apply.Items
			at := source.Span{Start: items[0].Span().Start, End: items[len(items)-1].Span().End}
			query += "\n| mv-expand " + p.before[at.Start:at.End]
		}
		if rest := p.finished(sub); rest != "" {
			query += "\n| " + rest
		}
	}
	return query
}

func startsItself(pipe *syntax.Pipe) bool {
	if len(pipe.Ops) == 0 {
		return false
	}
	switch pipe.Ops[0].(type) {
	case *syntax.Union, *syntax.Search, *syntax.Find:
		return true
	}
	return false
}

// finished is the text of a pipeline up to, and without, its last step.
func (p place) finished(pipe *syntax.Pipe) string {
	var end int
	switch {
	case len(pipe.Ops) > 1:
		end = pipe.Ops[len(pipe.Ops)-2].Span().End
	case pipe.Source != nil:
		end = pipe.Source.Span().End
	default:
		return ""
	}
	return p.before[pipe.Span().Start:end]
}

// around finds the operator that holds a subquery.
func (p place) around(sub *syntax.Pipe) (holder syntax.Operator) {
	syntax.Walk(p.query, func(n syntax.Node) bool {
		if apply, ok := n.(*syntax.MvApply); ok && apply.Sub == sub {
			holder = apply
		}
		return true
	})
	return holder
}

// lets is the text of the statements before the one at the position.
func (p place) lets() string {
	list := p.query.Statements
	if len(list) < 2 {
		return ""
	}
	end := list[len(list)-2].Span().End
	return p.before[:end] + ";\n"
}

func bindText(text string, s Scope) *bind.Bound {
	q, diags := syntax.Parse(text)
	if diags.HasErrors() {
		return nil
	}
	bound, _ := bind.Bind(q, bind.Options{Catalog: s.Catalog, Now: s.Now})
	return bound
}

// dropStep takes the last step off a pipeline's text, so that a mistake there does not hide the columns
// of the steps before it.
func dropStep(query string) string {
	q, _ := syntax.Parse(query)
	if len(q.Statements) != 1 {
		return ""
	}
	st, ok := q.Statements[0].(*syntax.ExprStatement)
	if !ok {
		return ""
	}
	pipe, ok := st.X.(*syntax.Pipe)
	if !ok {
		return ""
	}
	return place{before: query}.finished(pipe)
}
