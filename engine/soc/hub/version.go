package hub

import (
	"slices"
	"strconv"
	"strings"
)

// number splits 1.2.0 into its three parts; nil when it is no version.
func number(version string) []int {
	parts := strings.Split(version, ".")
	if len(parts) != 3 {
		return nil
	}
	out := make([]int, 3)
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 {
			return nil
		}
		out[i] = n
	}
	return out
}

// Older reports that version a came before b.
func Older(a, b string) bool { return slices.Compare(number(a), number(b)) < 0 }

// At is the solution as a version had it: without what later versions added.
func (s *Solution) At(version string) *Solution {
	later := map[string]bool{}
	out := *s
	out.Version, out.Changes = version, nil
	for _, c := range s.Changes {
		if !Older(version, c.Version) {
			out.Changes = append(out.Changes, c)
			continue
		}
		for _, item := range c.Adds {
			later[item] = true
		}
	}
	out.Connectors, out.Rules, out.Workbooks = keep(s.Connectors, later, self), keep(s.Rules, later, self), keep(s.Workbooks, later, self)
	out.Queries = keep(s.Queries, later, func(q Query) string { return q.Name })
	out.Watchlists = keep(s.Watchlists, later, func(w Watchlist) string { return w.Alias })
	out.Playbooks = keep(s.Playbooks, later, func(p Playbook) string { return p.Name })
	out.Parsers = keep(s.Parsers, later, func(p Parser) string { return p.Name })
	return &out
}

func self(s string) string { return s }

func keep[T any](list []T, without map[string]bool, name func(T) string) []T {
	return slices.DeleteFunc(slices.Clone(list), func(t T) bool { return without[name(t)] })
}

// Since are the changes after a version, oldest first.
func (s *Solution) Since(version string) []Change {
	return slices.DeleteFunc(slices.Clone(s.Changes), func(c Change) bool { return !Older(version, c.Version) })
}
