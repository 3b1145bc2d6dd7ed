package generator

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Run makes the rows of a plan and hands them to sink, in time order per table, then the ground truth.
// progress may be nil. An error of the sink or a cancelled context ends the run; what the sink has got by then is
// not a whole tenant.
//
// The horizon is cut into windows. Within a window actors are independent and run on all cores; the window's rows
// are then sorted and handed on while the next window is being made. Nothing depends on who ran first.
func Run(ctx context.Context, p Plan, sink Sink, progress func(Progress)) (*Summary, error) {
	if p.Org == nil || p.Horizon <= p.Start {
		return nil, fmt.Errorf("run: the plan has no organisation or no time; compile a scenario to get one")
	}
	r := &run{plan: p, actors: cast(p), suspicious: map[string]int{}}
	_, r.still = sink.(Still)
	m := emit.NewMerger(r.standard, r.label, sink.Append)
	m.Tally(newUsage(p.Start, p.Horizon))
	if err := r.windows(ctx, m, progress); err != nil {
		return nil, err
	}
	if err := sink.Truth(r.truth()); err != nil {
		return nil, err
	}
	return r.summary(m), nil
}

type run struct {
	plan   Plan
	actors []*stage
	labels []Label
	still  bool // make no window ahead

	suspicious map[string]int // acts by kind
}

// stage is an actor with the acts that are still to come.
type stage struct {
	index int
	actor life.Actor
	next  int64 // UTC midnight of the first day not yet planned
	queue []queued
	until int64 // of the days planned, the acts that start before it are, or were, in the queue
	days  []day // planned days of which some acts start later
}

// day is a day of an actor that has begun.
type day struct{ midnight, last int64 }

type queued struct {
	life.Act
	source uint64
}

func cast(p Plan) []*stage {
	o := p.Org
	list := []life.Actor{life.Directory{O: o}, life.Cloud{O: o}}
	for _, person := range o.People {
		list = append(list, life.Person{O: o, P: person})
	}
	for _, d := range o.Devices {
		switch {
		case d.Server():
			list = append(list, life.Server{O: o, D: d})
		case !d.Managed():
			list = append(list, life.Thing{O: o, D: d})
		}
	}
	stages := make([]*stage, len(list))
	for i, a := range list {
		stages[i] = &stage{index: i, actor: a, next: tick.Midnight(p.Start) - tick.Day}
	}
	return stages
}

// window is chosen so that one holds some 20,000 rows, whatever the size of the organisation.
func window(people int) int64 {
	w := 90 * tick.Minute * 100 / int64(max(people, 100))
	return max(w, 2*tick.Minute)
}

// lag is how far before its start an act may write: a device boots before its user arrives, a wrong password comes
// before the right one. Rows are handed on when nothing can come before them any more.
const lag = 15 * tick.Minute

func (r *run) windows(ctx context.Context, m *emit.Merger, progress func(Progress)) error {
	p, step := r.plan, window(len(r.plan.Org.People))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	next := r.windowsOf(ctx, step)
	for from := p.Start; from < p.Horizon; from += step {
		writers, ok := next(from)
		if !ok || ctx.Err() != nil {
			return cmp.Or(ctx.Err(), context.Canceled)
		}
		for _, w := range writers {
			m.Take(w.Writer)
			for kind, n := range w.suspicious {
				r.suspicious[kind] += n
			}
		}
		until := from + step
		if until >= p.Horizon {
			until = p.Horizon + lag
		}
		if err := m.Flush(until - lag); err != nil {
			return err
		}
		if progress != nil {
			progress(Progress{Done: min(until, p.Horizon) - p.Start, Total: p.Horizon - p.Start, Rows: m.Rows})
		}
	}
	return nil
}

// windowsOf returns what hands out the windows in their order, the next one being made meanwhile.
func (r *run) windowsOf(ctx context.Context, step int64) func(from int64) ([]*worker, bool) {
	if r.still {
		return func(from int64) ([]*worker, bool) { return r.make(from, from+step), true }
	}
	made := make(chan []*worker, 1)
	go func() {
		defer close(made)
		for from := r.plan.Start; from < r.plan.Horizon; from += step {
			select {
			case made <- r.make(from, from+step):
			case <-ctx.Done():
				return
			}
		}
	}()
	return func(int64) ([]*worker, bool) { w, ok := <-made; return w, ok }
}

// worker is what one goroutine of a window writes and counts.
type worker struct {
	*emit.Writer
	suspicious map[string]int
}

// make runs the acts that start in [from, until).
func (r *run) make(from, until int64) []*worker {
	n := max(1, min(runtime.GOMAXPROCS(0), len(r.actors)/8))
	list := make([]*worker, n+1)
	var wg sync.WaitGroup
	for i := range list {
		list[i] = &worker{emit.NewWriter(r.plan.Start, r.plan.Horizon), map[string]int{}}
	}
	for w := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < len(r.actors); i += n {
				r.act(r.actors[i], list[w], from, until)
			}
		}()
	}
	r.attack(list[n].Writer, from, until)
	wg.Wait()
	return list
}

func (r *run) act(s *stage, w *worker, from, until int64) {
	r.planDays(s, until)
	due := 0
	for ; due < len(s.queue) && s.queue[due].At < until; due++ {
		q := &s.queue[due]
		if q.Kind != "" {
			w.suspicious[q.Kind]++
		}
		w.Begin(q.source)
		q.Run(trace.Env{W: w.Writer, R: chance.Numbered(r.plan.Org.Seed, int64(q.source)), O: r.plan.Org}, q.At)
	}
	rest := copy(s.queue, s.queue[due:])
	clear(s.queue[rest:])
	s.queue = s.queue[:rest]
}

// planDays queues the acts of all days that may have begun, in the order of their start.
func (r *run) planDays(s *stage, until int64) {
	known := len(s.queue)
	if until > s.until {
		r.portion(s, until)
	}
	for ; s.actor.Begins(s.next) < until; s.next += tick.Day {
		if last := r.queueDay(s, s.next, 0); last >= s.until {
			s.days = append(s.days, day{s.next, last})
		}
	}
	if len(s.queue) > known {
		slices.SortStableFunc(s.queue, func(a, b queued) int { return cmp.Compare(a.At, b.At) })
	}
}

// portion moves on to the next portion of the days that have begun. An act is some hundred bytes, and thousands of people do millions
// of them a day; so a large organisation's days are planned again for each portion, and only that is kept.
func (r *run) portion(s *stage, until int64) {
	size := portion(len(r.plan.Org.People))
	from := s.until
	s.until = until - until%size + size
	days := s.days[:0]
	for _, d := range s.days {
		if r.queueDay(s, d.midnight, from); d.last >= s.until {
			days = append(days, d)
		}
	}
	s.days = days
}

// queueDay queues the acts of a day that start in [from, s.until), and tells when its last one starts.
func (r *run) queueDay(s *stage, midnight, from int64) (last int64) {
	for i, a := range s.actor.Acts(midnight) {
		last = max(last, a.At)
		if a.At >= from && a.At < s.until && a.At >= r.plan.Start {
			source := uint64(s.index)<<36 | uint64(midnight/tick.Day%4096)<<24 | uint64(i)
			s.queue = append(s.queue, queued{a, source})
		}
	}
	return last
}

// portion is how much of a day is planned at once: all of it for a thousand people, and less the more there are.
var portion = func(people int) int64 { return max(tick.Hour, tick.Day*1000/int64(max(people, 1000))) }

// attackSource keeps the attack's rows apart from those of actors.
const attackSource = 1 << 62

func (r *run) attack(w *emit.Writer, from, until int64) {
	for i, st := range r.plan.Attack.Stages {
		if st.Start < from || st.Start >= until {
			continue
		}
		w.Begin(attackSource | uint64(i)<<24)
		if !st.Silent {
			w.Stage(i)
		}
		st.Run(trace.Env{W: w, R: chance.Stream(r.plan.Seed, r.plan.Scenario, st.ID), O: r.plan.Org}, st.Start)
	}
}

func (r *run) label(t *emit.Table, id int64, index int) {
	st := r.plan.Attack.Stages[index]
	r.labels = append(r.labels, Label{Table: t.Name, Row: id, Stage: st.ID, Decoy: st.Decoy})
}

func (r *run) truth() *Truth {
	t := &Truth{Labels: r.labels, Facts: r.plan.Facts}
	for _, st := range r.plan.Attack.Stages {
		if st.Silent {
			continue
		}
		s := Stage{ID: st.ID, Says: st.Says, Technique: st.Technique, Tactic: st.Tactic, Start: st.Start, End: st.End, After: st.After}
		for _, n := range st.Needs {
			s.Needs = append(s.Needs, Need(n))
		}
		t.Stages = append(t.Stages, s)
	}
	return t
}

func (r *run) summary(m *emit.Merger) *Summary {
	s := &Summary{Rows: m.Rows, Labels: int64(len(r.labels))}
	for _, t := range emit.Tables() {
		if n := m.Count(t); n > 0 {
			s.Tables = append(s.Tables, TableCount{t.Name, n})
		}
	}
	for _, kind := range life.Suspicious {
		if n := r.suspicious[kind.Kind]; n > 0 {
			s.Suspicious = append(s.Suspicious, ActCount{kind.Kind, n})
		}
	}
	slices.SortFunc(s.Tables, func(a, b TableCount) int { return strings.Compare(a.Table, b.Table) })
	return s
}

var sourceSystems = map[string]string{
	"AADServicePrincipalSignInLogs": "Azure AD", "AADRiskyUsers": "Azure AD", "Heartbeat": "OpsManager", "Event": "OpsManager", "W3CIISLog": "OpsManager", "DnsEvents": "OpsManager",
	"Usage": "OMS", "AWSCloudTrail": "Amazon Web Services", "StorageBlobLogs": "Azure", "AzureDiagnostics": "Azure", "MicrosoftGraphActivityLogs": "Azure AD",
	"SigninLogs": "Azure AD", "AADNonInteractiveUserSignInLogs": "Azure AD", "AuditLogs": "Azure AD", "AADUserRiskEvents": "Azure AD",
	"SecurityEvent": "OpsManager", "CommonSecurityLog": "OpsManager", "Syslog": "Linux", "OfficeActivity": "OfficeActivityManager", "AzureActivity": "Azure",
	"IdentityInfo@workspace": "AzureActiveDirectory",
}

var free = map[string]bool{"OfficeActivity": true, "AzureActivity": true, "Heartbeat": true}

// standard are the columns that every row of a table carries alike.
func (r *run) standard(t *emit.Table) map[string]string {
	o := r.plan.Org
	std := map[string]string{"TenantId": o.WorkspaceID, "Type": strings.TrimSuffix(t.Name, "@workspace"), "SourceSystem": sourceSystems[t.Name],
		"_IsBillable": "True"}
	if free[t.Name] {
		std["_IsBillable"] = "False"
	}
	if t.Name == "IdentityInfo" {
		delete(std, "Type") // there it says whether the account is a user's or a service's
	}
	return std
}
