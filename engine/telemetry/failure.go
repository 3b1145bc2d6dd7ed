package telemetry

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// StoreError is why a data file could not be written or read, in words for the person at the keyboard.
type StoreError struct {
	Path string
	Msg  string // what is wrong
	Hint string // what to do about it
	Err  error  // the cause
}

func (e *StoreError) Error() string {
	return fmt.Sprintf("%s: %s; %s", filepath.Base(e.Path), e.Msg, e.Hint)
}

func (e *StoreError) Unwrap() error { return e.Err }

// storeCauses are the DuckDB messages that have a cause outside the program.
var storeCauses = []struct{ part, msg, hint string }{
	{"No space left", "the disk is full", "nothing was kept; free some space, or choose another place with --data, and try again"},
	{"Could not write all bytes", "the disk is full", "nothing was kept; free some space, or choose another place with --data, and try again"},
	{"not enough space", "the disk is full", "nothing was kept; free some space, or choose another place with --data, and try again"},
	{"failed to offload data block", "the disk is full", "nothing was kept; free some space, or choose another place with --data, and try again"},
	{"max_temp_directory_size", "the disk is full", "nothing was kept; free some space, or choose another place with --data, and try again"},
	{"Permission denied", "the folder does not allow writing", "check its owner and mode, or choose another place with --data"},
	{"Read-only file system", "the folder does not allow writing", "choose another place with --data"},
	{"Could not set lock", "another process is using the file", "close the other program that has this tenant open, and try again"},
	{"Conflicting lock", "another process is using the file", "close the other program that has this tenant open, and try again"},
	{"not a valid DuckDB database", "the file is damaged or is no data file", "rebuild it from its seed: socrates tenant reset --rebuild NAME"},
	{"Corrupt database", "the file is damaged", "rebuild it from its seed: socrates tenant reset --rebuild NAME"},
	{"checksum", "the file is damaged", "rebuild it from its seed: socrates tenant reset --rebuild NAME"},
	{"Out of Memory", "there was not enough memory", "close other programs, or make a smaller tenant"},
}

func storeError(path string, err error) error {
	var known *StoreError
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	for _, c := range storeCauses {
		if strings.Contains(err.Error(), c.part) {
			return &StoreError{Path: path, Msg: c.msg, Hint: c.hint, Err: err}
		}
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return &StoreError{Path: path, Msg: "the data file could not be written or read (" + first + ")", Hint: "run socrates doctor, and report this line if it finds nothing", Err: err}
}

// Explain puts a DuckDB failure over a data file into words; an error it does not know it passes on.
func Explain(path string, err error) error { return storeError(path, err) }
