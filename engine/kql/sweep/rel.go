package sweep

import (
	"fmt"

	"socrates/engine/kql/plan"
)

// rel rewrites a relation; the work is below, a function a node.
func (s *sweep) rel(r plan.Rel) (*half, error) {
	switch r := r.(type) {
	case *plan.Aggregate:
		return s.aggregate(r)
	case *plan.Distinct:
		return s.over(r.In, func(in *half) (plan.Rel, error) { return &plan.Distinct{In: in.rel}, nil })
	case *plan.Filter:
		return s.filter(r)
	case *plan.Join:
		return s.join(r)
	case *plan.PickOne:
		return s.pickOne(r)
	case *plan.Project:
		return s.project(r)
	case *plan.Scan:
		return s.scan(r)
	case *plan.Shared:
		return s.sharedRel(r)
	case *plan.Sort:
		return s.sort(r)
	case *plan.Union:
		return s.union(r)
	case *plan.Unnest:
		return s.unnest(r)
	case *plan.Window:
		return s.window(r)
	}
	return s.still(r)
}

// over rewrites a step with one input, whose lane it hands on. A step over what is the same in every window stays
// as it is.
func (s *sweep) over(in plan.Rel, step func(in *half) (plan.Rel, error)) (*half, error) {
	h, err := s.rel(in)
	if err != nil {
		return nil, err
	}
	r, err := step(h)
	return &half{r, h.lane}, err
}

// still lets through a relation in which nothing depends on the window.
func (s *sweep) still(r plan.Rel) (*half, error) {
	for _, in := range plan.Inputs(r) {
		if h, err := s.rel(in); err != nil || h.lane != nil {
			return nil, cannot(fmt.Sprintf("has a step (%T) that works on all rows of a window together", r))
		}
	}
	for _, x := range plan.Exprs(r) {
		if _, err := s.expr(x, nil); err != nil {
			return nil, err
		}
	}
	return &half{rel: r}, nil
}

func (s *sweep) aggregate(r *plan.Aggregate) (*half, error) {
	in, err := s.rel(r.In)
	if err != nil {
		return nil, err
	}
	if in.lane != nil && len(r.By) == 0 {
		return nil, cannot("counts over whole windows, empty ones included")
	}
	by, err := s.items(r.By, in.lane)
	if err != nil {
		return nil, err
	}
	aggs, err := s.items(r.Aggs, in.lane)
	if err != nil || in.lane == nil {
		return &half{rel: &plan.Aggregate{In: in.rel, By: by, Aggs: aggs}}, err
	}
	out := s.newLane()
	for i, c := range in.lane.cols() {
		by = append(by, plan.Item{Col: out.cols()[i], X: ref(c)})
	}
	return &half{&plan.Aggregate{In: in.rel, By: by, Aggs: aggs}, out}, nil
}

// filter turns membership in a relation that differs between windows into a join within the window.
func (s *sweep) filter(r *plan.Filter) (*half, error) {
	in, err := s.rel(r.In)
	if err != nil {
		return nil, err
	}
	var keep []plan.Expr
	for _, c := range conjuncts(r.Pred) {
		if m, ok := c.(*plan.InRel); ok {
			list, err := s.rel(m.In)
			if err != nil {
				return nil, err
			}
			if list.lane != nil {
				if in, err = s.member(s.lift(in), m, list); err != nil {
					return nil, err
				}
				continue
			}
		}
		x, err := s.expr(c, in.lane)
		if err != nil {
			return nil, err
		}
		keep = append(keep, x)
	}
	for _, x := range keep {
		in = &half{&plan.Filter{In: in.rel, Pred: x}, in.lane}
	}
	return in, nil
}

func (s *sweep) join(r *plan.Join) (*half, error) {
	left, err := s.rel(r.L)
	if err != nil {
		return nil, err
	}
	right, err := s.rel(r.R)
	if err != nil {
		return nil, err
	}
	keepsLeft := r.Kind == plan.Left || r.Kind == plan.Semi || r.Kind == plan.Anti
	switch {
	case r.Kind == plan.Full && (left.lane != nil || right.lane != nil):
		return nil, cannot("has a full outer join")
	case right.lane != nil && keepsLeft:
		left = s.lift(left)
	case left.lane != nil && r.Kind == plan.Right:
		right = s.lift(right)
	}
	on, err := s.on(r.On, left.lane, right.lane)
	if err != nil {
		return nil, err
	}
	kind := r.Kind
	if kind == plan.Cross && on != nil {
		kind = plan.Inner
	}
	out := &half{&plan.Join{Kind: kind, L: left.rel, R: right.rel, On: on}, left.lane}
	if left.lane == nil || kind == plan.Right {
		out.lane = right.lane
	}
	return out, nil
}

// on joins rows of one window only.
func (s *sweep) on(x plan.Expr, left, right *lane) (plan.Expr, error) {
	some := left
	if some == nil {
		some = right
	}
	if x != nil {
		var err error
		if x, err = s.expr(x, some); err != nil {
			return nil, err
		}
	}
	if left == nil || right == nil {
		return x, nil
	}
	same := &plan.Same{X: ref(left.run), Y: ref(right.run)}
	if x == nil {
		return same, nil
	}
	return call("and", x, same)
}

func (s *sweep) pickOne(r *plan.PickOne) (*half, error) {
	return s.over(r.In, func(in *half) (plan.Rel, error) {
		by, err := s.exprs(r.By, in.lane)
		if err != nil {
			return nil, err
		}
		keys, err := s.keys(r.Keys, in.lane)
		if in.lane != nil {
			by = append(by, ref(in.lane.run))
		}
		return &plan.PickOne{In: in.rel, By: by, Keys: keys}, err
	})
}

func (s *sweep) project(r *plan.Project) (*half, error) {
	return s.over(r.In, func(in *half) (plan.Rel, error) {
		items, err := s.items(r.Items, in.lane)
		if in.lane != nil {
			items = append(items, in.lane.items()...)
		}
		return &plan.Project{In: in.rel, Items: items}, err
	})
}

// sharedRel rewrites a shared relation once, whatever the number of its uses.
func (s *sweep) sharedRel(r *plan.Shared) (*half, error) {
	in := s.shared[r.ID]
	if in == nil {
		var err error
		if in, err = s.rel(r.In); err != nil {
			return nil, err
		}
		s.shared[r.ID] = in
	}
	if in.lane == nil {
		return &half{rel: &plan.Shared{ID: r.ID, In: in.rel, Materialize: r.Materialize, Columns: r.Columns}}, nil
	}
	seen := plan.Visible(in.rel.Cols())
	l := s.newLane()
	columns := make([]plan.Col, 0, len(seen))
	place := map[plan.ColID]plan.Col{}
	for i, c := range in.lane.cols() {
		place[c.ID] = l.cols()[i]
	}
	n := 0
	for _, c := range seen { // the lane's columns need not be the last
		mine, own := place[c.ID]
		if !own && n < len(r.Columns) {
			mine = r.Columns[n]
			n++
		}
		columns = append(columns, mine)
	}
	return &half{&plan.Shared{ID: r.ID, In: in.rel, Materialize: r.Materialize, Columns: columns}, l}, nil
}

func (s *sweep) sort(r *plan.Sort) (*half, error) {
	return s.over(r.In, func(in *half) (plan.Rel, error) {
		keys, err := s.keys(r.Keys, in.lane)
		return &plan.Sort{In: in.rel, Keys: keys}, err
	})
}

func (s *sweep) union(r *plan.Union) (*half, error) {
	var ins []*half
	moving := false
	for _, x := range r.Ins {
		h, err := s.rel(x)
		if err != nil {
			return nil, err
		}
		moving = moving || h.lane != nil
		ins = append(ins, h)
	}
	out := &plan.Union{Columns: r.Columns, Ordered: r.Ordered}
	var l *lane
	if moving {
		l = s.newLane()
		out.Columns = append(r.Columns[:len(r.Columns):len(r.Columns)], l.cols()...)
	}
	for i, h := range ins {
		if moving {
			h = s.lift(h)
		}
		row, err := s.exprs(r.Map[i], h.lane)
		if err != nil {
			return nil, err
		}
		if moving {
			for _, c := range h.lane.cols() {
				row = append(row, ref(c))
			}
		}
		out.Ins, out.Map = append(out.Ins, h.rel), append(out.Map, row)
	}
	return &half{out, l}, nil
}

func (s *sweep) unnest(r *plan.Unnest) (*half, error) {
	return s.over(r.In, func(in *half) (plan.Rel, error) {
		lists, err := s.exprs(r.Lists, in.lane)
		out := *r
		out.In, out.Lists = in.rel, lists
		return &out, err
	})
}

func (s *sweep) window(r *plan.Window) (*half, error) {
	return s.over(r.In, func(in *half) (plan.Rel, error) {
		part, err := s.exprs(r.PartBy, in.lane)
		if err != nil {
			return nil, err
		}
		keys, err := s.keys(r.Keys, in.lane)
		if err != nil {
			return nil, err
		}
		items, err := s.items(r.Items, in.lane)
		if in.lane != nil {
			part = append(part, ref(in.lane.run))
		}
		return &plan.Window{In: in.rel, PartBy: part, Keys: keys, Items: items}, err
	})
}
