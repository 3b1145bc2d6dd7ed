// Package realism measures whether data looks lived in: shares, rates, spread and agreement of keys, each held to a band.
//
// In:  the batches of a run, or of a tenant that is there already (a Gauge is a sink; Wanted says which columns it reads).
// Out: a scorecard.
//
// Not here: making the data better, KQL, DuckDB.
package realism

import (
	"strconv"

	"socrates/engine/schema/rows"
	"socrates/generator"
)

// Score is one statistic with its accepted band.
type Score struct {
	Name          string
	Value, Lo, Hi float64
	Source        string // why the band is where it is
}

// OK reports whether the value lies in the band.
func (s Score) OK() bool { return s.Value >= s.Lo && s.Value <= s.Hi }

// Gauge is a sink that counts. Its memory grows with the number of distinct keys, not with the rows.
type Gauge struct {
	rows       map[string]float64        // by table
	sets       map[string]map[uint64]int // how often each key of a set was met
	late       map[string]*histogram     // seconds until a row could be seen, by table
	labels     float64
	duplicates float64
	hour       map[string]*[7 * 24]float64 // rows by hour of the week from Monday, UTC
	round      float64                     // processes that started on a full second
	bursts     bursts
	passwords  passwords
}

// New returns an empty gauge.
func New() *Gauge {
	return &Gauge{rows: map[string]float64{}, sets: map[string]map[uint64]int{}, late: map[string]*histogram{}, hour: map[string]*[7 * 24]float64{},
		bursts: bursts{last: map[uint64]int64{}}, passwords: passwords{wrong: map[string]mistakes{}}}
}

// Truth counts the labels of the attack.
func (g *Gauge) Truth(t *generator.Truth) error {
	for _, l := range t.Labels {
		if !l.Decoy {
			g.labels++
		}
	}
	return nil
}

// Append measures a batch. Columns that Wanted does not name may be without cells.
func (g *Gauge) Append(b *rows.Batch) error {
	name := b.Table.Name
	g.rows[name] += float64(b.Len())
	g.rows[""] += float64(b.Len())
	at := column(b, b.Table.TimeColumn()).I
	g.times(name, at, b.Ingested)
	for _, w := range watched[name] {
		g.watch(w, b)
	}
	switch name {
	case "DeviceProcessEvents":
		g.bursts.see(column(b, "DeviceId").S, at)
		g.full(at)
	case "SigninLogs":
		g.passwords.see(column(b, "UserId").S, column(b, "ResultType").S, at)
	}
	return nil
}

func column(b *rows.Batch, name string) *rows.Vector {
	for i, c := range b.Table.Columns() {
		if c.Name == name {
			return &b.Cols[i]
		}
	}
	panic("realism: " + b.Table.Name + " has no column " + name)
}

// hasher folds the cells of a key into 64 bits (FNV-1a, a separator between the cells).
type hasher uint64

const emptyHash hasher = 14695981039346656037

func (h hasher) text(s string) hasher {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A' // names are written in several casings
		}
		h = (h ^ hasher(c)) * 1099511628211
	}
	return (h ^ 0xff) * 1099511628211
}

func (h hasher) cell(v *rows.Vector, i int) (_ hasher, empty bool) {
	switch {
	case v.Null != nil && v.Null[i]:
		return h.text(""), true
	case v.S != nil:
		return h.text(v.S[i]), v.S[i] == ""
	case v.I != nil:
		return h.text(strconv.FormatInt(v.I[i], 10)), false
	}
	return h.text(""), true
}
