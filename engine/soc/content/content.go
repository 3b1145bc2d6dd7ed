// Package content is what ships for the mini-SOC: detections, analytics rules, anomaly rules, threat reports, rule templates,
// workbooks, scripts of the live response library, and the solutions of the content hub that bundle them; one folder each.
//
// In:  embedded YAML files.
// Out: Content, checked.
//
// Not here: what runs, when; which solutions a workspace has installed.
package content

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"socrates/engine/soc/anomaly"
	"socrates/engine/soc/detect"
	"socrates/engine/soc/feed"
	"socrates/engine/soc/hub"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/script"
	"socrates/engine/soc/threat"
	"socrates/engine/soc/workbook"
)

// NoisePerDay is the rate of false positives that the content may have: alerts a day that ordinary life raises in an organisation
// of a hundred people. rule test and the tests hold it to that.
const NoisePerDay = 3.0

// Content is what a tenant's mini-SOC starts with.
type Content struct {
	Detections []*detect.Detection
	Rules      []*rule.Rule         // that run from the start; each is the template of its solution as well
	Anomalies  []*anomaly.Template  // by id
	Threats    []*threat.Report     // by id
	Templates  []*rule.Rule         // that run once somebody has made a rule from them
	Solutions  []*hub.Solution      // by id
	Workbooks  []*workbook.Workbook // by id
	Scripts    []*script.Script     // of the live response library, by name
}

// DefenderXDR is the connector that is no feed: it has a choice of tables.
const DefenderXDR = "MicrosoftDefenderXDR"

//go:embed detections/*.yaml rules/*.yaml templates/*.yaml solutions/*.yaml workbooks/*.yaml anomalies/*.yaml threats/*.yaml scripts/*.yaml
var files embed.FS

// Load reads everything that ships.
func Load() (*Content, error) {
	c := &Content{}
	ids := map[string]string{} // of rules, by the name of the file
	err := errors.Join(each("detections/*.yaml", func(name string, text []byte) error {
		list, err := detect.Parse(name, text)
		c.Detections = append(c.Detections, list...)
		return err
	}), rules("rules/*.yaml", &c.Rules, ids), rules("templates/*.yaml", &c.Templates, ids), c.unique())
	return c, errors.Join(err, each("anomalies/*.yaml", func(name string, text []byte) error {
		a, err := anomaly.Parse(path.Base(name), text)
		if err == nil {
			c.Anomalies = append(c.Anomalies, a)
		}
		return err
	}), each("threats/*.yaml", func(name string, text []byte) error {
		r, err := threat.Parse(path.Base(name), text)
		if err == nil {
			c.Threats = append(c.Threats, r)
		}
		return err
	}), each("scripts/*.yaml", func(name string, text []byte) error {
		x, err := script.Parse(path.Base(name), text)
		if err == nil {
			c.Scripts = append(c.Scripts, x)
		}
		return err
	}), each("workbooks/*.yaml", func(name string, text []byte) error {
		w, _, err := workbook.Read(name, text)
		if err == nil {
			c.Workbooks = append(c.Workbooks, w)
		}
		return err
	}), each("solutions/*.yaml", func(name string, text []byte) error {
		s, err := hub.Parse(name, text, func(file string) (string, bool) { id, ok := ids[file]; return id, ok })
		if err == nil {
			c.Solutions = append(c.Solutions, s)
		}
		return err
	}), c.bundled())
}

func rules(pattern string, into *[]*rule.Rule, ids map[string]string) error {
	return each(pattern, func(name string, text []byte) error {
		r, err := rule.Parse(name, text)
		if err == nil {
			*into = append(*into, r)
			ids[strings.TrimSuffix(path.Base(name), ".yaml")] = r.ID
		}
		return err
	})
}

// bundled demands that every rule and workbook comes with exactly one solution, that a rule which runs from the start comes with
// one that is there from the start, and that connectors exist.
func (c *Content) bundled() error {
	var errs []error
	with := map[string]*hub.Solution{}
	for _, s := range c.Solutions {
		for _, item := range slices.Concat(s.Rules, s.Workbooks) {
			if with[item] != nil {
				errs = append(errs, fmt.Errorf("%s is in the solutions %s and %s", item, with[item].ID, s.ID))
			}
			with[item] = s
		}
		for _, id := range s.Connectors {
			if id != DefenderXDR && !slices.ContainsFunc(feed.Connectors(), func(f feed.Connector) bool { return f.ID == id }) {
				errs = append(errs, fmt.Errorf("solution %s: there is no connector %q", s.ID, id))
			}
		}
		for _, id := range s.Workbooks {
			if !slices.ContainsFunc(c.Workbooks, func(w *workbook.Workbook) bool { return w.ID == id }) {
				errs = append(errs, fmt.Errorf("solution %s: there is no workbook %q", s.ID, id))
			}
		}
	}
	for _, r := range c.Rules {
		if s := with[r.ID]; s == nil || s.Shipped == "" {
			errs = append(errs, fmt.Errorf("rule %q runs from the start, and no solution brings it from the start", r.Name))
		}
	}
	for _, r := range c.Templates {
		if with[r.ID] == nil {
			errs = append(errs, fmt.Errorf("no solution brings the rule template %q", r.Name))
		}
	}
	for _, w := range c.Workbooks {
		if with[w.ID] == nil {
			errs = append(errs, fmt.Errorf("no solution brings the workbook %q", w.ID))
		}
	}
	return errors.Join(errs...)
}

func (c *Content) unique() error {
	seen := map[string]bool{}
	for _, d := range c.Detections {
		if seen[d.ID] {
			return fmt.Errorf("two detections are called %s", d.ID)
		}
		seen[d.ID] = true
	}
	for _, r := range slices.Concat(c.Rules, c.Templates) {
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
