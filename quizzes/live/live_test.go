package live

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
	"socrates/quizzes"
	"socrates/scenarios"
)

func compile(t *quizzes.Tenant, seed uint64, name string) (tenant.Spec, error) {
	sc, err := scenarios.Load(t.Scenario)
	if err != nil {
		return tenant.Spec{}, err
	}
	plan, err := sc.Compile(scenarios.Params{Seed: seed, People: t.People, Days: t.Days})
	return tenant.Spec{Name: name, Plan: plan, Days: int((plan.Now - plan.Start) / value.Day), Profile: t.Profile, Created: time.Unix(0, 0)}, err
}

// One tenant is made on first use, answers or refuses, and is there again for the next range.
func TestRunner(t *testing.T) {
	home := filepath.Join(t.TempDir(), "tenants")
	bank := &quizzes.Bank{Tenants: []*quizzes.Tenant{{ID: "phish", Scenario: "phish-to-c2", People: 10, Days: 1, Profile: "2026-07"}}}
	r := New(home, bank, compile)
	made := 0
	r.Making = func(*quizzes.Tenant) func() { made++; return nil }
	q := &quizzes.Query{Tenant: "phish", Scope: "defender"}
	run := r.Runner(3)

	rows, refused, err := run(t.Context(), q, "print a = 1, b = 'x' | extend c = datetime(2026-03-05)")
	if err != nil || refused != "" || len(rows) != 1 || strings.Join(rows[0], "|") != "1|x|2026-03-05T00:00:00.0000000Z" {
		t.Fatalf("%v, %q, %v", rows, refused, err)
	}
	if rows, _, err = run(t.Context(), q, "EmailEvents | count"); err != nil || len(rows) != 1 || rows[0][0] == "0" {
		t.Errorf("the tenant's mails: %v, %v", rows, err)
	}
	if _, refused, err = run(t.Context(), q, "SigninLog | take 1"); err != nil || !strings.Contains(refused, "SigninLog") {
		t.Errorf("an unknown table: %q, %v", refused, err)
	}
	if _, refused, err = run(t.Context(), q, "range x from 1 to 40000 step 1"); err != nil || !strings.Contains(refused, "narrow it down") {
		t.Errorf("more rows than are returned: %.80q, %v", refused, err)
	}
	if _, _, err = run(t.Context(), &quizzes.Query{Tenant: "other", Scope: "defender"}, "print 1"); err == nil {
		t.Error("an unknown tenant answers")
	}
	if _, _, err = run(t.Context(), &quizzes.Query{Tenant: "phish", Scope: "azure"}, "print 1"); err == nil {
		t.Error("an unknown scope answers")
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}

	again := New(home, bank, func(*quizzes.Tenant, uint64, string) (tenant.Spec, error) {
		t.Error("the tenant is made a second time")
		return tenant.Spec{}, os.ErrInvalid
	})
	defer again.Close()
	if more, _, err := again.Runner(3)(t.Context(), q, "EmailEvents | count"); err != nil || more[0][0] != rows[0][0] || made != 1 {
		t.Errorf("reopened: %v, was %v; made %d times; %v", more, rows, made, err)
	}
}

// Another description is another folder: old rows never answer for it.
func TestFolder(t *testing.T) {
	a := &quizzes.Tenant{ID: "x", Scenario: "s", People: 20}
	b := &quizzes.Tenant{ID: "x", Scenario: "s", People: 21}
	if folder(a, 1) == folder(b, 1) || folder(a, 1) == folder(a, 2) {
		t.Error("two descriptions or seeds share a folder:", folder(a, 1), folder(b, 1), folder(a, 2))
	}
}
