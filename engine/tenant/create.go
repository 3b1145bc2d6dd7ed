package tenant

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"socrates/engine/schema/rows"
	"socrates/engine/soc/profile"
	"socrates/engine/telemetry"
	"socrates/generator"
)

// Spec says what tenant to make.
type Spec struct {
	Name    string
	Plan    generator.Plan
	Days    int       // for the record: whole days before the day on which the tenant opens
	Profile string    // platform profile, such as 2026-07
	Created time.Time // wall time, for the record

	Writers  int // see telemetry.BuildOptions
	MemoryMB int
}

// ExistsError says that a tenant of this name is there already.
type ExistsError struct{ Name string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("there is a tenant %q already; choose another name, or remove it first with: socrates tenant delete %s", e.Name, e.Name)
}

// Create makes the tenant spec in the folder home/spec.Name and returns that folder. It makes a whole tenant
// or none: an error, a full disk or a cancelled context leaves nothing behind. progress may be nil.
func Create(ctx context.Context, home string, spec Spec, progress func(generator.Progress)) (dir string, err error) {
	return create(ctx, home, spec, generator.Run, progress)
}

// runFunc is generator.Run, or what stands for it in a test.
type runFunc func(context.Context, generator.Plan, generator.Sink, func(generator.Progress)) (*generator.Summary, error)

func create(ctx context.Context, home string, spec Spec, run runFunc, progress func(generator.Progress)) (dir string, err error) {
	if err := CheckName(spec.Name); err != nil {
		return "", err
	}
	if _, err := profile.Load(spec.Profile); err != nil { // nobody could open it
		return "", err
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("the data folder cannot be made: %w; choose another with --data", err)
	}
	lock, err := lockWhole(home, spec.Name)
	if err != nil {
		return "", err
	}
	defer lock.release()
	dir = filepath.Join(home, spec.Name)
	if _, err := os.Stat(dir); err == nil {
		return "", &ExistsError{Name: spec.Name}
	}
	partial := filepath.Join(home, "."+spec.Name+".partial") // left by a kill: nobody else has the lock
	if err := os.RemoveAll(partial); err != nil {
		return "", err
	}
	defer os.RemoveAll(partial)
	if err := os.Mkdir(partial, 0o755); err != nil {
		return "", err
	}
	if err := build(ctx, partial, spec, run, progress); err != nil {
		return "", err
	}
	return dir, os.Rename(partial, dir)
}

// build fills the folder of a tenant that is not there yet.
func build(ctx context.Context, dir string, spec Spec, run runFunc, progress func(generator.Progress)) error {
	b, err := telemetry.Create(ctx, filepath.Join(dir, telemetryFile), telemetry.BuildOptions{Writers: spec.Writers, MemoryMB: spec.MemoryMB})
	if err != nil {
		return err
	}
	defer b.Abort()
	s := &sink{b: b, sums: newDigests()}
	if _, err := run(ctx, spec.Plan, s, progress); err != nil {
		return err
	}
	if !s.truth {
		return errors.New("the generator ended without ground truth; this is a bug in socrates")
	}
	if err := b.Finish(); err != nil {
		return err
	}
	return s.manifest(spec).write(dir)
}

// sink hands what the generator makes to the builder and keeps the digests.
type sink struct {
	b     *telemetry.Builder
	sums  *digests
	truth bool
}

func (s *sink) Append(b *rows.Batch) error {
	s.sums.add(b)
	return s.b.Append(telemetry.RowsSchema, b)
}

func (s *sink) Truth(t *generator.Truth) error {
	s.truth = true
	return storeTruth(s.b, t)
}

func (s *sink) manifest(spec Spec) *Manifest {
	p := spec.Plan
	m := &Manifest{Format: Format, Name: spec.Name, Scenario: p.Scenario, People: p.People, Days: spec.Days, Seed: p.Seed,
		Profile: spec.Profile, Start: Instant(p.Start), Opens: Instant(p.Now), Horizon: Instant(p.Horizon),
		Created: spec.Created.UTC().Truncate(time.Second), Tables: map[string]Stored{}}
	if p.Org != nil {
		m.Org, m.Domain = p.Org.Name, p.Org.Domain
		m.Directory, m.Workspace, m.Subscription = p.Org.TenantID, p.Org.WorkspaceID, p.Org.SubscriptionID
	}
	for table, n := range s.b.Rows(telemetry.RowsSchema) {
		m.Tables[table] = Stored{Rows: n, Digest: s.sums.of(table)}
		m.Rows += n
	}
	return m
}
