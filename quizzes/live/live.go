// Package live keeps the tenants that live items are asked on.
//
// In:  a bank's descriptions of tenants, a seed, a compiler from description to tenant.Spec.
// Out: a quizzes.Runner that answers queries on the right tenant, made on first use and kept.
//
// Not here: scenarios (the compiler is passed in), grading (quizzes), ground truth.
package live

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"socrates/engine/kql/source"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
	"socrates/engine/telemetry/encode"
	"socrates/engine/tenant"
	"socrates/quizzes"
)

// Compiler turns the description of a tenant into what to make. name is the folder it is to have.
type Compiler func(t *quizzes.Tenant, seed uint64, name string) (tenant.Spec, error)

// Range holds the tenants of a folder. It is for one goroutine at a time.
type Range struct {
	Making func(t *quizzes.Tenant) (done func()) // told when a tenant is about to be made; may be nil

	home    string
	bank    *quizzes.Bank
	compile Compiler
	open    map[string]*tenant.Tenant
}

// New uses the folder home, which is made when it is needed.
func New(home string, bank *quizzes.Bank, compile Compiler) *Range {
	return &Range{home: home, bank: bank, compile: compile, open: map[string]*tenant.Tenant{}}
}

// Close closes the tenants and keeps their folders.
func (r *Range) Close() error {
	var err error
	for _, t := range r.open {
		err = errors.Join(err, t.Close())
	}
	clear(r.open)
	return err
}

var scopes = map[string]soc.Scope{"defender": soc.DefenderScope, "workspace": soc.WorkspaceScope, "unified": soc.Unified}

// Runner answers queries of live items on tenants made from seed.
func (r *Range) Runner(seed uint64) quizzes.Runner {
	return func(ctx context.Context, q *quizzes.Query, kql string) ([][]string, string, error) {
		res, refused, err := r.Look(ctx, seed, q, kql)
		switch {
		case res == nil:
			return nil, refused, err
		case res.Truncated:
			return nil, fmt.Sprintf("the query finds more than %d rows; narrow it down", len(res.Rows)), nil
		}
		return texts(res), "", nil
	}
}

// Look answers a query on the tenant that an item's query belongs to, made from seed, as somebody who tries
// before answering wants to see it: a result, or a refusal to show.
func (r *Range) Look(ctx context.Context, seed uint64, q *quizzes.Query, kql string) (res *telemetry.Result, refused string, err error) {
	scope, ok := scopes[q.Scope]
	if !ok {
		return nil, "", fmt.Errorf("scope %q is none of defender, workspace, unified", q.Scope)
	}
	t, err := r.tenant(ctx, q.Tenant, seed)
	if err != nil {
		return nil, "", err
	}
	res, found, err := t.Hunt(ctx, scope, kql, telemetry.Limits{})
	var failed *telemetry.RunError
	switch {
	case errors.As(err, &failed):
		return nil, failed.Error(), nil
	case err != nil:
		return nil, "", err
	case found.HasErrors():
		return nil, source.Render("query", kql, found), nil
	}
	return res, "", nil
}

func texts(res *telemetry.Result) [][]string {
	rows := make([][]string, len(res.Rows))
	for i, row := range res.Rows {
		rows[i] = make([]string, len(row))
		for j, cell := range row {
			rows[i][j] = encode.Text(res.Columns[j].Type, cell)
		}
	}
	return rows
}

// tenant opens the tenant of a description and seed, and makes it when it is not there.
func (r *Range) tenant(ctx context.Context, id string, seed uint64) (*tenant.Tenant, error) {
	d, err := r.bank.Tenant(id)
	if err != nil {
		return nil, err
	}
	name := folder(d, seed)
	if t := r.open[name]; t != nil {
		return t, nil
	}
	dir := filepath.Join(r.home, name)
	t, err := tenant.Open(ctx, dir, tenant.Options{})
	var missing *tenant.NotFoundError
	if errors.As(err, &missing) {
		if err := r.create(ctx, d, seed, name); err != nil {
			return nil, err
		}
		t, err = tenant.Open(ctx, dir, tenant.Options{})
	}
	if err != nil {
		return nil, err
	}
	r.open[name] = t
	return t, nil
}

func (r *Range) create(ctx context.Context, d *quizzes.Tenant, seed uint64, name string) error {
	if r.Making != nil {
		if done := r.Making(d); done != nil {
			defer done()
		}
	}
	spec, err := r.compile(d, seed, name)
	if err != nil {
		return fmt.Errorf("tenant %s of the question bank: %w", d.ID, err)
	}
	if err := os.MkdirAll(r.home, 0o755); err != nil {
		return err
	}
	_, err = tenant.Create(ctx, r.home, spec, nil)
	var there *tenant.ExistsError // another process was faster
	if errors.As(err, &there) {
		return nil
	}
	return err
}

// folder names a tenant's folder so that another description never meets old rows.
func folder(d *quizzes.Tenant, seed uint64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", *d))
	return fmt.Sprintf("%s-%x-%d", d.ID, sum[:3], seed)
}
