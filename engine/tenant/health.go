package tenant

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"socrates/engine/telemetry"
)

// JournalPath is where a tenant's folder keeps its journal.
func JournalPath(dir string) string { return filepath.Join(dir, journalFile) }

// CheckData opens a tenant's data file and holds it to the manifest.
func CheckData(ctx context.Context, dir string) error {
	m, err := ReadManifest(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, telemetryFile)
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return missingData(data, m.Name, err)
	}
	db, err := telemetry.Open(ctx, telemetry.Options{Data: data})
	if err != nil {
		return err
	}
	defer db.Close()
	for name, want := range m.Tables {
		got, err := db.Rows(ctx, fmt.Sprintf("SELECT count(*)::BIGINT, bit_xor(hash(t))::VARCHAR FROM data.%s.%s AS t",
			telemetry.RowsSchema, telemetry.Ident(name)))
		if err != nil {
			return telemetry.Explain(data, err)
		}
		if got[0][0] != want.Rows {
			return &telemetry.StoreError{Path: data, Msg: fmt.Sprintf("%s has %d rows where the manifest says %d", name, got[0][0], want.Rows),
				Hint: rebuildHint(m.Name)}
		}
	}
	return nil
}

func missingData(path, name string, err error) error {
	return &telemetry.StoreError{Path: path, Msg: "the data file is missing", Hint: rebuildHint(name), Err: err}
}

func rebuildHint(name string) string {
	return "make it again from its seed: socrates tenant reset --rebuild " + name
}

// Leftovers lists what interrupted runs left in a folder of tenants; what a run is still busy with is not listed.
func Leftovers(home string) ([]string, error) {
	entries, err := os.ReadDir(home)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		name, ok := leftoverOf(e.Name())
		if !ok {
			continue
		}
		if lock, err := lockWhole(home, name); err == nil {
			lock.release()
			out = append(out, e.Name())
		}
	}
	return out, err
}

// leftoverOf gives the tenant whose making or removing left a folder of this name.
func leftoverOf(name string) (string, bool) {
	for _, suffix := range []string{".partial", ".deleted"} {
		if t, ok := strings.CutSuffix(strings.TrimPrefix(name, "."), suffix); ok && strings.HasPrefix(name, ".") {
			return t, true
		}
	}
	return "", false
}

// Sweep removes a leftover, unless the run that makes it is still going on.
func Sweep(home, leftover string) error {
	name, ok := leftoverOf(leftover)
	if !ok {
		return fmt.Errorf("%s is not what an interrupted run leaves", leftover)
	}
	lock, err := lockWhole(home, name)
	if err != nil {
		return err
	}
	defer lock.release()
	return os.RemoveAll(filepath.Join(home, leftover))
}
