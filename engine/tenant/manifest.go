package tenant

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Format is the version of the folder's layout.
const Format = 1

// The files of a tenant's folder.
const (
	manifestFile  = "tenant.json"
	telemetryFile = "telemetry.duckdb"
	journalFile   = "journal.sqlite"
	cacheFile     = "fold.cache"
)

// Manifest is tenant.json: what the tenant was made from, and what came of it.
type Manifest struct {
	Format       int               `json:"format"`
	Name         string            `json:"name"`
	Scenario     string            `json:"scenario"`
	People       int               `json:"people"`
	Days         int               `json:"days"`
	Seed         uint64            `json:"seed,string"`
	Profile      string            `json:"profile"`
	Org          string            `json:"organisation"`
	Domain       string            `json:"domain"`
	Directory    string            `json:"directoryId"`    // Entra tenant
	Workspace    string            `json:"workspaceId"`    // Log Analytics workspace
	Subscription string            `json:"subscriptionId"` // Azure
	Start        Instant           `json:"start"`          // first instant of the data
	Opens        Instant           `json:"opens"`          // where the clock stands at first
	Horizon      Instant           `json:"horizon"`        // the clock goes no further
	Created      time.Time         `json:"created"`
	Rows         int64             `json:"rows"`
	Tables       map[string]Stored `json:"tables"`
}

// Stored tells what is in the data file of one table.
type Stored struct {
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"` // sha256 over all cells, in order; the same plan gives the same
}

var goodName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// CheckName refuses a name that could not be a folder on every platform.
func CheckName(name string) error {
	if goodName.MatchString(name) {
		return nil
	}
	return fmt.Errorf("%q is no name for a tenant: use lower-case letters, digits, '-', '_' and '.', at most 63, beginning with a letter or digit", name)
}

// NotFoundError says that there is no tenant in a folder.
type NotFoundError struct{ Dir string }

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("there is no tenant %q; see what there is with: socrates tenant list", filepath.Base(e.Dir))
}

// ReadManifest reads the tenant.json of a tenant's folder.
func ReadManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, manifestFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NotFoundError{Dir: dir}
	}
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s is damaged (%v); restore it from a copy, or delete the tenant and create it again from its seed", path, err)
	}
	if m.Format > Format {
		return nil, fmt.Errorf("%s was made by a newer socrates (format %d, this one knows %d); update socrates to open it", path, m.Format, Format)
	}
	return &m, nil
}

func (m *Manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(dir, manifestFile), append(text, '\n'))
}

// writeWhole replaces a file so that a crash leaves the old text or the new, never half of one.
func writeWhole(path string, text []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		os.Remove(tmp)
		return err
	}
	return os.Rename(tmp, path)
}
