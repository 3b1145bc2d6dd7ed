package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/telemetry"
	"socrates/engine/tenant"
	"socrates/labs"
	"socrates/quizzes"
)

//go:embed queries/cross-platform.kql
var crossPlatform string

//go:embed queries/same-user.kql
var sameUser string

func newDemoCommand(a *app) *cobra.Command {
	var keep string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch the whole thing work, in under half a minute",
		Long: `Make a small tenant with a phishing attack in it, let the mini-SOC work on it, hunt, close an incident and see it closed on
the other side, have a lab graded and two questions asked. Every step is checked: the command fails if one of them does not hold.`,
		Example: `  socrates demo
  socrates demo --seed 7 --keep ./demo      keep the tenant, to look around in it
  socrates demo --json                      an account for a machine`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("seed") {
				seed = uint64(rand.IntN(999_999)) + 1
			}
			return a.demo(cmd.Context(), seed, keep)
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", 0, "seed of the tenant (default: a random one, which is printed)")
	cmd.Flags().StringVar(&keep, "keep", "", "folder to keep the tenants in (default: a temporary one, removed at the end)")
	return cmd
}

// demoStep is one thing that the demo shows, and whether it holds.
type demoStep struct {
	Name    string   `json:"name"`
	Holds   bool     `json:"holds"`
	Says    []string `json:"says"`
	Seconds float64  `json:"seconds"`
}

// demonstration is a demo under way.
type demonstration struct {
	a     *app
	home  string
	seed  uint64
	lab   *labs.Lab
	t     *tenant.Tenant
	steps []demoStep

	worlds *labs.Worlds // where the lab is played

	joint, alone int64 // incidents: of several products, and Sentinel's alone
}

func (a *app) demo(ctx context.Context, seed uint64, keep string) error {
	home, cleanup, err := demoHome(keep)
	if err != nil {
		return err
	}
	defer cleanup()
	lab, err := labs.Find("one-phish-two-desks")
	if err != nil {
		return err
	}
	d := &demonstration{a: a, home: home, seed: seed, lab: lab, worlds: labs.NewWorlds("", time.Now)}
	defer d.close()
	began := time.Now()
	if err := d.all(ctx); err != nil {
		return err
	}
	return d.end(time.Since(began), keep)
}

func demoHome(keep string) (string, func(), error) {
	if keep != "" {
		return keep, func() {}, os.MkdirAll(keep, 0o755)
	}
	dir, err := os.MkdirTemp("", "socrates-demo-*")
	return dir, func() { os.RemoveAll(dir) }, err
}

func (d *demonstration) close() {
	d.worlds.Close()
	if d.t != nil {
		d.t.Close()
	}
}

// all runs every step; a step that does not hold is told and ends the run.
func (d *demonstration) all(ctx context.Context) error {
	for _, step := range []struct {
		name string
		do   func(context.Context) ([]string, error)
	}{
		{"A tenant: 50 people, three days, one attack", d.makeTenant},
		{"The mini-SOC: products and a firewall rule, one incident", d.incidents},
		{"Hunting across both tables families", d.hunts},
		{"Two desks, one incident", d.sync},
		{"Sentinel's own incident in the unified queue", d.sentinelOnly},
		{"The connector off: what the workspace no longer knows", d.connectorOff},
		{"A lab, graded with its solution and with a wrong turn", d.gradeLab},
		{"Two questions of the classic course", d.quiz},
	} {
		began := time.Now()
		says, err := step.do(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			says = append(says, err.Error())
		}
		d.tell(demoStep{step.name, err == nil, says, time.Since(began).Seconds()})
		if err != nil {
			break
		}
	}
	return nil
}

func (d *demonstration) tell(s demoStep) {
	d.steps = append(d.steps, s)
	if d.a.json {
		return
	}
	mark := "ok  "
	if !s.Holds {
		mark = "FAIL"
	}
	fmt.Fprintf(d.a.out, "\n[%s] %d. %s (%.1f s)\n", mark, len(d.steps), s.Name, s.Seconds)
	for _, line := range s.Says {
		fmt.Fprintln(d.a.out, "     "+strings.ReplaceAll(line, "\n", "\n     "))
	}
}

func (d *demonstration) end(took time.Duration, keep string) error {
	failed := slices.ContainsFunc(d.steps, func(s demoStep) bool { return !s.Holds })
	if d.a.json {
		if err := d.a.emit(map[string]any{"seed": d.seed, "holds": !failed, "seconds": took.Seconds(), "steps": d.steps}); err != nil {
			return err
		}
	}
	if failed {
		return &exitError{code: 1, quiet: d.a.json, err: fmt.Errorf("a step of the demo does not hold at seed %d", d.seed)}
	}
	if d.a.json {
		return nil
	}
	fmt.Fprintf(d.a.out, "\nAll of it held, at seed %d, in %.1f seconds.\n\nWhat to try next:\n", d.seed, took.Seconds())
	if keep != "" {
		fmt.Fprintf(d.a.out, "  socrates hunt --tenant %s \"AlertInfo | take 10\"\n", filepath.Join(keep, "demo"))
	}
	fmt.Fprint(d.a.out, "  socrates tenant create hunt1            a tenant of your own\n  socrates quiz start                     exam questions\n  socrates scenario list                  other attacks\n")
	return nil
}

func (d *demonstration) makeTenant(ctx context.Context) ([]string, error) {
	spec, err := d.lab.Spec(d.seed, "demo", time.Now())
	if err != nil {
		return nil, err
	}
	bar := d.a.startBar("Living three days")
	dir, err := tenant.Create(ctx, d.home, spec, bar.generated)
	bar.stop()
	if err != nil {
		return nil, err
	}
	if d.t, err = tenant.Open(ctx, dir, tenant.Options{}); err != nil {
		return nil, err
	}
	if err := d.worlds.Adopt(ctx, d.lab, d.seed, d.t); err != nil { // the lab is played in copies of it as it is now
		return nil, err
	}
	return d.countTables(ctx)
}

var demoTables = []string{
	"EmailEvents", "EmailUrlInfo", "UrlClickEvents", "SigninLogs", "DeviceLogonEvents", "DeviceProcessEvents", "DeviceNetworkEvents",
	"DeviceFileEvents", "IdentityLogonEvents", "CommonSecurityLog", "ThreatIntelligenceIndicator",
}

func (d *demonstration) countTables(ctx context.Context) ([]string, error) {
	says := []string{fmt.Sprintf("seed %d, the clock stands at %s", d.seed, value.FormatDatetime(d.t.Now()))}
	for _, table := range demoTables {
		r, err := d.rows(ctx, soc.Unified, table+" | count")
		if err != nil {
			return says, err
		}
		n, _ := r.Rows[0][0].(int64)
		if n == 0 {
			return says, fmt.Errorf("%s is empty", table)
		}
		says = append(says, fmt.Sprintf("%-28s %7d rows", table, n))
	}
	return says, nil
}

// rows runs a query that has to run.
func (d *demonstration) rows(ctx context.Context, where soc.Scope, text string) (*telemetry.Result, error) {
	r, found, err := d.t.Hunt(ctx, where, text, telemetry.Limits{})
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		return nil, errors.New(source.Render("query", text, found))
	}
	return r, nil
}

// incidents looks for the incident of several products and for the one that is Sentinel's alone.
func (d *demonstration) incidents(ctx context.Context) (says []string, err error) {
	err = d.t.SOC(ctx, func(e *soc.Engine) error {
		alerts := map[string]*soc.Alert{}
		for _, al := range e.Alerts() {
			alerts[al.ID] = al
		}
		for _, i := range e.Incidents() {
			defender, sentinel := productsOf(i, alerts)
			switch {
			case i.Redirect == 0 && len(defender) >= 3 && len(sentinel) > 0:
				d.joint = i.ID
				says = append(says, describe(i, defender, sentinel)...)
			case i.SentinelOnly() && len(defender) == 0 && d.alone == 0:
				d.alone = i.ID
				says = append(says, fmt.Sprintf("incident %d %q is Sentinel's alone", i.ID, i.Title))
			}
		}
		return nil
	})
	switch {
	case err != nil:
	case d.joint == 0:
		err = errors.New("no incident holds alerts of three Defender products and of the firewall rule")
	case d.alone == 0:
		err = errors.New("no incident is Sentinel's alone")
	}
	return says, err
}

// productsOf splits the products behind an incident by side.
func productsOf(i *soc.Incident, alerts map[string]*soc.Alert) (defender, sentinel []string) {
	for _, id := range i.Alerts {
		al := alerts[id]
		into := &defender
		if al.Sentinel() {
			into = &sentinel
		}
		if !slices.Contains(*into, al.Product) {
			*into = append(*into, al.Product)
		}
	}
	return defender, sentinel
}

func describe(i *soc.Incident, defender, sentinel []string) []string {
	says := []string{fmt.Sprintf("incident %d %q: %d alerts of %s, and of Sentinel (%s)", i.ID, i.Title, len(i.Alerts),
		strings.Join(defender, ", "), strings.Join(sentinel, ", "))}
	for _, l := range i.Links {
		if l.Key != "" && len(says) < 5 {
			says = append(says, "together because: "+l.Says)
		}
	}
	return says
}

func (d *demonstration) hunts(ctx context.Context) ([]string, error) {
	var says []string
	for _, q := range []struct{ name, text string }{{"endpoint traffic to known bad addresses", crossPlatform}, {"cloud sign-ins beside device logons", sameUser}} {
		r, err := d.rows(ctx, soc.Unified, q.text)
		if err != nil {
			return says, err
		}
		if len(r.Rows) == 0 {
			return says, fmt.Errorf("%s: the query found nothing", q.name)
		}
		says = append(says, fmt.Sprintf("%s: %d rows in %d ms", q.name, len(r.Rows), r.Elapsed.Milliseconds()))
	}
	return says, nil
}

func (d *demonstration) act(ctx context.Context, kind string, portal profile.Portal, data any) (soc.Outcome, error) {
	return d.t.Do(ctx, "analyst", time.Now(), soc.NewAction(kind, portal, "analyst", data))
}

func (d *demonstration) wait(ctx context.Context, minutes int64) error {
	return d.t.Advance(ctx, "analyst", time.Now(), d.t.Now()+minutes*value.Minute)
}

// face shows one side of an incident.
func (d *demonstration) face(ctx context.Context, id int64, look func(*soc.Incident) error) error {
	return d.t.SOC(ctx, func(e *soc.Engine) error {
		for _, i := range e.Incidents() {
			if i.ID == id {
				return look(i)
			}
		}
		return fmt.Errorf("incident %d is gone", id)
	})
}

// sync edits in one portal and looks in the other, before and after the delay.
func (d *demonstration) sync(ctx context.Context) ([]string, error) {
	var says []string
	severity, owner, closed := "Low", "tier2@soc.example", "Closed"
	if _, err := d.act(ctx, "incident.update", profile.Azure, soc.UpdateIncident{ID: d.joint, Severity: &severity, Owner: &owner}); err != nil {
		return says, err
	}
	if err := d.wait(ctx, 15); err != nil {
		return says, err
	}
	err := d.face(ctx, d.joint, func(i *soc.Incident) error {
		if i.Defender.Severity.Value != severity || i.Defender.Owner.Value != owner {
			return fmt.Errorf("changed in Sentinel, but Defender says severity %s, owner %q", i.Defender.Severity.Value, i.Defender.Owner.Value)
		}
		says = append(says, "severity and owner changed in Sentinel are seen in Defender")
		return nil
	})
	if err != nil {
		return says, err
	}
	if _, err := d.act(ctx, "incident.update", profile.Defender, soc.UpdateIncident{ID: d.joint, Status: &closed, Verdict: "True positive", Determination: "Multistage attack"}); err != nil {
		return says, err
	}
	if err := d.face(ctx, d.joint, func(i *soc.Incident) error {
		says = append(says, "closed in Defender; at that moment Sentinel says "+i.Sentinel.State.Value.Status)
		return nil
	}); err != nil {
		return says, err
	}
	if err := d.wait(ctx, 15); err != nil {
		return says, err
	}
	return says, d.face(ctx, d.joint, func(i *soc.Incident) error {
		s := i.Sentinel.State.Value
		if s.Status != closed {
			return fmt.Errorf("closed in Defender, but after 15 minutes Sentinel says %s", s.Status)
		}
		says = append(says, fmt.Sprintf("15 minutes later Sentinel says %s, %s", s.Status, s.Classification))
		return nil
	})
}

func (d *demonstration) sentinelOnly(ctx context.Context) ([]string, error) {
	var says []string
	if err := d.face(ctx, d.alone, func(i *soc.Incident) error {
		if i.Defender.Since == 0 {
			return fmt.Errorf("incident %d is not in the unified queue", i.ID)
		}
		says = append(says, fmt.Sprintf("incident %d is in the unified queue", i.ID))
		return nil
	}); err != nil {
		return says, err
	}
	_, err := d.act(ctx, "incident.investigate", profile.Defender, soc.OneIncident{ID: d.alone})
	refusal, refused := soc.AsRefusal(err)
	if !refused {
		return says, fmt.Errorf("automated investigation was not refused: %v", err)
	}
	return append(says, "refused: "+refusal.Error()), nil
}

// connectorOff asks the workspace for the same two queries without the connector.
func (d *demonstration) connectorOff(ctx context.Context) ([]string, error) {
	if _, err := d.act(ctx, "connector.disconnect", profile.Azure, nil); err != nil {
		return nil, err
	}
	var says []string
	for _, text := range []string{crossPlatform, sameUser} {
		_, found, err := d.t.Hunt(ctx, soc.WorkspaceScope, text, telemetry.Limits{})
		if err != nil {
			return says, err
		}
		why := slices.IndexFunc(found, func(f source.Diag) bool { return strings.Contains(f.Msg, soc.ConnectorName) })
		if why < 0 {
			return says, errors.New("the workspace still knows Defender's tables, or does not say why it does not")
		}
		says = append(says, found[why].Msg)
		says = append(says, found[why].Hints...)
	}
	_, err := d.act(ctx, "connector.connect", profile.Azure, nil)
	return says, err
}

// gradeLab plays the lab's solution and one wrong turn, each in a fresh tenant of the same seed.
func (d *demonstration) gradeLab(ctx context.Context) (says []string, err error) {
	for _, run := range []struct {
		name   string
		script labs.Script
	}{{"solution", d.lab.Solution}, {"wrong turn", d.lab.Wrong["default-join"]}} {
		vs, err := d.lab.Run(ctx, d.worlds, d.seed, run.script)
		if err != nil {
			return says, err
		}
		points, most := labs.Total(vs)
		says = append(says, fmt.Sprintf("%s: %d of %d points", run.name, points, most))
		for _, v := range vs {
			turn, expected := run.script.Misses[v.Task]
			if (v.Ending == labs.Pass) == expected || v.Turn != turn {
				return says, fmt.Errorf("task %s ended with %s %s: %s", v.Task, v.Ending, v.Turn, v.Says)
			}
			if expected {
				says = append(says, fmt.Sprintf("task %s: %d of %d points. %s", v.Task, v.Points, v.Max, v.Says))
			}
		}
	}
	return says, nil
}

func (d *demonstration) quiz(ctx context.Context) ([]string, error) {
	bank, err := quizzes.Default()
	if err != nil {
		return nil, err
	}
	var says []string
	for _, id := range []string{"close-in-defender", "firewall-syslog-incident"} {
		it, err := bank.Find(id)
		if err != nil {
			return says, err
		}
		key := slices.IndexFunc(it.Options, func(o quizzes.Option) bool { return o.Correct })
		right, err := it.Grade(ctx, []string{letterOf(key)}, nil)
		if err != nil {
			return says, err
		}
		wrong, err := it.Grade(ctx, []string{letterOf((key + 1) % len(it.Options))}, nil)
		if err != nil {
			return says, err
		}
		if !right.Right() || wrong.Right() {
			return says, fmt.Errorf("question %s is graded wrongly", id)
		}
		stem := strings.TrimSpace(it.Stem)
		says = append(says, stem[strings.LastIndex(stem, "\n")+1:], "  "+it.Options[key].Text+" "+it.Options[key].Because)
	}
	return says, nil
}
