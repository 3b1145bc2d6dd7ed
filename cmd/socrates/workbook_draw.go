package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/soc/rule"
)

// How a workbook looks on a terminal: a text as it is written, a bar a line, a column of time as a line of blocks.

func (a *app) printWorkbook(p *soc.WorkbookPage) {
	fmt.Fprintln(a.out, p.Title)
	for _, par := range p.Parameters {
		label := par.Label
		if label == "" {
			label = par.Name
		}
		fmt.Fprintf(a.out, "  %s: %s (--set %s=…)\n", label, dash(p.Values[par.Name]), par.Name)
	}
	for _, it := range p.Items {
		if it.Text != "" {
			fmt.Fprintf(a.out, "\n%s\n", strings.TrimSpace(it.Text))
			continue
		}
		a.heading("%s", dash(it.Title))
		a.drawTile(it)
	}
}

func (a *app) drawTile(it soc.WorkbookAnswer) {
	switch {
	case it.Error != "":
		fmt.Fprintln(a.out, "  this query cannot be asked:", it.Error)
		return
	case len(it.Rows) == 0:
		fmt.Fprintln(a.out, "  no rows")
		return
	}
	of := rolesOf(it.Columns)
	drawn := false
	switch it.Visualization {
	case "timechart", "linechart", "areachart":
		drawn = a.drawTime(it, of)
	case "categoricalbar", "piechart", "barchart":
		drawn = a.drawBars(it, of, it.Visualization == "piechart")
	case "tiles":
		drawn = a.drawTiles(it, of)
	}
	if !drawn {
		a.drawTable(it)
	}
	if it.More > 0 {
		fmt.Fprintf(a.out, "  (%d more rows)\n", it.More)
	}
}

// roles are the columns of an answer by what a picture does with them.
type roles struct {
	time    string   // the first datetime
	names   []string // texts
	numbers []string
}

func rolesOf(cols []schema.Column) roles {
	var r roles
	for _, c := range cols {
		switch c.Type {
		case schema.Datetime:
			if r.time == "" {
				r.time = c.Name
			}
		case schema.Int, schema.Long, schema.Real, schema.Decimal:
			r.numbers = append(r.numbers, c.Name)
		default:
			r.names = append(r.names, c.Name)
		}
	}
	return r
}

func figure(cell any) float64 {
	switch c := cell.(type) {
	case int64:
		return float64(c)
	case float64:
		return c
	case string:
		f, _ := strconv.ParseFloat(c, 64) // a decimal
		return f
	}
	return 0
}

func figureText(f float64) string {
	if f == float64(int64(f)) {
		return thousands(int64(f))
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

func rowLabel(row map[string]any, names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, rule.Text(row[n]))
	}
	return clip(dash(strings.Join(parts, ", ")), 44)
}

// barWidth is the length of the longest bar, in characters.
const barWidth = 40

func (a *app) drawBars(it soc.WorkbookAnswer, of roles, share bool) bool {
	if len(of.numbers) == 0 {
		return false
	}
	by := of.numbers[0]
	most, sum := 0.0, 0.0
	for _, r := range it.Rows {
		most, sum = max(most, figure(r[by])), sum+figure(r[by])
	}
	var lines [][]string
	for _, r := range it.Rows {
		n := figure(r[by])
		line := []string{"  " + rowLabel(r, of.names), figureText(n), block(n, most)}
		if share && sum > 0 {
			line[1] += fmt.Sprintf(" (%.0f %%)", 100*n/sum)
		}
		lines = append(lines, line)
	}
	a.grid(lines)
	return true
}

// block is as long as n is of most; what is more than nothing has at least one block.
func block(n, most float64) string {
	if n <= 0 || most <= 0 {
		return ""
	}
	return strings.Repeat("█", max(1, int(n/most*barWidth+0.5)))
}

func (a *app) drawTiles(it soc.WorkbookAnswer, of roles) bool {
	if len(of.numbers) == 0 {
		return false
	}
	var parts []string
	for _, r := range it.Rows {
		parts = append(parts, fmt.Sprintf("[ %s  %s ]", figureText(figure(r[of.numbers[0]])), rowLabel(r, of.names)))
	}
	fmt.Fprintln(a.out, "  "+strings.Join(parts, "  "))
	return true
}

// drawTime draws a line of blocks for each number, or for each name of the rows.
func (a *app) drawTime(it soc.WorkbookAnswer, of roles) bool {
	if of.time == "" || len(of.numbers) == 0 {
		return false
	}
	times, series := timeSeries(it, of)
	var lines [][]string
	for _, name := range sortedKeys(series) {
		points := make([]float64, len(times))
		most := 0.0
		for i, t := range times {
			points[i] = series[name][t]
			most = max(most, points[i])
		}
		lines = append(lines, []string{"  " + clip(name, 30), skyline(points), "most " + figureText(most)})
	}
	a.grid(lines)
	fmt.Fprintf(a.out, "  %s to %s\n", when(times[0]), when(times[len(times)-1]))
	return true
}

func timeSeries(it soc.WorkbookAnswer, of roles) (times []int64, series map[string]map[int64]float64) {
	series = map[string]map[int64]float64{}
	for _, r := range it.Rows {
		t, ok := r[of.time].(int64)
		if !ok {
			continue
		}
		times = append(times, t)
		for _, n := range of.numbers {
			name := n
			if len(of.names) > 0 {
				name = rowLabel(r, of.names)
			}
			if series[name] == nil {
				series[name] = map[int64]float64{}
			}
			series[name][t] += figure(r[n])
		}
	}
	slices.Sort(times)
	return even(slices.Compact(times)), series
}

// even adds the times between, where nothing was counted: the smallest step there is, if that makes no more than a line holds.
func even(times []int64) []int64 {
	if len(times) < 3 {
		return times
	}
	step := times[1] - times[0]
	for i := 2; i < len(times); i++ {
		step = min(step, times[i]-times[i-1])
	}
	first, last := times[0], times[len(times)-1]
	if (last-first)/step > 120 || slices.ContainsFunc(times, func(t int64) bool { return (t-first)%step != 0 }) {
		return times
	}
	var out []int64
	for t := first; t <= last; t += step {
		out = append(out, t)
	}
	return out
}

// skyline is a line of blocks from the lowest, one eighth, to the highest; nothing is a space.
func skyline(points []float64) string {
	blocks := []rune("▁▂▃▄▅▆▇█")
	most := slices.Max(points)
	var b strings.Builder
	for _, p := range points {
		if p <= 0 || most <= 0 {
			b.WriteRune(' ')
			continue
		}
		b.WriteRune(blocks[min(7, int(p/most*8))])
	}
	return b.String()
}

func (a *app) drawTable(it soc.WorkbookAnswer) {
	var head []string
	for _, c := range it.Columns {
		head = append(head, c.Name)
	}
	lines := [][]string{head}
	for _, r := range it.Rows {
		var line []string
		for _, c := range it.Columns {
			line = append(line, tileCell(c, r[c.Name]))
		}
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i][0] = "  " + lines[i][0]
	}
	a.grid(lines)
}

func tileCell(c schema.Column, cell any) string {
	ticks, whole := cell.(int64)
	switch {
	case cell == nil:
		return ""
	case c.Type == schema.Datetime && whole:
		return when(ticks)
	case c.Type == schema.Timespan && whole:
		return value.FormatTimespan(ticks)
	}
	return clip(rule.Text(cell), 60)
}
