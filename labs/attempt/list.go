package attempt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"socrates/engine/journal"
	"socrates/engine/tenant"
	"socrates/labs"
)

// Info is an attempt as its journal tells it, without opening the tenant.
type Info struct {
	Name   string
	Dir    string
	Start  Start
	Record Record
}

// NotAnAttemptError says that a tenant was not made by a lab.
type NotAnAttemptError struct{ Name string }

func (e *NotAnAttemptError) Error() string {
	return fmt.Sprintf("%s is no attempt at a lab; begin one with: socrates lab start", e.Name)
}

// Read reads what an attempt's journal tells.
func Read(ctx context.Context, dir string) (*Info, error) {
	if _, err := tenant.ReadManifest(dir); err != nil {
		return nil, err
	}
	name := filepath.Base(dir)
	path := tenant.JournalPath(dir)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &NotAnAttemptError{name}
	}
	log, err := journal.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	entries, err := log.After(ctx, 0)
	if err != nil {
		return nil, err
	}
	r, err := readRecord(entries)
	if err != nil {
		return nil, err
	}
	if len(r) == 0 {
		return nil, &NotAnAttemptError{name}
	}
	return &Info{Name: name, Dir: dir, Start: *r.start(), Record: r}, nil
}

// List reads all attempts in a folder of tenants. Tenants that are no attempts, and damaged ones, are passed over.
func List(ctx context.Context, home string) ([]*Info, error) {
	there, err := tenant.List(home)
	if err != nil {
		return nil, err
	}
	var out []*Info
	for _, t := range there {
		if t.Err != nil {
			continue
		}
		if info, err := Read(ctx, t.Dir); err == nil {
			out = append(out, info)
		}
	}
	return out, nil
}

// Report is how the attempt stands, for the lab as it is now.
func (i *Info) Report(l *labs.Lab) Report { return Score(l, i.Start, i.Record) }

// Sealed reports that the attempt was an assessment and has ended.
func (i *Info) Sealed() bool { return i.Record.sealed() }
