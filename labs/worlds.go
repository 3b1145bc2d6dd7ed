package labs

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/scenarios"
)

// Worlds makes the tenants that proofs, copies and hidden worlds need, and makes none twice. What it makes lies in a
// folder of its own, which Close removes.
type Worlds struct {
	Progress func(generator.Progress) // may be nil

	home string
	wall func() time.Time
	mu   sync.Mutex
	open []*namedWorld // the latest used last
	next int
}

type namedWorld struct {
	name string
	t    *tenant.Tenant
}

// mostOpen is how many tenants are kept open; the rest wait on the disk.
const mostOpen = 8

// NewWorlds makes an empty set. The folder home is made when the first world is. An empty home means a fresh
// folder for temporary files.
func NewWorlds(home string, wall func() time.Time) *Worlds {
	return &Worlds{home: home, wall: wall}
}

// Close closes and removes everything.
func (ws *Worlds) Close() error {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	var errs []error
	for _, w := range ws.open {
		w.t.Abandon()
	}
	ws.open = nil
	if ws.home != "" {
		errs = append(errs, os.RemoveAll(ws.home))
	}
	return errors.Join(errs...)
}

func (ws *Worlds) folder() (string, error) {
	if ws.home == "" {
		home, err := os.MkdirTemp("", "socrates-worlds-*")
		if err != nil {
			return "", err
		}
		ws.home = home
	}
	return ws.home, os.MkdirAll(ws.home, 0o755)
}

// Spec is the tenant a lab is played in, for a seed.
func (l *Lab) Spec(seed uint64, name string, wall time.Time) (tenant.Spec, error) {
	return l.spec(seed, l.People, name, wall)
}

func (l *Lab) spec(seed uint64, people int, name string, wall time.Time) (tenant.Spec, error) {
	sc, err := scenarios.Load(l.Scenario)
	if err != nil {
		return tenant.Spec{}, err
	}
	plan, err := sc.Compile(scenarios.Params{Seed: seed, People: people, Days: l.Days})
	if err != nil {
		return tenant.Spec{}, err
	}
	early, err := l.early()
	if err != nil {
		return tenant.Spec{}, err
	}
	plan.Now -= early
	return tenant.Spec{
		Name: name, Plan: plan, Days: int((plan.Now - plan.Start) / value.Day), Profile: l.Profile, Created: wall,
	}, nil
}

// early is how much before the scenario's own time the lab opens, in ticks.
func (l *Lab) early() (int64, error) {
	if l.Early == "" {
		return 0, nil
	}
	span, ok := value.ParseTimespan(l.Early)
	if !ok || span <= 0 || span > 12*value.Hour {
		return 0, fmt.Errorf("lab %s: early: %q is not a timespan of at most twelve hours; write it like 90m", l.ID, l.Early)
	}
	return span, nil
}

// base is the untouched tenant of a lab for a seed. Labs of the same story share it: nobody acts in it.
func (ws *Worlds) base(ctx context.Context, l *Lab, seed uint64, people int) (*tenant.Tenant, error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	name := baseName(l, seed, people)
	if t := ws.recall(name); t != nil {
		return t, nil
	}
	home, err := ws.folder()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(home, name)); err != nil {
		spec, err := l.spec(seed, people, name, ws.wall())
		if err != nil {
			return nil, err
		}
		if _, err := tenant.Create(ctx, home, spec, ws.Progress); err != nil {
			return nil, err
		}
	}
	t, err := tenant.Open(ctx, filepath.Join(home, name), tenant.Options{})
	if err != nil {
		return nil, err
	}
	ws.open = append(ws.open, &namedWorld{name, t})
	return t, ws.rest()
}

func baseName(l *Lab, seed uint64, people int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %s %s %d", l.Scenario, people, l.Days, l.Profile, l.Early, seed))
	return fmt.Sprintf("base-%x", sum[:8])
}

// Adopt takes a copy of t as the untouched tenant of a lab for a seed, so that it need not be made again. t was made
// from the lab's Spec, and nobody has acted in it yet.
func (ws *Worlds) Adopt(ctx context.Context, l *Lab, seed uint64, t *tenant.Tenant) error {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	home, err := ws.folder()
	if err != nil {
		return err
	}
	_, err = t.Clone(ctx, home, baseName(l, seed, l.People))
	return err
}

// recall finds an open world.
func (ws *Worlds) recall(name string) *tenant.Tenant {
	i := slices.IndexFunc(ws.open, func(w *namedWorld) bool { return w.name == name })
	if i < 0 {
		return nil
	}
	w := ws.open[i]
	ws.open = append(slices.Delete(ws.open, i, i+1), w)
	return w.t
}

// rest closes the world that was not used for longest, when too many are open.
func (ws *Worlds) rest() error {
	if len(ws.open) <= mostOpen {
		return nil
	}
	oldest := ws.open[0]
	ws.open = slices.Delete(ws.open, 0, 1)
	return oldest.t.Close()
}

// copyOf makes a tenant to act in out of another. leave closes and removes it.
func (ws *Worlds) copyOf(ctx context.Context, t *tenant.Tenant) (fork *tenant.Tenant, leave func(), err error) {
	ws.mu.Lock()
	home, err := ws.folder()
	ws.next++
	name := fmt.Sprintf("copy-%d", ws.next)
	ws.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	dir, err := t.Clone(ctx, home, name)
	if err != nil {
		return nil, nil, err
	}
	fork, err = tenant.Open(ctx, dir, tenant.Options{})
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return fork, func() {
		fork.Abandon()
		os.RemoveAll(dir)
	}, nil
}

// most people in a hidden world: the smaller, the sooner it is there.
const hiddenPeople = 30

// hidden are n worlds of a lab's story that no learner sees. A seed in which the story cannot be cast is passed over.
func (ws *Worlds) hidden(ctx context.Context, l *Lab, n int) ([]*tenant.Tenant, error) {
	var out []*tenant.Tenant
	var failed error
	for try := 0; len(out) < n && try < n+20; try++ {
		seed := hiddenSeed(l.ID, try)
		if _, err := l.spec(seed, min(l.People, hiddenPeople), "x", ws.wall()); err != nil {
			failed = err
			continue
		}
		t, err := ws.base(ctx, l, seed, min(l.People, hiddenPeople))
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if len(out) < n {
		return nil, fmt.Errorf("hidden worlds for %s: %w", l.Scenario, failed)
	}
	return out, nil
}

func hiddenSeed(lab string, n int) uint64 {
	h := fnv.New64a()
	h.Write([]byte("hidden world of " + lab))
	binary.Write(h, binary.BigEndian, int64(n))
	return 1_000_000_000 + h.Sum64()%1_000_000_000
}

// Prepare does what the lab's setup asks for.
func (l *Lab) Prepare(ctx context.Context, t *tenant.Tenant, ws *Worlds) error {
	w, err := NewPlay(ctx, l, t, SetupActor, ws.wall, ws)
	if err != nil {
		return err
	}
	for i, s := range l.Setup {
		if _, err := act(ctx, w, l.ID+"/setup", s); err != nil {
			return fmt.Errorf("lab %s: setup step %d: %w", l.ID, i+1, err)
		}
	}
	return nil
}

// Visit makes an untouched tenant of a lab, not set up, calls do with it, and removes it.
func (ws *Worlds) Visit(ctx context.Context, l *Lab, seed uint64, do func(*tenant.Tenant) error) error {
	base, err := ws.base(ctx, l, seed, l.People)
	if err != nil {
		return err
	}
	t, leave, err := ws.copyOf(ctx, base)
	if err != nil {
		return err
	}
	defer leave()
	return do(t)
}
