package tenant

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"socrates/engine/journal"
)

// Clone makes a tenant of another name with the same rows, the same journal and the same state, in the folder
// home/name, and returns that folder. What is done in one happens in the other no more. The data file is shared by a
// hard link where the file system can.
func (t *Tenant) Clone(ctx context.Context, home, name string) (dir string, err error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	entries, err := t.settled(ctx)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", err
	}
	dir = filepath.Join(home, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		if errors.Is(err, os.ErrExist) {
			return "", &ExistsError{Name: name}
		}
		return "", err
	}
	if err := t.copyTo(ctx, dir, name, entries); err != nil {
		os.RemoveAll(dir)
		return "", fmt.Errorf("clone tenant %s: %w", t.man.Name, err)
	}
	return dir, nil
}

// Abandon closes a tenant that is about to be removed: its fold is not saved.
func (t *Tenant) Abandon() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closeAll()
}

// settled saves the fold, so that a clone need not repeat it, and returns the journal.
func (t *Tenant) settled(ctx context.Context) ([]journal.Entry, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.catchUp(ctx); err != nil {
		return nil, err
	}
	if err := t.saveFold(); err != nil {
		return nil, err
	}
	return t.log.After(ctx, 0)
}

func (t *Tenant) copyTo(ctx context.Context, dir, name string, entries []journal.Entry) error {
	for _, file := range []string{telemetryFile, cacheFile} {
		err := linkOrCopy(filepath.Join(t.dir, file), filepath.Join(dir, file))
		if noCache := file == cacheFile && errors.Is(err, os.ErrNotExist); err != nil && !noCache {
			return err
		}
	}
	man := *t.man
	man.Name = name
	if err := man.write(dir); err != nil {
		return err
	}
	log, err := journal.Open(ctx, filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	defer log.Close()
	for i, e := range entries {
		if _, err := log.Append(ctx, int64(i), e); err != nil {
			return err
		}
	}
	return nil
}

// linkOrCopy gives a file a second name. Neither the data file nor the cache is ever changed in place.
func linkOrCopy(from, to string) error {
	if err := os.Link(from, to); err == nil || errors.Is(err, os.ErrNotExist) {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
