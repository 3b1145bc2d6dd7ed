package labs

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed template
var templateFiles embed.FS

// New writes a small lab that works into the folder dir, whose last part becomes the lab's id, with the schemas for
// an editor beside it. It returns the files written, and refuses a folder that is there already.
func New(dir string) ([]string, error) {
	id := filepath.Base(filepath.Clean(dir))
	if !goodID.MatchString(id) {
		return nil, fmt.Errorf("%q is no id for a lab: use lower-case letters, digits and '-'", id)
	}
	if _, err := os.Stat(dir); err == nil {
		return nil, fmt.Errorf("%s exists already; choose another name", dir)
	}
	files := map[string][]byte{"lab.schema.json": Schema(), "script.schema.json": ScriptSchema()}
	err := fs.WalkDir(templateFiles, "template", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templateFiles.ReadFile(name)
		files[strings.TrimPrefix(name, "template/")] = []byte(strings.ReplaceAll(string(text), "LAB-ID", id))
		return err
	})
	if err != nil {
		return nil, err
	}
	return writeAll(dir, files)
}

func writeAll(dir string, files map[string][]byte) (written []string, err error) {
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	return sorted(written), nil
}
