package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/scenarios"
)

func newTenantCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tenant",
		Short: "Make, list and remove tenants: simulated organisations with an attack in them",
		Long: `A tenant is a simulated organisation with some days of telemetry, an attack hidden in it, and a mini-SOC that
works on it. It follows from its scenario, its size and its seed alone: the same three give the same tenant.`,
		Example: `  socrates tenant create                       the scenario to begin with, and a seed of your own
  socrates tenant create hunt1 --seed 7        the same tenant on every machine
  socrates tenant list
  socrates tenant reset hunt1                  forget what was done in it, keep the data`,
	}
	cmd.AddCommand(newTenantCreateCommand(a), newTenantListCommand(a), newTenantInfoCommand(a), newTenantResetCommand(a),
		newTenantDeleteCommand(a), newTenantExportCommand(a), newTenantBenchCommand(a), newTenantRealismCommand(a))
	return cmd
}

// createFlags are what tenant create asks for.
type createFlags struct {
	scenario, profile, now string
	people, days           int
	seed                   uint64
}

func newTenantCreateCommand(a *app) *cobra.Command {
	var f createFlags
	cmd := &cobra.Command{
		Use:   "create [NAME]",
		Short: "Make a tenant",
		Long: `Make a tenant: invent the organisation, live its days, place the attack, store the rows. Without a seed it gets one
of its own. An interrupted run leaves nothing behind.`,
		Example: `  socrates tenant create
  socrates tenant create class-a --seed 7 --people 200 --days 7
  socrates tenant create mine --scenario ./my-attack.yaml --profile 2024-course`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.createTenant(cmd, args, f) },
	}
	cmd.Flags().StringVar(&f.scenario, "scenario", defaultScenario, "id of a scenario (see `socrates scenario list`), or path of a scenario file")
	cmd.Flags().IntVar(&f.people, "people", 0, "people in the organisation (default: the scenario's)")
	cmd.Flags().IntVar(&f.days, "days", 0, "days of data before the day on which the tenant opens (default: the scenario's)")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "seed (default: a random one, which is printed)")
	cmd.Flags().StringVar(&f.profile, "profile", defaultProfile, "platform profile")
	cmd.Flags().StringVar(&f.now, "now", "", "when the tenant opens, such as 2026-03-05T14:00Z (default: the scenario's)")
	return cmd
}

// defaultScenario is the one to begin with: a phish that is seen on both desks.
const defaultScenario = "phish-to-c2"

// defaultProfile is the platform as it stands; the demo alone follows the classic course.
const defaultProfile = "2026-07"

func (a *app) createTenant(cmd *cobra.Command, args []string, f createFlags) error {
	home, err := a.tenantsDir()
	if err != nil {
		return err
	}
	spec, err := a.tenantSpec(args, f)
	if err != nil {
		return err
	}
	bar := a.startBar("Living " + spec.Name)
	dir, err := tenant.Create(cmd.Context(), home, spec, bar.generated)
	bar.stop()
	if err != nil {
		return err
	}
	return a.firstOpening(cmd.Context(), dir)
}

// tenantSpec compiles what the flags ask for.
func (a *app) tenantSpec(args []string, f createFlags) (tenant.Spec, error) {
	sc, err := scenarios.Load(f.scenario)
	if err != nil {
		return tenant.Spec{}, err
	}
	p := scenarios.Params{Seed: f.seed, People: f.people, Days: f.days}
	if p.Seed == 0 {
		p.Seed = freshSeed()
	}
	if f.now != "" {
		ticks, ok := value.ParseDatetime(f.now)
		if !ok {
			return tenant.Spec{}, fmt.Errorf("--now %q is no time; write it like 2026-03-05T14:00Z", f.now)
		}
		p.Now = ticks
	}
	plan, err := sc.Compile(p)
	if err != nil {
		return tenant.Spec{}, err
	}
	name := sc.ID
	if len(args) > 0 {
		name = args[0]
	}
	return tenant.Spec{Name: name, Plan: plan, Days: wholeDays(plan), Profile: f.profile, Created: time.Now()}, nil
}

func wholeDays(p generator.Plan) int { return int((p.Now - p.Start) / value.Day) }

// freshSeed is short enough to be read out to a neighbour.
func freshSeed() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return 1 + binary.BigEndian.Uint64(b[:])%999_999_999
}

// firstOpening runs the mini-SOC over the days before and reports.
func (a *app) firstOpening(ctx context.Context, dir string) error {
	spin := a.startBar("The mini-SOC goes through the days before")
	t, err := tenant.Open(ctx, dir, tenant.Options{})
	spin.stop()
	if err != nil {
		return err
	}
	m := t.Manifest()
	if err := t.Close(); err != nil {
		return err
	}
	if a.json {
		return a.emit(struct {
			*tenant.Manifest
			Dir string `json:"dir"`
		}{m, dir})
	}
	fmt.Fprintf(a.out, "Tenant %s: %s, %d people, seed %d, scenario %s, profile %s\n", m.Name, m.Org, m.People, m.Seed, m.Scenario, m.Profile)
	fmt.Fprintf(a.out, "%s rows in %d tables, from %s; its clock stands at %s\n", thousands(m.Rows), len(m.Tables), clockText(m.Start), clockText(m.Opens))
	fmt.Fprintf(a.out, "\nNext:\n  socrates hunt --tenant %[1]s \"AlertInfo | project Timestamp, Title, ServiceSource\"\n  socrates hunt --tenant %[1]s \"SigninLogs | take 5\"\n", m.Name)
	return nil
}

func newTenantListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the tenants of the data folder",
		Example: "  socrates tenant list --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			home, err := a.tenantsDir()
			if err != nil {
				return err
			}
			there, err := tenant.List(home)
			if err != nil {
				return err
			}
			return a.printTenants(home, there)
		},
	}
}

func (a *app) printTenants(home string, there []tenant.Listed) error {
	if a.json {
		return a.emit(listedJSON(there))
	}
	if len(there) == 0 {
		fmt.Fprintf(a.out, "There is no tenant in %s yet. Make one with: socrates tenant create\n", home)
		return nil
	}
	for _, l := range there {
		if l.Err != nil {
			fmt.Fprintf(a.out, "%-20s %v\n", l.Name, l.Err)
			continue
		}
		m := l.Manifest
		fmt.Fprintf(a.out, "%-20s %-28s %5d people %3d days %12s rows  seed %-10d %s\n", l.Name, m.Scenario, m.People, m.Days, thousands(m.Rows), m.Seed, m.Profile)
	}
	return nil
}

type listedTenant struct {
	Name string `json:"name"`
	Dir  string `json:"dir"`
	*tenant.Manifest
	Error string `json:"error,omitempty"`
}

func listedJSON(there []tenant.Listed) []listedTenant {
	out := make([]listedTenant, 0, len(there))
	for _, l := range there {
		row := listedTenant{Name: l.Name, Dir: l.Dir, Manifest: l.Manifest}
		if l.Err != nil {
			row.Error = l.Err.Error()
		}
		out = append(out, row)
	}
	return out
}

func newTenantInfoCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "info [NAME]",
		Short:   "Tell what a tenant was made from and where its clock stands",
		Example: "  socrates tenant info hunt1",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withTenant(cmd.Context(), first(args), func(t *tenant.Tenant) error { return a.printInfo(cmd.Context(), t) })
		},
	}
}

func (a *app) printInfo(ctx context.Context, t *tenant.Tenant) error {
	m := t.Manifest()
	entries, err := t.Journal(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(struct {
			*tenant.Manifest
			Dir     string         `json:"dir"`
			Now     tenant.Instant `json:"now"`
			Actions int            `json:"actions"`
		}{m, t.Dir(), tenant.Instant(t.Now()), len(entries)})
	}
	for _, line := range [][2]string{
		{"folder", t.Dir()}, {"organisation", m.Org + " (" + m.Domain + ")"}, {"people", fmt.Sprint(m.People)},
		{"scenario", m.Scenario}, {"seed", fmt.Sprint(m.Seed)}, {"profile", m.Profile},
		{"data", clockText(m.Start) + " to " + clockText(m.Horizon)}, {"clock", clockText(tenant.Instant(t.Now()))},
		{"workspace", m.Workspace}, {"directory", m.Directory}, {"journal", fmt.Sprintf("%d entries", len(entries))},
		{"rows", fmt.Sprintf("%s up to the end of the data", thousands(m.Rows))},
	} {
		fmt.Fprintf(a.out, "%-14s%s\n", line[0], line[1])
	}
	for _, name := range sortedKeys(m.Tables) {
		fmt.Fprintf(a.out, "  %-44s %10s\n", name, thousands(m.Tables[name].Rows))
	}
	return nil
}

func newTenantResetCommand(a *app) *cobra.Command {
	var rebuild bool
	cmd := &cobra.Command{
		Use:   "reset NAME",
		Short: "Forget what was done in a tenant, keep its data",
		Long: `Forget what was done in a tenant: its clock goes back to where it opened and the mini-SOC starts over. The old
journal is kept in the folder under another name. With --rebuild the journal stays and the data is made again from the seed,
which mends a damaged or lost data file.`,
		Example: "  socrates tenant reset hunt1\n  socrates tenant reset hunt1 --rebuild",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.tenantDir(args[0])
			if err != nil {
				return err
			}
			if rebuild {
				return a.rebuildTenant(cmd.Context(), dir)
			}
			kept, err := tenant.Reset(filepath.Dir(dir), filepath.Base(dir), time.Now())
			if err != nil {
				return err
			}
			return a.say(map[string]any{"reset": filepath.Base(dir), "journal": kept}, "Tenant %s is as on its first day.%s", filepath.Base(dir), keptText(kept))
		},
	}
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "make the data again from the seed, keep the journal")
	return cmd
}

func keptText(kept string) string {
	if kept == "" {
		return ""
	}
	return " What was done is kept in " + kept
}

func (a *app) rebuildTenant(ctx context.Context, dir string) error {
	m, err := tenant.ReadManifest(dir)
	if err != nil {
		return err
	}
	sc, err := scenarios.Load(m.Scenario)
	if err != nil {
		return fmt.Errorf("the scenario %q that the tenant was made from: %w", m.Scenario, err)
	}
	plan, err := sc.Compile(scenarios.Params{Seed: m.Seed, People: m.People, Days: m.Days, Now: int64(m.Opens)})
	if err != nil {
		return err
	}
	spec := tenant.Spec{Name: m.Name, Plan: plan, Days: m.Days, Profile: m.Profile, Created: m.Created}
	if err := tenant.Rebuild(ctx, filepath.Dir(dir), spec, nil); err != nil {
		return err
	}
	return a.say(map[string]any{"rebuilt": m.Name}, "The data of tenant %s was made again from seed %d, with the same rows.", m.Name, m.Seed)
}

func newTenantDeleteCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "delete NAME…",
		Aliases: []string{"rm"},
		Short:   "Remove tenants with all that was done in them",
		Example: "  socrates tenant delete hunt1 hunt2",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, name := range args {
				dir, err := a.tenantDir(name)
				if err != nil {
					return err
				}
				if err := tenant.Delete(filepath.Dir(dir), filepath.Base(dir)); err != nil {
					return err
				}
			}
			return a.say(map[string]any{"deleted": args}, "Deleted: %s", join(args))
		},
	}
}

func newTenantExportCommand(a *app) *cobra.Command {
	var name string
	var truth bool
	cmd := &cobra.Command{
		Use:   "export FOLDER",
		Short: "Write what a tenant shows as Parquet files, one a table",
		Long: `Write every table as the clock shows it now, one Parquet file a table, for DuckDB, Python or a real workspace.
Datetimes are timestamps in UTC. Ground truth (which rows the attack left, and its answers) is written only with --truth.`,
		Example: "  socrates tenant export ./out --tenant hunt1\n  socrates tenant export ./out --truth",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withTenant(cmd.Context(), name, func(t *tenant.Tenant) error {
				files, err := t.Export(cmd.Context(), args[0], truth)
				if err != nil {
					return err
				}
				return a.say(map[string]any{"folder": args[0], "files": files}, "%d tables written to %s", len(files), args[0])
			})
		},
	}
	tenantFlag(cmd, &name)
	cmd.Flags().BoolVar(&truth, "truth", false, "also the ground truth: spoils every lab on this tenant")
	return cmd
}
