package labs

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// comparison counts rows that two answers share, once columns are paired.
type comparison struct {
	hit, got, want int
	lost           []string // columns of the reference that found no partner
	order          bool     // the same rows, in another order than was asked for
}

func (c comparison) same() bool {
	return c.hit == c.got && c.hit == c.want && len(c.lost) == 0 && !c.order
}

// compare pairs columns by their values, so that neither names nor order of columns decide, and counts
// equal rows.
func compare(got, want *Rows, q *QueryCheck) comparison {
	got, want = normal(got), normal(want)
	need := q.Columns
	if len(need) == 0 {
		need = want.Columns
	}
	right := project(want, indices(want, need))
	loose := !q.Repeats && len(unique(right)) == len(right)
	best := comparison{got: len(got.Cells), want: len(right), lost: need}
	options, lost := partners(got, want, need)
	if len(lost) > 0 {
		best.lost = lost
		return best
	}
	tried := 0
	choose(options, nil, func(at []int) bool {
		c := count(project(got, at), right, loose, q.Ordered)
		if tried == 0 || c.hit > best.hit || c.hit == best.hit && c.got < best.got {
			best = c
		}
		tried++
		return c.same() || tried == 500
	})
	if tried == 0 { // two columns of the reference have the same only partner
		best.lost = need[len(need)-1:]
	}
	return best
}

func count(got, want []string, loose, ordered bool) comparison {
	if loose {
		got = unique(got)
	}
	c := comparison{got: len(got), want: len(want), hit: shared(got, want)}
	c.order = ordered && c.hit == c.got && c.hit == c.want && !slices.Equal(got, want)
	return c
}

// partners lists, for each needed column of want, the columns of got that hold some of its values, best first. A
// column without a partner is lost.
func partners(got, want *Rows, need []string) (options [][]int, lost []string) {
	for _, name := range need {
		w := column(want, slices.Index(want.Columns, name))
		type candidate struct{ at, score int }
		var found []candidate
		for g := range got.Columns {
			score := 2 * shared(column(got, g), w)
			named := strings.EqualFold(got.Columns[g], name)
			if score == 0 && !named && len(w) > 0 && len(got.Cells) > 0 {
				continue
			}
			if named {
				score++
			}
			found = append(found, candidate{g, score})
		}
		slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
		if len(found) == 0 {
			lost = append(lost, name)
		}
		options = append(options, mapped(found, func(c candidate) int { return c.at }))
	}
	return options, lost
}

// choose calls try with every way of taking one option each, none twice, until try says that it is enough.
func choose(options [][]int, taken []int, try func([]int) bool) bool {
	if len(taken) == len(options) {
		return try(taken)
	}
	for _, o := range options[len(taken)] {
		if !slices.Contains(taken, o) && choose(options, append(slices.Clone(taken), o), try) {
			return true
		}
	}
	return false
}

func indices(r *Rows, names []string) []int {
	return mapped(names, func(n string) int { return slices.Index(r.Columns, n) })
}

func column(r *Rows, i int) []string { return project(r, []int{i}) }

func project(r *Rows, at []int) []string {
	out := make([]string, len(r.Cells))
	for i, row := range r.Cells {
		out[i] = strings.Join(mapped(at, func(c int) string { return row[c] }), "\x1f")
	}
	return out
}

// shared is the size of the intersection of two multisets.
func shared(a, b []string) int {
	count := map[string]int{}
	for _, s := range b {
		count[s]++
	}
	n := 0
	for _, s := range a {
		if count[s] > 0 {
			count[s]--
			n++
		}
	}
	return n
}

// normal writes cells so that equal meanings are equal texts: without case, numbers to nine digits, arrays as
// sets.
func normal(r *Rows) *Rows {
	out := &Rows{Columns: r.Columns, Types: r.Types}
	for _, row := range r.Cells {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = normalCell(c)
		}
		out.Cells = append(out.Cells, cells)
	}
	return out
}

func normalCell(c string) string {
	c = strings.ToLower(strings.TrimSpace(c))
	if n, err := strconv.ParseFloat(c, 64); err == nil && strings.Contains(c, ".") && len(c) < 25 && strings.Trim(c, "+-0123456789.e") == "" {
		n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 9, 64), 64)
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	if strings.HasPrefix(c, "[") {
		return normalArray(c)
	}
	return c
}

func normalArray(c string) string {
	var list []json.RawMessage
	if json.Unmarshal([]byte(c), &list) != nil {
		return c
	}
	parts := mapped(list, func(m json.RawMessage) string { return string(m) })
	slices.Sort(parts)
	return "[" + strings.Join(parts, ",") + "]"
}
