// Package content is the shipped detections and analytics rules, one folder each.
//
// In:  embedded YAML files.
// Out: Content, checked.
//
// Not here: what runs, when.
package content

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"socrates/engine/soc/detect"
	"socrates/engine/soc/rule"
)

// NoisePerDay is the rate of false positives that the content may have: alerts a day that ordinary life raises in an organisation
// of a hundred people. rule test and the tests hold it to that.
const NoisePerDay = 3.0

// Content is what a tenant's mini-SOC starts with.
type Content struct {
	Detections []*detect.Detection
	Rules      []*rule.Rule
}

//go:embed detections/*.yaml rules/*.yaml
var files embed.FS

// Load reads everything that ships.
func Load() (*Content, error) {
	c := &Content{}
	err := each("detections/*.yaml", func(name string, text []byte) error {
		list, err := detect.Parse(name, text)
		c.Detections = append(c.Detections, list...)
		return err
	})
	return c, errors.Join(err, each("rules/*.yaml", func(name string, text []byte) error {
		r, err := rule.Parse(name, text)
		if err == nil {
			c.Rules = append(c.Rules, r)
		}
		return err
	}), c.unique())
}

func (c *Content) unique() error {
	seen := map[string]bool{}
	for _, d := range c.Detections {
		if seen[d.ID] {
			return fmt.Errorf("two detections are called %s", d.ID)
		}
		seen[d.ID] = true
	}
	for _, r := range c.Rules {
		if seen[r.ID] {
			return fmt.Errorf("two rules have the id %s", r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}

func each(pattern string, do func(name string, text []byte) error) error {
	names, err := fs.Glob(files, pattern)
	errs := []error{err}
	for _, n := range names {
		text, err := files.ReadFile(n)
		if err == nil {
			err = do(n, text)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
