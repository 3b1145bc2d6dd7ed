package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// statements binds them in order; the last query gives the answer.
func (b *binder) statements(list []syntax.Statement) *table {
	var answer *table
	last := lastQuery(list)
	for i, s := range list {
		switch s := s.(type) {
		case *syntax.Alias:
			b.aliases[s.Name.Text] = true
		case *syntax.DeclareParams:
			b.declareParams(s)
		case *syntax.DeclarePattern:
			b.err(CodeUnsupported, s.Span(), "patterns are not part of this trainer", "a pattern belongs to a cluster's administration", "use let instead")
		case *syntax.ExprStatement:
			if t := b.answer(s.X); i == last {
				answer = t
			}
		case *syntax.Let:
			b.let(s)
		case *syntax.Restrict:
			b.err(CodeUnsupported, s.Span(), "restrict access is not part of this trainer", "it belongs to applications that build on a cluster", "name the tables that you want to read")
		case *syntax.Set:
			b.setOption(s)
		default:
			b.bug(s.Span(), s)
		}
	}
	b.checkUncalled()
	return answer
}

func lastQuery(list []syntax.Statement) int {
	for i := len(list) - 1; i >= 0; i-- {
		if _, ok := list[i].(*syntax.ExprStatement); ok {
			return i
		}
	}
	return -1
}

// answer binds a query proper. A lone scalar is answered as print would.
func (b *binder) answer(x syntax.Expr) *table {
	if isTable(x) || b.isTabular(x) || asName(x) != nil {
		return b.tabular(x)
	}
	if isBad(x) {
		return badTable()
	}
	if c, ok := bare(x).(*syntax.Call); ok && b.scope.find(c.Fn.Text) == nil && specials[c.Fn.Text] == nil && b.function(c.Fn.Text, env{}) == nil {
		return b.tabular(x)
	}
	at := x.Span()
	return b.print(&syntax.Print{At: syntax.At{At: at}, Items: []syntax.Expr{x}})
}

func isBad(x syntax.Expr) bool {
	_, ok := bare(x).(*syntax.Bad)
	return ok
}

// bare takes parentheses and empty pipelines off an expression.
func bare(x syntax.Expr) syntax.Expr {
	switch y := x.(type) {
	case *syntax.Paren:
		return bare(y.X)
	case *syntax.Pipe:
		if len(y.Ops) == 0 && y.Source != nil {
			return bare(y.Source)
		}
	}
	return x
}

// let names a scalar, a table or a function.
func (b *binder) let(s *syntax.Let) {
	if s.Name == nil {
		return
	}
	en := &entry{name: s.Name.Text, at: s.Name.Span()}
	switch v := bare(s.Value).(type) {
	case nil, *syntax.Bad:
		en.bad = true
	case *syntax.Lambda:
		en.lambda, en.env, en.view = v, b.scope, v.View
	default:
		b.letValue(s, en)
	}
	b.scope.add(en)
}

func (b *binder) letValue(s *syntax.Let, en *entry) {
	if !isTable(s.Value) && !b.isTabular(s.Value) {
		if f := b.namedFunction(s.Value); f != nil {
			en.lambda, en.env = f.lambda, f.env
			return
		}
		en.scalar = b.scalar(s.Value, env{})
		return
	}
	t := b.tabular(s.Value)
	en.view = true
	if t == nil || t.bad {
		en.bad = true
		t = badTable()
	}
	if t.graph != nil {
		en.table = func() *table { return t }
		return
	}
	en.table = b.shared(t, isMaterialize(s.Value))
}

// namedFunction recognises `let g = f`.
func (b *binder) namedFunction(x syntax.Expr) *entry {
	if n := asName(x); n != nil {
		if en := b.scope.find(n.Text); en != nil && en.lambda != nil && len(en.lambda.Params) > 0 {
			return en
		}
	}
	return nil
}

func isMaterialize(x syntax.Expr) bool {
	c, ok := bare(x).(*syntax.Call)
	return ok && c.Fn.Text == "materialize"
}

// options are the client request properties that `set` may name; only those of bin_auto() have an
// effect here.
var options = words("notruncation norequesttimeout truncationmaxsize truncationmaxrecords servertimeout query_take_max_records " +
	"query_now queryconsistency best_effort maxmemoryconsumptionperiterator maxmemoryconsumptionperquerypernode " +
	"max_memory_consumption_per_query_per_node query_language query_fanout_nodes_percent query_fanout_threads_percent " +
	"query_results_cache_max_age query_results_progressive_enabled query_bin_auto_size query_bin_auto_at query_datascope " +
	"query_distribution_nodes_span query_cursor_current query_cursor_after_default query_cursor_before_or_at_default " +
	"query_force_row_level_security query_python_debug request_app_name request_user request_description " +
	"request_readonly request_readonly_hardline materialized_view_shuffle push_selection_through_aggregation query_weakconsistency_session_id " +
	"client_max_redirect_count deferpartialqueryfailures query_admin_super_slacker_mode debug_query_externaldata_projection_fusion_disabled")

func (b *binder) setOption(s *syntax.Set) {
	if s.Name == nil {
		return
	}
	if name := strings.ToLower(s.Name.Text); options[name] {
		if b.set == nil {
			b.set = map[string]syntax.Expr{}
		}
		b.set[name] = s.Value
		return
	}
	d := b.warn(CodeSetOption, s.Name.Span(), fmt.Sprintf("no option %q is known", s.Name.Text), "it has no effect")
	var names []string
	for o := range options {
		names = append(names, o)
	}
	if near := nearest(s.Name.Text, names); near != "" {
		b.replace(d, s.Name.Span(), near)
	}
}

// declareParams gives declared parameters their values.
func (b *binder) declareParams(s *syntax.DeclareParams) {
	for _, p := range s.Params {
		b.scope.add(&entry{name: p.Name.Text, at: p.Name.Span(), scalar: b.paramValue(p)})
	}
}

func (b *binder) paramValue(p *syntax.Param) plan.Expr {
	if text, ok := b.o.Params[p.Name.Text]; ok {
		return b.paramText(p, text)
	}
	if p.Default != nil {
		return b.cast(b.scalar(p.Default, env{}), p.Type)
	}
	b.err(CodeParam, p.Name.Span(), fmt.Sprintf("the parameter %q has no value", p.Name.Text), "it has no default, and none was given",
		fmt.Sprintf("give it a default: `%s:%s = …`", p.Name.Text, p.Type))
	return unknown()
}

// paramText reads a value from outside: a literal of the language, or the bare text of a string.
func (b *binder) paramText(p *syntax.Param, text string) plan.Expr {
	q, diags := syntax.Parse("print " + text)
	if !diags.HasErrors() && len(q.Statements) == 1 {
		if st, ok := q.Statements[0].(*syntax.ExprStatement); ok {
			if pr, ok := bare(st.X).(*syntax.Print); ok && len(pr.Items) == 1 && isLiteral(pr.Items[0]) {
				x := b.scalar(pr.Items[0], env{})
				if x.Type() == p.Type || x.Type() != schema.String {
					return b.cast(x, p.Type)
				}
				text = x.(*plan.Lit).V.S
			}
		}
	}
	return b.cast(lit(value.String(text)), p.Type)
}

func isLiteral(x syntax.Expr) bool {
	switch x := bare(x).(type) {
	case *syntax.Literal, *syntax.DynamicLiteral:
		return true
	case *syntax.Unary:
		return isLiteral(x.X)
	}
	return false
}
