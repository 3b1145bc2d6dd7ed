package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// renderStep notes how to draw the answer.
func (b *binder) renderStep(in *table, op *syntax.Render) *table {
	r := &Render{Chart: op.Chart, Props: map[string]string{}}
	if op.Name != nil && !charts[op.Chart] {
		b.offer(b.warn(CodeRender, op.Name.Span(), fmt.Sprintf("render knows no kind of chart %q", op.Chart), "the answer is shown as a table"), op.Name, charts)
	}
	for _, p := range op.Props {
		if len(p.Names) == 1 {
			n := p.Names[0]
			if !chartProps[n.Text] {
				b.offer(b.warn(CodeRender, n.Span(), fmt.Sprintf("render knows no property %q", n.Text), "it has no effect"), n, chartProps)
			}
			r.Props[n.Text] = propText(p.X)
		}
	}
	b.render = r
	return in
}

// charts and chartProps are what render can draw, and what can be said about it.
var (
	charts = words("table anomalychart areachart barchart card columnchart ladderchart linechart piechart pivotchart plotly scatterchart " +
		"stackedareachart timechart timepivot treemap graph list")
	chartProps = words("kind legend series title xaxis xcolumn xtitle yaxis ycolumns ysplit ytitle ymin ymax xmin xmax anomalycolumns accumulate")
)

// offer names the known name that is nearest to the one written.
func (b *binder) offer(d *source.Diag, at *syntax.Name, known map[string]bool) {
	var names []string
	for n := range known {
		names = append(names, n)
	}
	slices.Sort(names)
	if near := nearest(at.Text, names); near != "" {
		b.replace(d, at.Span(), near)
	} else if d.Code != "" {
		d.Hints = append(d.Hints, "it knows "+list(names, 30))
	}
}

func propText(x syntax.Expr) string {
	if l, ok := x.(*syntax.List); ok {
		out := ""
		for i, it := range l.Items {
			if i > 0 {
				out += ","
			}
			out += propText(it)
		}
		return out
	}
	return hintText(x)
}
