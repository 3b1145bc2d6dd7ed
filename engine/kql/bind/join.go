package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// joinKind is how a kind of KQL is spelt with SQL's joins.
type joinKind struct {
	kind   plan.JoinKind
	unique bool // left rows are first made unique by key
	swap   bool // the right side is the one that is kept
}

var joinKinds = map[string]joinKind{
	"innerunique":   {kind: plan.Inner, unique: true},
	"inner":         {kind: plan.Inner},
	"leftouter":     {kind: plan.Left},
	"rightouter":    {kind: plan.Right},
	"fullouter":     {kind: plan.Full},
	"leftanti":      {kind: plan.Anti},
	"leftantisemi":  {kind: plan.Anti},
	"anti":          {kind: plan.Anti},
	"rightanti":     {kind: plan.Anti, swap: true},
	"rightantisemi": {kind: plan.Anti, swap: true},
	"leftsemi":      {kind: plan.Semi},
	"semi":          {kind: plan.Semi},
	"rightsemi":     {kind: plan.Semi, swap: true},
}

// sqlKinds are the kinds of SQL and what they are called here.
var sqlKinds = map[string]string{"left": "leftouter", "right": "rightouter", "full": "fullouter", "outer": "fullouter", "cross": "inner"}

// pair is one key of a join: an expression of each side, of one type.
type pair struct{ l, r plan.Expr }

func (b *binder) join(in *table, op *syntax.Join) *table {
	right := b.tabular(op.Right)
	b.adviseKind(in, op)
	k, ok := b.joinKindOf(op.Hints, joinKinds, "innerunique", "join")
	if op.Where != nil {
		b.err(CodeOption, op.Where.Span(), "a join has no condition of its own", "KQL joins on equal values only", "filter afterwards with `| where …`")
	}
	pairs, fine := b.joinKeys(in, right, op.On, "join")
	if !ok || !fine || in.bad || right.bad {
		return b.joinedBadly(in, right, k)
	}
	switch {
	case k.swap:
		return b.halfJoin(right, in, flipped(pairs), k.kind)
	case k.kind == plan.Semi || k.kind == plan.Anti:
		return b.halfJoin(in, right, pairs, k.kind)
	}
	if k.unique {
		in = b.uniqueLeft(in, pairs)
	}
	return b.fullJoin(in, right, pairs, k.kind)
}

// hint returns the value of a name=value word of an operator.
func hint(hints []*syntax.Hint, name string) (*syntax.Hint, string) {
	for _, h := range hints {
		if h.Name != nil && strings.EqualFold(h.Name.Text, name) {
			return h, hintText(h.Value)
		}
	}
	return nil, ""
}

func hintText(x syntax.Expr) string {
	switch x := bare(x).(type) {
	case *syntax.Name:
		return x.Text
	case *syntax.Literal:
		if x.Value.Type == schema.String {
			return x.Value.S
		}
		return x.Text
	case *syntax.Wildcard:
		return x.Pattern
	}
	return ""
}

func (b *binder) joinKindOf(hints []*syntax.Hint, kinds map[string]joinKind, def, op string) (joinKind, bool) {
	h, name := hint(hints, "kind")
	if h == nil {
		return kinds[def], true
	}
	if k, ok := kinds[name]; ok {
		return k, true
	}
	var known []string
	for n := range kinds {
		known = append(known, n)
	}
	d := b.err(CodeOption, h.Value.Span(), fmt.Sprintf("%s has no kind %q", op, name), "")
	if other := sqlKinds[strings.ToLower(name)]; other != "" {
		b.replace(d, h.Value.Span(), other)
	} else if near := nearest(name, sortedNames(known)); near != "" {
		b.replace(d, h.Value.Span(), near)
	} else if d.Code != "" {
		d.Hints = append(d.Hints, "the kinds are "+list(sortedNames(known), 20))
	}
	return kinds[def], false
}

// joinKeys binds what follows `on`: a column of both sides, or `$left.a == $right.b`.
func (b *binder) joinKeys(l, r *table, on []syntax.Expr, op string) ([]pair, bool) {
	var out []pair
	fine := true
	if len(on) == 0 && op == "join" {
		return nil, true
	}
	for _, x := range on {
		ps, ok := b.joinKey(l, r, x, op)
		out, fine = append(out, ps...), fine && ok
	}
	return out, fine && len(out) > 0
}

func (b *binder) joinKey(l, r *table, x syntax.Expr, op string) ([]pair, bool) {
	x = bare(x)
	if n, ok := x.(*syntax.Name); ok {
		return b.commonKey(l, r, n)
	}
	bin, ok := x.(*syntax.Binary)
	if ok && bin.Op == "and" {
		p, fine := b.joinKey(l, r, bin.X, op)
		q, also := b.joinKey(l, r, bin.Y, op)
		return append(p, q...), fine && also
	}
	if !ok || bin.Op != "==" {
		if isBad(x) {
			return nil, false
		}
		b.err(CodeJoinKey, x.Span(), "a join compares columns of both sides with ==", "this is no such comparison",
			"write the column's name, or `$left.A == $right.B`")
		return nil, false
	}
	return b.keyPair(l, r, bin, op)
}

func (b *binder) commonKey(l, r *table, n *syntax.Name) ([]pair, bool) {
	lc, lok := l.find(n.Text)
	rc, rok := r.find(n.Text)
	if !lok && !l.open {
		b.noColumn(n, env{row: l})
		return nil, false
	}
	if !rok && !r.open {
		d := b.err(CodeNoName, n.Span(), fmt.Sprintf("the right side of the join has no column %q", n.Text), "")
		if near := nearest(n.Text, r.names()); near != "" && d.Code != "" {
			b.replace(d, n.Span(), fmt.Sprintf("$left.%s == $right.%s", quoted(n.Text), quoted(near)))
		} else if d.Code != "" {
			d.Hints = append(d.Hints, fmt.Sprintf("it has %s; where the names differ, write `$left.A == $right.B`", list(r.names(), 12)))
		}
		return nil, false
	}
	if !lok || !rok {
		return []pair{{unknown(), unknown()}}, true
	}
	return b.samePair(n, ref(lc), ref(rc))
}

// keyPair binds `$left.A == $right.B` in either order.
func (b *binder) keyPair(l, r *table, bin *syntax.Binary, op string) ([]pair, bool) {
	e := env{also: map[string]*qualified{"$left": b.side(l, "the left side"), "$right": b.side(r, "the right side")}, op: op}
	e.row = &table{open: l.open || r.open, bad: l.bad || r.bad}
	x, xs := b.keySide(bin.X, e)
	y, ys := b.keySide(bin.Y, e)
	if xs == "$right" || ys == "$left" {
		x, y, xs, ys = y, x, ys, xs
	}
	if x == nil || y == nil {
		return nil, false
	}
	if xs != "$left" || ys != "$right" {
		if xs == ys && xs != "" {
			b.err(CodeJoinKey, bin.Span(), "both columns are of one side", "a join compares the left side with the right", "write `$left.A == $right.B`")
			return nil, false
		}
		b.err(CodeJoinKey, bin.Span(), "it is not said which side each column is of", "", "write `$left.A == $right.B`")
		return nil, false
	}
	return b.samePair(bin, x, y)
}

// keySide binds one side of a key and says which side it reads.
func (b *binder) keySide(x syntax.Expr, e env) (plan.Expr, string) {
	side := ""
	syntax.Walk(x, func(n syntax.Node) bool {
		if n, ok := n.(*syntax.Name); ok && (n.Text == "$left" || n.Text == "$right") {
			side = n.Text
		}
		return true
	})
	if n := asName(x); n != nil && side == "" {
		_, inL := e.also["$left"].find(n.Text)
		_, inR := e.also["$right"].find(n.Text)
		if inL || inR {
			b.err(CodeJoinKey, x.Span(), fmt.Sprintf("it is not said which side %q is of", n.Text), "", fmt.Sprintf("write `$left.%s` or `$right.%s`", n.Text, n.Text))
			return nil, ""
		}
	}
	v := b.scalar(x, e)
	return v, side
}

func (b *binder) side(t *table, what string) *qualified {
	return &qualified{what: what, cols: t.names(), find: func(name string) (plan.Expr, bool) {
		if c, ok := t.find(name); ok {
			return ref(c), true
		}
		return unknown(), t.open || t.bad
	}}
}

// samePair checks that two keys can be compared.
func (b *binder) samePair(at syntax.Node, l, r plan.Expr) ([]pair, bool) {
	lt, rt := l.Type(), r.Type()
	if lt == schema.Unknown || rt == schema.Unknown {
		return []pair{{l, r}}, true
	}
	if lt == schema.Dynamic && rt == schema.Dynamic {
		b.err(CodeJoinKey, at.Span(), "a dynamic value cannot be a join key", "convert it first", "convert both sides: `extend Key = tostring(…)`")
		return nil, false
	}
	if t, ok := common(lt, rt); ok {
		return []pair{{b.cast(l, t), b.cast(r, t)}}, true
	}
	b.err(CodeJoinKey, at.Span(), fmt.Sprintf("cannot join a key of type %s with one of type %s", lt, rt), fmt.Sprintf("%s on the left, %s on the right", lt, rt),
		fmt.Sprintf("convert one before the join: `extend Key = %s(…)`", convertFunc(lt)))
	return nil, false
}

func flipped(ps []pair) []pair {
	out := make([]pair, len(ps))
	for i, p := range ps {
		out[i] = pair{p.r, p.l}
	}
	return out
}

// matching is the condition of a join. Kusto's keys match when equal, and a null matches a null.
func (b *binder) matching(ps []pair) plan.Expr {
	var on plan.Expr
	for _, p := range ps {
		l, r := p.l, p.r
		if l.Type() == schema.Unknown || r.Type() == schema.Unknown {
			return lit(value.Bool(false))
		}
		eq := plan.Expr(&plan.Same{X: l, Y: r})
		if on == nil {
			on = eq
			continue
		}
		on = b.apply("and", on, eq)
	}
	if on == nil {
		return lit(value.Bool(true))
	}
	return on
}

// halfJoin keeps rows of t that have, or have not, a match in other.
func (b *binder) halfJoin(t, other *table, ps []pair, kind plan.JoinKind) *table {
	out := t.unordered()
	out.rel = &plan.Join{Kind: kind, L: t.rel, R: other.rel, On: b.matching(ps)}
	return out
}

// uniqueLeft keeps one left row for each key.
func (b *binder) uniqueLeft(t *table, ps []pair) *table {
	var by []plan.Expr
	for _, p := range ps {
		if p.l.Type() != schema.Unknown {
			by = append(by, p.l)
		}
	}
	if len(by) == 0 {
		return t
	}
	return t.with(&plan.PickOne{In: t.rel, By: append(by, refs(t.part)...)})
}

// fullJoin gives the columns of both sides, those of the right renamed where the left has the name.
func (b *binder) fullJoin(l, r *table, ps []pair, kind plan.JoinKind) *table {
	out := l.unordered()
	out.rel = &plan.Join{Kind: kind, L: l.rel, R: r.rel, On: b.matching(ps)}
	out.open = l.open || r.open
	items := passAll(l.cols)
	names := newNamer()
	for _, c := range l.cols {
		names.taken[c.Name] = true
	}
	for _, c := range r.cols {
		items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: names.auto(c.Name), Type: c.Type}, X: ref(c)})
	}
	return b.project(out, items)
}

// joinedBadly has the columns that the join would have had, so that later steps can be checked.
func (b *binder) joinedBadly(l, r *table, k joinKind) *table {
	out := b.fullJoin(l, r, nil, plan.Inner)
	switch {
	case k.swap:
		out = r.unordered()
	case k.kind == plan.Semi || k.kind == plan.Anti:
		out = l.unordered()
	}
	c := *out
	c.bad = c.bad || l.bad || r.bad
	return &c
}

var lookupKinds = map[string]joinKind{"leftouter": {kind: plan.Left}, "inner": {kind: plan.Inner}}

// lookup is a join that adds the right side's columns, without its keys.
func (b *binder) lookup(in *table, op *syntax.Lookup) *table {
	right := b.tabular(op.Right)
	k, ok := b.joinKindOf(op.Hints, lookupKinds, "leftouter", "lookup")
	pairs, fine := b.joinKeys(in, right, op.On, "lookup")
	if !ok || !fine || in.bad || right.bad {
		return b.joinedBadly(in, right, k)
	}
	keys := map[plan.ColID]bool{}
	for _, p := range pairs {
		plan.Refs(p.r, func(r *plan.Ref) { keys[r.ID] = true })
	}
	out := in.unordered()
	out.rel = &plan.Join{Kind: k.kind, L: in.rel, R: right.rel, On: b.matching(pairs)}
	out.open = in.open || right.open
	items := passAll(in.cols)
	names := newNamer()
	for _, c := range in.cols {
		names.taken[c.Name] = true
	}
	for _, c := range right.cols {
		if !keys[c.ID] {
			items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: names.auto(c.Name), Type: c.Type}, X: ref(c)})
		}
	}
	return b.project(out, items)
}
