package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/generator/attack"
	"socrates/scenarios"
)

// ruleTestFlags are what rule test asks for.
type ruleTestFlags struct {
	seeds        []uint
	people, days int
	all, alerts  bool
}

func newRuleTestCommand(a *app) *cobra.Command {
	var f ruleTestFlags
	cmd := &cobra.Command{
		Use:   "test SCENARIO...",
		Short: "Prove detections and rules on scenarios: what they promise to find is found, and little else",
		Long: `Make a tenant of each scenario and seed, and let every built-in detection and analytics rule watch it, once with the attack and once
without. The proof holds when every stage is noticed by what promises to notice it, when no other alert owes itself to the attack, and when
ordinary life raises no more than the stated number of alerts a day.`,
		Example: `  socrates rule test ransomware
  socrates rule test --all --seeds 1,2,3
  socrates rule test my-attack.yaml --alerts`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.testRules(cmd.Context(), args, f) },
	}
	cmd.Flags().UintSliceVar(&f.seeds, "seeds", []uint{1}, "seeds of the organisations")
	cmd.Flags().IntVar(&f.people, "people", 0, "size of the organisations (default: the scenario's)")
	cmd.Flags().IntVar(&f.days, "days", 0, "days of data (default: the scenario's)")
	cmd.Flags().BoolVar(&f.all, "all", false, "every scenario of the library")
	cmd.Flags().BoolVar(&f.alerts, "alerts", false, "print every alert")
	return cmd
}

// watchReport is what detections and rules made of one tenant.
type watchReport struct {
	Scenario string       `json:"scenario"`
	Seed     uint64       `json:"seed"`
	Days     float64      `json:"days"`
	People   int          `json:"people"`
	Missed   []string     `json:"missed"` // "stage: detection"
	Extra    []noticed    `json:"extra"`  // alerts that owe themselves to the attack and that no stage promises
	Noise    []noticed    `json:"noise"`  // alerts without the attack
	Found    []foundStage `json:"found"`
}

type foundStage struct {
	Stage string   `json:"stage"`
	Start int64    `json:"start"`
	End   int64    `json:"end"`
	By    []string `json:"by"`
}

// noticed is an alert in brief.
type noticed struct {
	By    string `json:"by"` // id of the detection or name of the rule
	First int64  `json:"first"`
	Last  int64  `json:"last"`
	About string `json:"about"`
}

func (n noticed) String() string {
	return fmt.Sprintf("%s %s .. %s: %s", n.By, value.FormatDatetime(n.First), value.FormatDatetime(n.Last), n.About)
}

// failed reports whether the proof fails.
func (r *watchReport) failed() bool {
	return len(r.Missed) > 0 || len(r.Extra) > 0 || float64(len(r.Noise)) > r.allowed()
}

// allowed is the number of alerts that ordinary life may raise in the report's days.
func (r *watchReport) allowed() float64 {
	return max(1, content.NoisePerDay*r.Days*float64(max(r.People, 50))/100)
}

func (a *app) testRules(ctx context.Context, args []string, f ruleTestFlags) error {
	list, err := scenariosToProve(args, proveFlags{all: f.all, seeds: f.seeds})
	if err != nil {
		return err
	}
	reports := []*watchReport{}
	failed := 0
	for _, s := range list {
		for _, seed := range f.seeds {
			bar := a.startBar(fmt.Sprintf("%s, seed %d", s.ID, seed))
			r, err := watchScenario(ctx, s, scenarios.Params{Seed: uint64(seed), People: f.people, Days: f.days})
			bar.stop()
			if err != nil {
				return err
			}
			reports = append(reports, r)
			if r.failed() {
				failed++
			}
			if !a.json {
				a.printWatch(r, f.alerts)
			}
		}
	}
	if a.json {
		if err := a.emit(reports); err != nil {
			return err
		}
	}
	if failed > 0 {
		return &exitError{code: 1, quiet: a.json, err: fmt.Errorf("%d of %d tenants do not hold what the content promises", failed, len(reports))}
	}
	return nil
}

func (a *app) printWatch(r *watchReport, all bool) {
	found := 0
	for _, s := range r.Found {
		found += len(s.By)
	}
	word := "holds"
	if r.failed() {
		word = "FAILS"
	}
	fmt.Fprintf(a.out, "%s  %s seed %d: %d of %d promises kept, %d alerts too many, %d alerts of ordinary life in %.1f days (%.1f allowed)\n", word, r.Scenario, r.Seed, found, found+len(r.Missed), len(r.Extra), len(r.Noise), r.Days, r.allowed())
	for _, m := range r.Missed {
		fmt.Fprintf(a.out, "  missed  %s\n", m)
	}
	for _, x := range r.Extra {
		fmt.Fprintf(a.out, "  extra   %s\n", x)
	}
	if float64(len(r.Noise)) > r.allowed() || all {
		for _, n := range r.Noise {
			fmt.Fprintf(a.out, "  noise   %s\n", n)
		}
	}
	if all {
		for _, s := range r.Found {
			fmt.Fprintf(a.out, "  found   %s %s .. %s: %s\n", s.Stage, value.FormatDatetime(s.Start), value.FormatDatetime(s.End), strings.Join(s.By, ", "))
		}
	}
}

// watchScenario makes a tenant in a temporary folder, lets the content watch it with and without the attack, and compares.
func watchScenario(ctx context.Context, s *scenarios.Scenario, p scenarios.Params) (_ *watchReport, err error) {
	plan, err := s.Compile(p)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "socrates-watch-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	dir, err := tenant.Create(ctx, home, tenant.Spec{Name: "watched", Plan: plan, Days: wholeDays(plan), Profile: defaultProfile, Created: time.Now()}, nil)
	if err != nil {
		return nil, err
	}
	t, err := tenant.Open(ctx, dir, tenant.Options{Engine: tenant.Unwatched})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	with, err := watchTenant(ctx, t, true)
	if err != nil {
		return nil, err
	}
	without, err := watchTenant(ctx, t, false)
	if err != nil {
		return nil, err
	}
	truth, err := t.Truth(ctx)
	if err != nil {
		return nil, err
	}
	promises, err := scenarios.Found(s.ID)
	if err != nil {
		return nil, err
	}
	m := t.Manifest()
	r := &watchReport{Scenario: s.ID, Seed: p.Seed, People: m.People, Days: float64(m.Horizon-m.Start) / float64(value.Day), Missed: []string{}, Extra: []noticed{}, Noise: without}
	r.compare(with, truth.Stages, promises)
	decoys := slices.DeleteFunc(slices.Clone(truth.Stages), func(s generator.Stage) bool { return !decoy(plan, s.ID) })
	r.Noise = slices.DeleteFunc(r.Noise, func(n noticed) bool { return promised(n, decoys, promises) })
	return r, nil
}

// watchTenant lets all content watch a tenant to its end, and lists the alerts.
func watchTenant(ctx context.Context, t *tenant.Tenant, attack bool) ([]noticed, error) {
	c, err := content.Load()
	if err != nil {
		return nil, err
	}
	e, err := t.Trial(c, attack)
	if err != nil {
		return nil, err
	}
	if err := e.Advance(ctx, int64(t.Manifest().Horizon)); err != nil {
		return nil, err
	}
	if failing := failingRules(e); failing != nil {
		return nil, failing
	}
	names := map[string]string{}
	for _, r := range c.Rules {
		names[r.ID] = r.Name
	}
	out := []noticed{}
	for _, a := range e.Alerts() {
		n := noticed{By: a.Source, First: a.First, Last: a.Last}
		if name := names[a.Source]; name != "" {
			n.By = name
		}
		var about []string
		for _, en := range a.Entities {
			about = append(about, en.Name())
		}
		n.About = clip(strings.Join(about, ", "), 120)
		out = append(out, n)
	}
	return out, nil
}

func failingRules(e *soc.Engine) error {
	var errs []error
	for _, l := range e.RuleList() {
		if l.Failing != "" {
			errs = append(errs, fmt.Errorf("rule %q fails: %s", l.Name, l.Failing))
		}
	}
	return errors.Join(errs...)
}

// lead is how long before a stage what prepares it may be noticed.
const lead = 10 * value.Minute

// slack is how long after a stage what it left may still arrive and be noticed.
const slack = 90 * value.Minute

// compare holds the alerts against the promises of the stages.
func (r *watchReport) compare(with []noticed, stages []generator.Stage, promises map[string][]string) {
	owed := map[int]bool{} // alerts that a promise explains
	for _, s := range stages {
		f := foundStage{Stage: s.ID, Start: s.Start, End: s.End, By: []string{}}
		for _, by := range promises[s.ID] {
			by, may := strings.CutSuffix(by, "?") // it depends on the person's own day
			hit := false
			for i, n := range with {
				if n.By == by && n.First <= s.End+slack && n.Last >= s.Start-lead {
					owed[i], hit = true, true
				}
			}
			switch {
			case hit:
				f.By = append(f.By, by)
			case !may:
				r.Missed = append(r.Missed, s.ID+": "+by)
			}
		}
		r.Found = append(r.Found, f)
	}
	for i, n := range with {
		if !owed[i] && !r.ordinary(n) {
			r.Extra = append(r.Extra, n)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(promises)) {
		if !slices.ContainsFunc(stages, func(s generator.Stage) bool { return s.ID == id }) {
			r.Missed = append(r.Missed, id+": there is no such stage")
		}
	}
}

// decoy reports that a stage of the plan is innocent. What it is meant to raise is no noise of ordinary life.
func decoy(plan generator.Plan, stage string) bool {
	return slices.ContainsFunc(plan.Attack.Stages, func(s attack.Stage) bool { return s.ID == stage && s.Decoy })
}

// promised reports that an alert is one that one of the stages is meant to raise.
func promised(n noticed, stages []generator.Stage, promises map[string][]string) bool {
	return slices.ContainsFunc(stages, func(s generator.Stage) bool {
		return n.First <= s.End+slack && n.Last >= s.Start-lead &&
			slices.ContainsFunc(promises[s.ID], func(by string) bool { return strings.TrimSuffix(by, "?") == n.By })
	})
}

// ordinary reports that an alert would be there without the attack too.
func (r *watchReport) ordinary(n noticed) bool {
	return slices.ContainsFunc(r.Noise, func(o noticed) bool { return o.By == n.By && o.First <= n.Last && n.First <= o.Last })
}
