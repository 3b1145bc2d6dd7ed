package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/telemetry"
	"socrates/engine/tenant"
	"socrates/scenarios"
)

// A report names what ships, and every scenario with an attack in it is told of by a report: one that names something
// which notices it.
func TestReportsCoverTheLibrary(t *testing.T) {
	ships, c := shipped(t)
	told := map[string]bool{}
	for _, r := range c.Threats {
		for _, name := range r.Related {
			told[name] = true
			if !ships[name] {
				t.Errorf("%s: %q does not ship", r.ID, name)
			}
		}
	}
	list, err := scenarios.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list {
		found, err := scenarios.Found(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 && !someTold(found, told) {
			t.Errorf("no report tells of anything that notices %s", info.ID)
		}
	}
}

func someTold(found map[string][]string, told map[string]bool) bool {
	for _, by := range found {
		if slices.ContainsFunc(by, func(n string) bool { return told[strings.TrimSuffix(n, "?")] }) {
			return true
		}
	}
	return false
}

// On a tenant every query of every report runs, and the report of the attack that is in it has its alerts, its incidents
// and its victims; a report of another attack has none.
func TestReportsFindTheirAttack(t *testing.T) {
	ten := opened(t, cloned(t))
	defer ten.Close()
	if err := ten.Advance(t.Context(), "ada", time.Now(), int64(ten.Manifest().Horizon)); err != nil {
		t.Fatal(err)
	}
	err := ten.SOC(t.Context(), func(e *soc.Engine) error {
		if _, err := e.Threats(profile.Azure); err == nil {
			t.Error("the Azure portal has no threat analytics")
		}
		lines, err := e.Threats(profile.Defender)
		if err != nil {
			return err
		}
		for _, l := range lines {
			p, err := e.Threat(t.Context(), profile.Defender, l.ID)
			if err != nil {
				return err
			}
			for _, x := range p.Exposure {
				if x.Error != "" {
					t.Errorf("%s: %s: %s", l.ID, x.Name, x.Error)
				}
			}
			switch l.ID {
			case "commodity-phishing-c2":
				if p.Active == 0 || len(p.Incidents) == 0 || len(p.Impacted) == 0 {
					t.Errorf("%s: %d alerts, %d incidents, impacted %v", l.ID, p.Active, len(p.Incidents), p.Impacted)
				}
			case "web-shells", "linux-cryptomining", "cross-cloud-pivot":
				if p.Active+p.Resolved+p.Assets != 0 {
					t.Errorf("%s: %d active, %d resolved alerts of an attack that is not here", l.ID, p.Active, p.Resolved)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	huntsRun(t, ten)
}

func huntsRun(t *testing.T, ten *tenant.Tenant) {
	t.Helper()
	_, c := shipped(t)
	for _, r := range c.Threats {
		for _, h := range r.Hunts {
			if _, found, err := ten.Hunt(t.Context(), soc.Unified, h.KQL, telemetry.Limits{}); err != nil || found.HasErrors() {
				t.Errorf("%s: %s: %v %v", r.ID, h.Name, err, found)
			}
		}
	}
}
