package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/journal"
	"socrates/engine/telemetry"
	"socrates/engine/tenant"
)

// examined is one line of the doctor's report.
type examined struct {
	What  string `json:"what"`
	OK    bool   `json:"ok"`
	Says  string `json:"says"`
	Fixed bool   `json:"fixed,omitempty"`
}

func newDoctorCommand(a *app) *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the machine and the data folder",
		Long: `Check that this machine can do what Socrates needs, that the data folder can be written, and that every tenant in it
is whole: manifest, data file, and the journal with its chain of digests.

With --repair, what an interrupted run left behind is removed, and a damaged journal is cut where the damage begins; the
damaged file is kept beside it.`,
		Example: "  socrates doctor\n  socrates doctor --repair --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			found := a.examine(cmd.Context(), repair)
			return a.reportHealth(found)
		},
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "mend what can be mended")
	return cmd
}

func (a *app) examine(ctx context.Context, repair bool) []examined {
	out := []examined{{"machine", true, fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()), false}}
	out = append(out, verdict("DuckDB", checkDuckDB(ctx), "opens, and its door locks"))
	dir, err := a.dataDir()
	if err != nil {
		return append(out, verdict("data folder", err, ""))
	}
	out = append(out, verdict("data folder", checkWritable(dir), dir+" can be written"))
	home := filepath.Join(dir, "tenants")
	there, err := tenant.List(home)
	if err != nil {
		return append(out, verdict("tenants", err, ""))
	}
	out = append(out, leftovers(home, repair)...)
	for _, l := range there {
		out = append(out, examineTenant(ctx, l, repair)...)
	}
	return out
}

func verdict(what string, err error, fine string) examined {
	if err != nil {
		return examined{What: what, Says: err.Error()}
	}
	return examined{What: what, OK: true, Says: fine}
}

func checkDuckDB(ctx context.Context) error {
	db, err := telemetry.Open(ctx, telemetry.Options{MemoryMB: 64, Threads: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Rows(ctx, "SELECT 1")
	return err
}

func checkWritable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%w; choose another folder with --data or SOCRATES_DATA", err)
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return fmt.Errorf("%w; choose another folder with --data or SOCRATES_DATA", err)
	}
	_, err = f.WriteString(strings.Repeat("x", 4096))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// leftovers finds what an interrupted create or delete left in the folder of tenants.
func leftovers(home string, repair bool) []examined {
	left, err := tenant.Leftovers(home)
	if err != nil {
		return []examined{verdict("leftovers", err, "")}
	}
	var out []examined
	for _, name := range left {
		e := examined{What: "leftover " + name, Says: "an interrupted run left it; remove it with: socrates doctor --repair"}
		if repair {
			err := tenant.Sweep(home, name)
			e = verdict(e.What, err, "removed")
			e.Fixed = err == nil
		}
		out = append(out, e)
	}
	return out
}

func examineTenant(ctx context.Context, l tenant.Listed, repair bool) []examined {
	name := "tenant " + l.Name
	if l.Err != nil {
		return []examined{verdict(name, l.Err, "")}
	}
	out := []examined{verdict(name+" data", tenant.CheckData(ctx, l.Dir), fmt.Sprintf("%s rows in %d tables", thousands(l.Manifest.Rows), len(l.Manifest.Tables)))}
	entries, err := checkJournal(ctx, tenant.JournalPath(l.Dir))
	var damage *journal.DamageError
	if errors.As(err, &damage) && repair {
		return append(out, mendJournal(ctx, name, damage))
	}
	return append(out, verdict(name+" journal", err, fmt.Sprintf("%d entries, chain whole", entries)))
}

func checkJournal(ctx context.Context, path string) (int64, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	log, err := journal.Open(ctx, path)
	if err != nil {
		return 0, err
	}
	defer log.Close()
	if err := log.Check(ctx); err != nil {
		return 0, err
	}
	head, err := log.Head(ctx)
	return head.Seq, err
}

func mendJournal(ctx context.Context, name string, damage *journal.DamageError) examined {
	saved, kept, err := journal.Mend(ctx, damage.Path)
	e := verdict(name+" journal", err, fmt.Sprintf("cut behind entry %d; the damaged file is kept as %s", saved, filepath.Base(kept)))
	e.Fixed = err == nil
	return e
}

func (a *app) reportHealth(found []examined) error {
	bad := 0
	for _, e := range found {
		if !e.OK {
			bad++
		}
	}
	if a.json {
		if err := a.emit(map[string]any{"healthy": bad == 0, "checks": found}); err != nil {
			return err
		}
	} else {
		for _, e := range found {
			fmt.Fprintf(a.out, "%-4s %-28s %s\n", map[bool]string{true: "ok", false: "BAD"}[e.OK], e.What, e.Says)
		}
	}
	if bad > 0 {
		return &exitError{code: 1, quiet: true, err: fmt.Errorf("%d things are wrong", bad)}
	}
	return nil
}
