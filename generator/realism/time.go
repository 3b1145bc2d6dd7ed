package realism

import (
	"math"
	"slices"
	"time"

	"socrates/generator/tick"
)

// histogram counts delays in steps of a twentieth: enough for a median that is held to a band.
type histogram struct {
	count [512]float64
	total float64
}

const perFactor = 20.0 // steps for every factor of e

func (h *histogram) add(seconds float64) {
	i := 0
	if seconds > 0.01 {
		i = min(len(h.count)-1, int(perFactor*math.Log(seconds*100)))
	}
	h.count[i]++
	h.total++
}

// quantile is the delay, in seconds, that a share of the rows does not exceed.
func (h *histogram) quantile(share float64) float64 {
	if h == nil {
		return 0
	}
	sum := 0.0
	for i, n := range h.count {
		if sum += n; sum >= share*h.total {
			return math.Exp((float64(i)+0.5)/perFactor) / 100
		}
	}
	return math.Inf(1)
}

func (g *Gauge) times(table string, at, ingested []int64) {
	if g.late[table] == nil {
		g.late[table], g.hour[table] = &histogram{}, new([7 * 24]float64)
	}
	for i, t := range at {
		g.late[table].add(float64(ingested[i]-t) / float64(tick.Second))
		g.hour[table][t/tick.Hour%(7*24)]++ // 0001-01-01 was a Monday
	}
}

func (g *Gauge) full(at []int64) {
	for _, t := range at {
		if t%tick.Second == 0 {
			g.round++
		}
	}
}

// weekend is the rows of a weekend day by those of a weekday; NaN when there is no weekend in the data.
func (g *Gauge) weekend(table string, start, days int64) float64 {
	var work, free, workdays, freedays float64
	for d := range days {
		if tick.Weekend(start + d*tick.Day) {
			freedays++
		} else {
			workdays++
		}
	}
	h := g.hour[table]
	if h == nil || freedays == 0 || workdays == 0 {
		return math.NaN()
	}
	for i, n := range h {
		if i/24 >= int((time.Saturday+6)%7) {
			free += n
		} else {
			work += n
		}
	}
	return free / freedays / (work / workdays)
}

// busiest is the share of the rows that fall into the ten busiest hours of the day.
func (g *Gauge) busiest(table string) float64 {
	h := g.hour[table]
	if h == nil {
		return 0
	}
	hours, total := make([]float64, 24), 0.0
	for i, n := range h {
		hours[i%24] += n
		total += n
	}
	slices.Sort(hours)
	sum := 0.0
	for _, n := range hours[14:] {
		sum += n
	}
	return sum / total
}

// bursts gathers the gaps between the processes of a device. People and machines work in bursts: the spread of the gaps is a
// multiple of their mean, where independent random times would make it one.
type bursts struct {
	last       map[uint64]int64
	n, sum, sq float64
}

func (b *bursts) see(device []string, at []int64) {
	for i, t := range at {
		h := uint64(emptyHash.text(device[i]))
		if before, ok := b.last[h]; ok {
			gap := float64(t-before) / float64(tick.Second)
			b.n, b.sum, b.sq = b.n+1, b.sum+gap, b.sq+gap*gap
		}
		b.last[h] = t
	}
}

// spread is the standard deviation of the gaps by their mean.
func (b *bursts) spread() float64 {
	mean := b.sum / b.n
	return math.Sqrt(b.sq/b.n-mean*mean) / mean
}

// passwords counts wrong passwords, and those that the right one follows.
type passwords struct {
	wrong           map[string]mistakes // by user
	all, failed, ok float64             // sign-ins; failures; wrong passwords, of which the right one followed
	mistyped        float64
}

// mistakes are wrong passwords that no right one has followed yet.
type mistakes struct {
	last int64
	n    float64
}

const soon = 15 * tick.Minute

func (p *passwords) see(user, result []string, at []int64) {
	for i, u := range user {
		p.all++
		if result[i] != "0" {
			p.failed++
		}
		switch result[i] {
		case "50126":
			p.mistyped++
			p.wrong[u] = mistakes{at[i], p.wrong[u].n + 1}
		case "0":
			if m := p.wrong[u]; at[i]-m.last <= soon {
				p.ok += m.n
			}
			delete(p.wrong, u)
		}
	}
}
