package tenant

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"socrates/engine/journal"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// Tenant is an open tenant. Its methods may be called from several goroutines.
type Tenant struct {
	dir    string
	man    *Manifest
	lock   *lock
	db     *telemetry.DB
	log    journal.Log
	stored map[string]bool
	story  story
	absent []string // Options.Absent

	engine func(*Manifest, soc.World) (MiniSOC, error)

	mu        sync.Mutex // guards what follows, and the mini-SOC
	soc       MiniSOC
	now       int64         // the clock
	head      journal.Entry // the newest entry that is folded in
	live      map[string]*schema.Table
	count     map[string]int64 // rows published, by table
	published []*rows.Batch
	saved     foldKey // what the cache file holds
	dirty     bool    // an entry or an advance is half folded in

	seen atomic.Pointer[sight] // for readers that do not wait for a long advance
}

// sight is the last settled state.
type sight struct {
	now int64
	v   *view
}

// MiniSOC is what a tenant asks of the mini-SOC; *soc.Engine is it.
type MiniSOC interface {
	Advance(ctx context.Context, to int64) error
	Apply(ctx context.Context, at int64, a soc.Action) (soc.Outcome, error)
	Blocks() []soc.Block
	Visible(scope soc.Scope, table string) (bool, soc.Why)
	Snapshot() ([]byte, error)
	Restore(state []byte) error
}

// Options are the means of an open tenant; zero values are sensible.
type Options struct {
	MemoryMB int // what DuckDB may hold
	Threads  int
	// Engine makes the mini-SOC; nil means soc.New with the built-in content.
	Engine func(m *Manifest, w soc.World) (MiniSOC, error)
	// Rebuild folds the journal anew instead of trusting the cache.
	Rebuild bool
	// Absent are stages that are to be as if they had not happened, for those who judge a scenario: with all of them the mini-SOC
	// works on ordinary life alone. Give it together with Rebuild, on a tenant that nobody works on.
	Absent []string
}

// Open opens the tenant in a folder and brings its state up to its clock. The caller closes it.
// Errors: *NotFoundError, *InUseError, *telemetry.StoreError, *journal.DamageError, …
func Open(ctx context.Context, dir string, o Options) (_ *Tenant, err error) {
	man, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	t := &Tenant{dir: dir, man: man, stored: map[string]bool{}, live: map[string]*schema.Table{}, count: map[string]int64{}, absent: o.Absent}
	defer func() {
		if err != nil {
			t.closeAll()
		}
	}()
	if t.lock, err = lockShared(filepath.Dir(filepath.Clean(dir)), filepath.Base(filepath.Clean(dir))); err != nil {
		return nil, err
	}
	if err := t.openFiles(ctx, o); err != nil {
		return nil, err
	}
	if t.engine = o.Engine; t.engine == nil {
		t.engine = builtIn
	}
	if t.soc, err = t.engine(man, world{t}); err != nil {
		return nil, err
	}
	return t, t.fold(ctx, !o.Rebuild)
}

func (t *Tenant) openFiles(ctx context.Context, o Options) (err error) {
	data := filepath.Join(t.dir, telemetryFile)
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return missingData(data, t.man.Name, err)
	}
	t.db, err = telemetry.Open(ctx, telemetry.Options{Data: data, MemoryMB: o.MemoryMB, Threads: o.Threads})
	if err != nil {
		return telemetry.Explain(data, err)
	}
	log, err := journal.Open(ctx, filepath.Join(t.dir, journalFile))
	if err != nil {
		return err
	}
	t.log = log
	for name := range t.man.Tables {
		t.stored[name] = true
	}
	return t.readStory(ctx)
}

func (t *Tenant) readStory(ctx context.Context) (err error) {
	if t.story.stages, err = t.readStages(ctx); err != nil {
		return telemetry.Explain(filepath.Join(t.dir, telemetryFile), err)
	}
	tables, err := t.truthRows(ctx, `SELECT DISTINCT "Stage", "Table" FROM %s."labels" ORDER BY ALL`)
	if err != nil {
		return err
	}
	t.story.tables = map[string][]string{}
	for _, r := range tables {
		stage := r[0].(string)
		t.story.tables[stage] = append(t.story.tables[stage], r[1].(string))
	}
	return nil
}

// Close saves the fold and lets go of the files. What Do acknowledged is on disk long since.
func (t *Tenant) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.saveFold()
	t.closeAll()
	return err
}

func (t *Tenant) closeAll() {
	if t.log != nil {
		t.log.Close()
	}
	if t.db != nil {
		t.db.Close()
	}
	t.lock.release()
}

// Dir is the tenant's folder.
func (t *Tenant) Dir() string { return t.dir }

// DB is the instance that holds the tenant's rows, for callers that compile against a Sight's catalogue themselves.
func (t *Tenant) DB() *telemetry.DB { return t.db }

// Manifest is what the tenant was made from. Do not change it.
func (t *Tenant) Manifest() *Manifest { return t.man }

// Now is where the tenant's clock stands, in datetime ticks.
func (t *Tenant) Now() int64 {
	if s := t.seen.Load(); s != nil {
		return s.now
	}
	return t.man.opening()
}

func (m *Manifest) opening() int64 { return int64(m.Opens) }

// settle publishes the state to readers. The caller holds mu.
func (t *Tenant) settle() { t.seen.Store(&sight{now: t.now, v: t.look()}) }

// HorizonError says that the clock was to go where there is no data.
type HorizonError struct{ Now, To, Horizon Instant }

func (e *HorizonError) Error() string {
	if e.To < e.Now {
		return fmt.Sprintf("the clock stands at %s and does not go back to %s; turn it back with: socrates clock rewind", e.Now, e.To)
	}
	return fmt.Sprintf("the tenant's data ends at %s, so the clock cannot go to %s", e.Horizon, e.To)
}
