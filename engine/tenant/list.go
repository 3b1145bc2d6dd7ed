package tenant

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"socrates/generator"
)

// Listed is a line of the list of tenants. Err is set, and Manifest nil, for a folder that is damaged.
type Listed struct {
	Name     string
	Dir      string
	Manifest *Manifest
	Err      error
}

// List tells what tenants are in a folder, by name. A folder that is not there holds none.
func List(home string) ([]Listed, error) {
	entries, err := os.ReadDir(home)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Listed
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		dir := filepath.Join(home, e.Name())
		m, err := ReadManifest(dir)
		out = append(out, Listed{Name: e.Name(), Dir: dir, Manifest: m, Err: err})
	}
	return out, nil
}

// Delete removes a tenant with its journal.
func Delete(home, name string) error {
	return changed(home, name, func(dir string) error {
		grave := filepath.Join(home, "."+name+".deleted") // gone at once, even if removing takes a while or is cut short
		if err := os.RemoveAll(grave); err != nil {
			return err
		}
		if err := os.Rename(dir, grave); err != nil {
			return err
		}
		return os.RemoveAll(grave)
	})
}

// Reset drops the actions and keeps the data: the tenant is as on the day it was made. The old journal stays
// in the folder under another name, which is returned; empty when there was none.
func Reset(home, name string, wall time.Time) (kept string, err error) {
	return kept, changed(home, name, func(dir string) error {
		old := filepath.Join(dir, journalFile)
		if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
			return os.RemoveAll(filepath.Join(dir, cacheFile))
		}
		kept = filepath.Join(dir, "journal-"+wall.UTC().Format("20060102T150405.000")+".sqlite")
		for _, suffix := range []string{"-wal", "-shm", ""} { // the log of the journal belongs to it
			err := os.Rename(old+suffix, kept+suffix)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return os.RemoveAll(filepath.Join(dir, cacheFile))
	})
}

// Rebuild makes the data file anew from spec, which must be what the tenant was made from, and keeps the
// journal. It refuses a plan whose rows come out differently.
func Rebuild(ctx context.Context, home string, spec Spec, progress func(generator.Progress)) error {
	return rebuild(ctx, home, spec, generator.Run, progress)
}

func rebuild(ctx context.Context, home string, spec Spec, run runFunc, progress func(generator.Progress)) error {
	return changed(home, spec.Name, func(dir string) error {
		old, err := ReadManifest(dir)
		if err != nil {
			return err
		}
		partial := filepath.Join(dir, "rebuild.partial")
		defer os.RemoveAll(partial)
		if err := errors.Join(os.RemoveAll(partial), os.Mkdir(partial, 0o755)); err != nil {
			return err
		}
		if err := build(ctx, partial, spec, run, progress); err != nil {
			return err
		}
		fresh, err := ReadManifest(partial)
		if err != nil {
			return err
		}
		if table := differs(old, fresh); table != "" {
			return fmt.Errorf("this socrates makes other rows of %s from the same seed than the one that made %q; create a new tenant instead", table, spec.Name)
		}
		if err := os.RemoveAll(filepath.Join(dir, cacheFile)); err != nil {
			return err
		}
		return os.Rename(filepath.Join(partial, telemetryFile), filepath.Join(dir, telemetryFile))
	})
}

func differs(a, b *Manifest) string {
	for name, t := range a.Tables {
		if b.Tables[name] != t {
			return name
		}
	}
	for name := range b.Tables {
		if _, ok := a.Tables[name]; !ok {
			return name
		}
	}
	return ""
}

// changed runs do on a tenant's folder while nobody else has it open.
func changed(home, name string, do func(dir string) error) error {
	dir := filepath.Join(home, name)
	if CheckName(name) != nil {
		return &NotFoundError{Dir: dir}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return &NotFoundError{Dir: dir}
	}
	lock, err := lockWhole(home, name)
	if err != nil {
		return err
	}
	defer lock.release()
	return do(dir)
}
