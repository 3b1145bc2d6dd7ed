package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// scan looks for sequences of rows. Its state has one line for each step: whether a sequence stands there,
// and the values that rows of this and earlier steps left in it. Each row is tried against the steps from
// the last to the first: it brings the sequence of the step before one further, or else it stays in a step
// whose sequence it goes on, or it begins one at the first step.
//
// SQL says this with a recursive query: a state is a row, one for each partition, and a round joins it with the
// next row of its partition. All partitions go on in step, so that the longest of them decides how many rounds
// there are.

// scanPlan is a scan under construction.
type scanPlan struct {
	b     *binder
	op    *syntax.Scan
	in    *table
	keep  []kept      // what of earlier rows the steps ask for
	vars  []plan.Item // declared variables; X is the default
	state map[string]plan.Col
	order []string // the state's columns, by key
	row   *table
	part  []plan.Col // what tells partitions apart; the state begins anew with each
}

// kept is a value that a later row may ask for: a column or variable of a step.
type kept struct {
	step int
	name string
	typ  schema.Type
}

func (b *binder) scanStep(in *table, op *syntax.Scan) *table {
	s := &scanPlan{b: b, op: op, state: map[string]plan.Col{}}
	t := in
	if len(op.OrderBy) > 0 {
		t = t.sorted(b.keys(t, op.OrderBy, b.rowEnv(t, op, nil)))
	}
	t = b.scanParts(t, op)
	s.part = t.part
	t, rn := b.numbered(&table{rel: t.rel, cols: t.cols}, nil)
	s.in, s.row = in, t
	if in.bad || !s.declare() || !s.collect() {
		return in.broken()
	}
	return s.build(t, rn)
}

// scanParts brings the rows of a partition together; the state begins anew with each.
func (b *binder) scanParts(t *table, op *syntax.Scan) *table {
	if len(op.PartBy) == 0 && len(t.part) == 0 {
		return t
	}
	out := *t
	items := passAll(t.cols)
	for _, x := range op.PartBy {
		v := b.scalar(x, b.rowEnv(t, op, nil))
		c := b.col("", v.Type())
		items = append(items, plan.Item{Col: c, X: v})
		out.part = append(slices.Clone(out.part), c)
	}
	p := b.project(t, items)
	p.cols, p.part = p.cols[:len(t.cols)], out.part
	p, at := b.numbered(&table{rel: p.rel, cols: p.cols, part: p.part}, nil)
	return p.sorted([]plan.SortKey{{X: ref(at), NullsFirst: true}})
}

func (s *scanPlan) declare() bool {
	for _, p := range s.op.Declare {
		x := lit(value.NullOf(p.Type))
		if p.Default != nil {
			x = s.b.cast(s.b.scalar(p.Default, env{}), p.Type)
		}
		s.vars = append(s.vars, plan.Item{Col: s.b.col(p.Name.Text, p.Type), X: x})
	}
	for _, st := range s.op.Steps {
		for _, a := range st.Assign {
			s.overwrite(a)
		}
	}
	return true
}

// overwrite takes a column that a step sets for a variable, in the column's place.
func (s *scanPlan) overwrite(a *syntax.NamedExpr) {
	if len(a.Names) != 1 {
		return
	}
	if _, ok := s.variable(a.Names[0].Text); ok {
		return
	}
	if c, ok := s.in.find(a.Names[0].Text); ok {
		s.vars = append(s.vars, plan.Item{Col: s.b.col(c.Name, c.Type), X: lit(value.NullOf(c.Type))})
	}
}

func (s *scanPlan) stepIndex(name string) int {
	return slices.IndexFunc(s.op.Steps, func(st *syntax.ScanStep) bool { return st.Name != nil && st.Name.Text == name })
}

func (s *scanPlan) variable(name string) (plan.Item, bool) {
	for _, v := range s.vars {
		if v.Name == name {
			return v, true
		}
	}
	return plan.Item{}, false
}

// collect finds what the steps ask of earlier rows: every `step.name` in the text.
func (s *scanPlan) collect() bool {
	for _, st := range s.op.Steps {
		syntax.Walk(st, func(n syntax.Node) bool {
			if p, ok := n.(*syntax.Path); ok {
				if x := asName(p.X); x != nil {
					s.want(s.stepIndex(x.Text), p.Name.Text)
				}
			}
			return true
		})
	}
	return true
}

func (s *scanPlan) want(step int, name string) {
	if step < 0 {
		return
	}
	k := kept{step: step, name: name}
	if v, ok := s.variable(name); ok {
		k.typ = v.Type
	} else if c, ok := s.in.find(name); ok {
		k.typ = c.Type
	} else {
		return
	}
	if !slices.Contains(s.keep, k) {
		s.keep = append(s.keep, k)
	}
}

// keys of the state's columns
func activeKey(k int) string              { return fmt.Sprintf("active %d", k) }
func matchKey(k int) string               { return fmt.Sprintf("match %d", k) }
func runKey(k int) string                 { return fmt.Sprintf("run %d", k) } // counts the times a sequence came to a step
func outKey(k int) string                 { return fmt.Sprintf("out %d", k) }
func outVarKey(k int, name string) string { return fmt.Sprintf("var %d %s", k, name) }
func heldKey(k int, x kept) string        { return fmt.Sprintf("held %d %d %s", k, x.step, x.name) }

const (
	rowKey  = "row" // the place of the last row within its partition
	pidKey  = "partition"
	nextKey = "next"
)

func (s *scanPlan) add(key string, t schema.Type) {
	s.state[key] = s.b.col("", t)
	s.order = append(s.order, key)
}

// layout lists the state's columns.
func (s *scanPlan) layout() {
	s.add(rowKey, schema.Long)
	s.add(nextKey, schema.Long)
	s.add(pidKey, schema.Long)
	for k := range s.op.Steps {
		s.add(activeKey(k), schema.Bool)
		s.add(matchKey(k), schema.Long)
		s.add(runKey(k), schema.Long)
		s.add(outKey(k), schema.Bool)
		for _, v := range s.vars {
			s.add(outVarKey(k, v.Name), v.Type)
		}
		for _, x := range s.keep {
			if x.step <= k {
				s.add(heldKey(k, x), x.typ)
			}
		}
	}
}

// held is the kept value x as the state of step k has it before any row came.
func (s *scanPlan) initial(x kept) plan.Expr {
	if v, ok := s.variable(x.name); ok {
		return v.X
	}
	return lit(value.NullOf(x.typ))
}

func (s *scanPlan) first(key string) plan.Expr {
	t := s.state[key].Type
	switch {
	case key == rowKey, key == nextKey, strings.HasPrefix(key, "run"):
		return long(0)
	case strings.HasPrefix(key, "active"), strings.HasPrefix(key, "out"):
		return lit(value.Bool(false))
	}
	for _, x := range s.keep {
		for k := range s.op.Steps {
			if key == heldKey(k, x) {
				return s.initial(x)
			}
		}
	}
	return lit(value.NullOf(t))
}

// build assembles the recursive query and picks its output.
func (s *scanPlan) build(t *table, rn plan.Col) *table {
	b := s.b
	s.layout()
	id := b.nextCol
	base := fmt.Sprintf("scan_rows_%d", id)
	self := fmt.Sprintf("scan_state_%d", id)
	prn, pid := b.col("", schema.Long), b.col("", schema.Long)
	begin := s.begin(base, pid)
	baseCols := append(append(slices.Clone(t.cols), s.part...), rn)
	round, ok := s.round(base, self, append(slices.Clone(baseCols), prn, pid), prn, pid)
	if !ok {
		return s.in.broken()
	}
	var names []string
	for _, k := range s.order {
		names = append(names, cid(s.state[k]))
	}
	cols := strings.Join(names, ", ")
	outCols := make([]plan.Col, 0, len(s.order)+len(baseCols))
	var sel []string
	for _, c := range baseCols {
		n := b.col(c.Name, c.Type)
		outCols, sel = append(outCols, n), append(sel, fmt.Sprintf("b.%s AS %s", cid(c), cid(n)))
	}
	for _, k := range s.order {
		outCols, sel = append(outCols, s.state[k]), append(sel, "s."+cid(s.state[k]))
	}
	var parts []string
	for _, p := range s.part {
		parts = append(parts, cid(p))
	}
	by := strings.Join(parts, ", ")
	if by == "" {
		by = "0"
	}
	sql := fmt.Sprintf("WITH RECURSIVE %[1]s AS MATERIALIZED (SELECT *, row_number() OVER (PARTITION BY %[7]s ORDER BY %[8]s) AS %[5]s, dense_rank() OVER (ORDER BY %[7]s) AS %[9]s FROM {0}), "+
		"%[2]s(%[3]s) AS (SELECT %[3]s FROM {1} WHERE kql_scan_rows((SELECT max(%[5]s) FROM %[1]s)) IS NOT NULL UNION ALL SELECT %[3]s FROM {2}) "+
		"SELECT %[4]s FROM %[2]s s JOIN %[1]s b ON b.%[5]s = s.%[6]s AND b.%[9]s = s.%[10]s", base, self, cols, strings.Join(sel, ", "), cid(prn), cid(s.state[rowKey]),
		by, cid(rn), cid(pid), cid(s.state[pidKey]))
	raw := &plan.Raw{Ins: []plan.Rel{&plan.Project{In: t.rel, Items: passAll(baseCols)}, begin, round}, SQL: sql, Columns: outCols}
	return s.outputs(raw, outCols, len(t.cols))
}

// begin is the state before any row came, once for each partition.
func (s *scanPlan) begin(base string, pid plan.Col) plan.Rel {
	seen := s.b.col("", schema.Long)
	each := &plan.Distinct{In: &plan.Scan{Name: base, From: base, Columns: []plan.Col{seen}, Source: []string{cid(pid)}}}
	var start []plan.Item
	for _, k := range s.order {
		x := s.first(k)
		if k == pidKey {
			x = ref(seen)
		}
		start = append(start, plan.Item{Col: s.state[k], X: x})
	}
	return &plan.Project{In: each, Items: start}
}

// round is what the next row of each partition makes of its state: the last step is tried first.
func (s *scanPlan) round(base, self string, baseCols []plan.Col, prn, pid plan.Col) (plan.Rel, bool) {
	b := s.b
	rows := &plan.Scan{Name: base, From: base}
	fresh := map[plan.ColID]plan.Col{}
	for _, c := range baseCols {
		n := b.col(c.Name, c.Type)
		fresh[c.ID] = n
		rows.Columns, rows.Source = append(rows.Columns, n), append(rows.Source, cid(c))
	}
	old := &plan.Scan{Name: self, From: self}
	cur := map[string]plan.Expr{}
	for _, k := range s.order {
		n := b.col("", s.state[k].Type)
		old.Columns, old.Source = append(old.Columns, n), append(old.Source, cid(s.state[k]))
		cur[k] = ref(n)
	}
	at := fresh[prn.ID]
	var rel plan.Rel = &plan.Join{Kind: plan.Inner, L: old, R: rows, On: s.follows(ref(at), cur[rowKey], ref(fresh[pid.ID]), cur[pidKey])}
	row := &table{}
	for _, c := range s.row.cols {
		row.cols = append(row.cols, fresh[c.ID])
	}
	live := append(slices.Clone(rows.Columns), plan.Col{})[:len(rows.Columns)]
	cur[rowKey] = ref(at)
	for k := len(s.op.Steps) - 1; k >= 0; k-- {
		next, ok := s.try(k, rel, live, row, cur)
		if !ok {
			return nil, false
		}
		rel = next
	}
	var items []plan.Item
	for _, k := range s.order {
		items = append(items, plan.Item{Col: s.state[k], X: cur[k]})
	}
	return &plan.Project{In: rel, Items: items}, true
}

// follows joins states with the rows that come next. Of many partitions a hash table finds the rows; for the one
// row of a single sequence, building it anew each round costs more than looking at every row, and the difference
// keeps DuckDB from building it.
func (s *scanPlan) follows(at, row, part, ofState plan.Expr) plan.Expr {
	if len(s.part) == 0 {
		return internal("follows", "($x - $y = 1)", schema.Bool, named("x", at), named("y", row))
	}
	next := internal("next", "($x + 1)", schema.Long, named("x", row))
	return s.b.both(&plan.Same{X: at, Y: next}, &plan.Same{X: part, Y: ofState})
}

// layer computes expressions in a projection of their own and hands everything else on, so that what
// follows reads columns instead of repeating them.
func (s *scanPlan) layer(rel plan.Rel, live []plan.Col, cur map[string]plan.Expr, set map[string]plan.Expr) plan.Rel {
	items := passAll(live)
	for _, k := range sortedKeys(cur) {
		x := cur[k]
		if n, ok := set[k]; ok {
			x = n
		}
		c := s.b.col("", x.Type())
		items = append(items, plan.Item{Col: c, X: x})
		cur[k] = ref(c)
	}
	for _, k := range sortedKeys(set) {
		if _, ok := cur[k]; !ok {
			c := s.b.col("", set[k].Type())
			items = append(items, plan.Item{Col: c, X: set[k]})
			cur[k] = ref(c)
		}
	}
	return &plan.Project{In: rel, Items: items}
}

func sortedKeys(m map[string]plan.Expr) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// env of a step's expressions: columns of the row, variables by their defaults, and what the state of a
// step holds of this and earlier steps.
func (s *scanPlan) env(k int, row *table, held func(kept) plan.Expr) env {
	also := map[string]*qualified{}
	for j, st := range s.op.Steps {
		if st.Name == nil || j > k {
			continue
		}
		also[st.Name.Text] = &qualified{what: "step " + st.Name.Text, find: func(name string) (plan.Expr, bool) {
			for _, x := range s.keep {
				if x.step == j && x.name == name {
					return held(x), true
				}
			}
			return nil, false
		}}
	}
	return env{row: row, also: also, op: "scan"}
}

func (s *scanPlan) inScope(f func()) {
	inner := newScope(s.b.scope)
	for _, v := range s.vars {
		inner.add(&entry{name: v.Name, scalar: v.X})
	}
	s.b.within(inner, f)
}

// try offers the row to step k.
func (s *scanPlan) try(k int, rel plan.Rel, live []plan.Col, row *table, cur map[string]plan.Expr) (plan.Rel, bool) {
	b, st := s.b, s.op.Steps[k]
	own := func(x kept) plan.Expr { return cur[heldKey(k, x)] }
	before := func(x kept) plan.Expr {
		if k > 0 && x.step < k {
			return cur[heldKey(k-1, x)]
		}
		return s.initial(x)
	}
	yes := lit(value.Bool(true))
	var stays, comes plan.Expr
	s.inScope(func() {
		stays, comes = yes, yes
		if st.Pred != nil {
			stays = b.predicate(st.Pred, s.env(k, row, own))
			comes = b.predicate(st.Pred, s.env(k, row, before))
		}
	})
	if stays.Type() == schema.Unknown || comes.Type() == schema.Unknown {
		return nil, false
	}
	stays = b.apply("and", cur[activeKey(k)], isTrue(b.cast(stays, schema.Bool)))
	comes = isTrue(b.cast(comes, schema.Bool))
	if k > 0 {
		comes = b.apply("and", cur[activeKey(k-1)], comes)
	}
	rel = s.layer(rel, live, cur, map[string]plan.Expr{"stays": stays, "comes": comes})
	stays, comes = cur["stays"], cur["comes"]
	if k == 0 { // the first step goes on with its sequence as long as it has one
		comes = b.apply("and", comes, b.callScalar("not", stays))
	} else {
		stays = b.apply("and", stays, b.callScalar("not", comes))
	}
	asks := map[string]plan.Expr{"stays": stays, "comes": comes}
	for _, x := range s.keep {
		if x.step <= k {
			asks["ask "+heldKey(k, x)] = choose(comes, before(x), cur[heldKey(k, x)])
		}
	}
	rel = s.layer(rel, live, cur, asks)
	return s.settle(k, rel, live, row, cur)
}

func isTrue(x plan.Expr) plan.Expr {
	return internal("is_true", "($x IS TRUE)", schema.Bool, named("x", x))
}

func choose(when, then, otherwise plan.Expr) plan.Expr {
	return &plan.Case{When: []plan.Expr{when}, Then: []plan.Expr{then}, Else: otherwise, T: then.Type()}
}

// settle carries out what a row that step k took does to the state.
func (s *scanPlan) settle(k int, rel plan.Rel, live []plan.Col, row *table, cur map[string]plan.Expr) (plan.Rel, bool) {
	b := s.b
	stays, comes := cur["stays"], cur["comes"]
	took := b.apply("or", stays, comes)
	held := func(x kept) plan.Expr { return cur["ask "+heldKey(k, x)] }
	vals, fine := s.assigned(k, row, held)
	if !fine {
		return nil, false
	}
	set := map[string]plan.Expr{outKey(k): took, activeKey(k): b.apply("or", cur[activeKey(k)], took)}
	fresh := cur[nextKey]
	if k > 0 {
		fresh = cur[matchKey(k-1)]
		set[activeKey(k-1)] = b.apply("and", cur[activeKey(k-1)], b.callScalar("not", comes))
	} else {
		set[nextKey] = choose(comes, b.apply("+", cur[nextKey], long(1)), cur[nextKey])
	}
	set[matchKey(k)] = choose(comes, fresh, cur[matchKey(k)])
	set[runKey(k)] = choose(comes, b.apply("+", cur[runKey(k)], long(1)), cur[runKey(k)])
	for _, v := range s.vars {
		set[outVarKey(k, v.Name)] = vals[v.Name]
	}
	for _, x := range s.keep {
		switch {
		case x.step > k:
		case x.step < k:
			set[heldKey(k, x)] = choose(took, held(x), cur[heldKey(k, x)])
		default:
			now, ok := vals[x.name]
			if !ok {
				c, _ := row.find(x.name)
				now = ref(c)
			}
			set[heldKey(k, x)] = choose(took, now, cur[heldKey(k, x)])
		}
	}
	for key := range cur {
		if key == "stays" || key == "comes" || strings.HasPrefix(key, "ask ") {
			delete(cur, key)
		}
	}
	return s.layer(rel, live, cur, set), true
}

// assigned are the values of the variables after step k took a row.
func (s *scanPlan) assigned(k int, row *table, held func(kept) plan.Expr) (vals map[string]plan.Expr, fine bool) {
	vals, fine = map[string]plan.Expr{}, true
	s.inScope(func() {
		for _, v := range s.vars {
			vals[v.Name] = v.X
			if c, ok := row.find(v.Name); ok {
				vals[v.Name] = ref(c)
			}
		}
		for _, a := range s.op.Steps[k].Assign {
			if len(a.Names) != 1 {
				continue
			}
			v, ok := s.variable(a.Names[0].Text)
			if !ok {
				s.b.err(CodeNoName, a.Names[0].Span(), fmt.Sprintf("%q is not declared", a.Names[0].Text), "a step can set declared variables only",
					fmt.Sprintf("declare it: `scan declare (%s:long) with (…)`", a.Names[0].Text))
				fine = false
				continue
			}
			vals[v.Name] = s.b.cast(s.b.scalar(a.X, s.env(k, row, held)), v.Type)
		}
	})
	return vals, fine
}

// outputs are the rows that steps took, in the order of the rows, then of the steps.
func (s *scanPlan) outputs(raw plan.Rel, cols []plan.Col, width int) *table {
	b := s.b
	h, matchName := hint(s.op.Hints, "with_match_id")
	var parts []*table
	for k, st := range s.op.Steps {
		if st.Output == "none" {
			continue
		}
		t := &table{rel: &plan.Filter{In: raw, Pred: ref(s.state[outKey(k)])}, part: cols[width : width+len(s.in.part)]}
		if st.Output == "last" { // of the rows that stayed in the step, the last
			t.rel = &plan.PickOne{In: t.rel, By: []plan.Expr{ref(s.state[pidKey]), ref(s.state[runKey(k)])}, Keys: []plan.SortKey{{X: ref(s.state[rowKey]), Desc: true}}}
		}
		var items []plan.Item
		for _, c := range cols[:width] {
			if v, ok := s.variable(c.Name); ok {
				items = append(items, plan.Item{Col: b.col(v.Name, v.Type), X: ref(s.state[outVarKey(k, v.Name)])})
			} else {
				items = append(items, pass(c))
			}
		}
		for _, v := range s.vars {
			if has(cols[:width], v.Name) {
				continue
			}
			c := s.state[outVarKey(k, v.Name)]
			items = append(items, plan.Item{Col: b.col(v.Name, v.Type), X: ref(c)})
		}
		if h != nil {
			items = append(items, plan.Item{Col: b.col(matchName, schema.Long), X: ref(s.state[matchKey(k)])})
		}
		items = append(items, plan.Item{Col: b.col(graphRow, schema.Long), X: ref(cols[width+len(s.part)])})
		parts = append(parts, b.project(t, items))
	}
	if len(parts) == 0 {
		return b.limit(&table{rel: raw, cols: cols[:width]}, long(0))
	}
	out := parts[0]
	if len(parts) > 1 {
		out = b.stack(parts, false, "")
	}
	at, _ := out.find(graphRow)
	var items []plan.Item
	for _, c := range out.cols {
		if c.Name != graphRow {
			items = append(items, pass(c))
		}
	}
	out = out.sorted([]plan.SortKey{{X: ref(at), NullsFirst: true}})
	return b.project(out, items)
}
