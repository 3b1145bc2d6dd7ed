package tenant

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/kql/sweep"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// liveSchema holds the rows of the mini-SOC, in memory beside the data file.
const liveSchema = "live"

// world is the soc.World of a tenant. The mini-SOC calls it while the tenant is locked.
type world struct{ t *Tenant }

// socLimits bound a query of a detection or rule: generous, since nobody waits at a prompt.
var socLimits = telemetry.Limits{Rows: 100_000, Bytes: 1 << 30, Time: 10 * time.Minute}

// Hunt implements soc.World.
func (w world) Hunt(ctx context.Context, q soc.Query) (*soc.Answer, error) {
	return w.t.answer(ctx, w.t.within(), q)
}

// answer asks a query of the mini-SOC.
func (t *Tenant) answer(ctx context.Context, v *view, q soc.Query) (*soc.Answer, error) {
	o := kql.Options{Catalog: &scope{kind: q.Scope, window: window{q.At, q.After, q.From, q.To}, v: v}, Now: q.Now, Context: ctx}
	if o.Now == 0 {
		o.Now = q.At
	}
	var absent []source.Diag
	if q.Patient {
		absent, o.Catalog, _ = vet(q.KQL, o)
		o.Files = len(absent) > 0
	}
	res, diags, err := t.db.Query(ctx, q.KQL, o, socLimits)
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, &QueryError{Text: q.KQL, Diags: diags}
	}
	ans := &soc.Answer{Columns: res.Columns, Rows: res.Rows, Ordered: res.Ordered}
	for _, d := range absent {
		ans.Absent = append(ans.Absent, d.Msg)
	}
	return ans, nil
}

// sweepTime bounds the one question about many windows; a query that takes longer is asked window by window.
const sweepTime = time.Minute

// Sweep implements soc.Sweeper.
func (w world) Sweep(ctx context.Context, q soc.Query, win sweep.Windows) ([]bool, []string, error) {
	return w.t.sweep(ctx, w.t.within(), q, win)
}

func (t *Tenant) sweep(ctx context.Context, v *view, q soc.Query, win sweep.Windows) ([]bool, []string, error) {
	whole := window{at: win.At, after: win.After, from: win.From, to: win.To}
	span := win.Step * int64(win.N-1)
	whole.at += span
	if whole.to != 0 {
		whole.to += span
	}
	p, err := kql.Sweep(q.KQL, kql.Options{Catalog: &scope{kind: q.Scope, window: whole, v: v}, Context: ctx}, win)
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithTimeout(ctx, sweepTime)
	defer stop()
	hits, err := t.db.Rows(ctx, p.SQL)
	if err != nil {
		return nil, nil, err
	}
	found := make([]bool, win.N)
	for _, h := range hits {
		found[h[0].(int64)] = true
	}
	return found, p.Tables, nil
}

// Fresh implements soc.Fresher.
func (w world) Fresh(ctx context.Context, after, to int64) ([]string, error) {
	var parts []string
	add := func(schemaName, table string) {
		parts = append(parts, fmt.Sprintf("(SELECT %s FROM %s.%s WHERE %s > %d AND %[4]s <= %[6]d LIMIT 1)", telemetry.Text(strings.TrimSuffix(table, twinSuffix)),
			schemaName, telemetry.Ident(table), telemetry.Ident(telemetry.IngestedColumn), after, to))
	}
	for _, name := range slices.Sorted(maps.Keys(w.t.stored)) {
		add("data."+telemetry.RowsSchema, name)
	}
	for _, name := range slices.Sorted(maps.Keys(w.t.live)) {
		add(liveSchema, name)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	rows, err := w.t.db.Rows(ctx, strings.Join(parts, " UNION ALL "))
	var out []string
	for _, r := range rows {
		out = append(out, r[0].(string))
	}
	return out, err
}

// Publish implements soc.World.
func (w world) Publish(ctx context.Context, b *rows.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	return w.t.publish(ctx, copyBatch(b))
}

// Retract implements soc.World.
func (w world) Retract(ctx context.Context) error {
	for name := range w.t.live {
		if err := w.t.db.Exec(ctx, fmt.Sprintf("DROP TABLE %s.%s", liveSchema, telemetry.Ident(name))); err != nil {
			return err
		}
	}
	w.t.live, w.t.published, w.t.count = map[string]*schema.Table{}, nil, map[string]int64{}
	return nil
}

func (t *Tenant) publish(ctx context.Context, b *rows.Batch) error {
	name := b.Table.Name
	if t.live[name] == nil {
		if err := t.db.Exec(ctx, telemetry.CreateTable(liveSchema, b.Table)); err != nil {
			return err
		}
		t.live[name] = b.Table
	}
	for i := range b.ID { // numbers of the tenant's own, behind those of the data file
		t.count[name]++
		b.ID[i] = t.man.Tables[name].Rows + t.count[name]
	}
	if err := t.db.Append(ctx, liveSchema, b); err != nil {
		return err
	}
	t.published = append(t.published, b)
	return nil
}

// copyBatch keeps a batch that its maker may use again.
func copyBatch(b *rows.Batch) *rows.Batch {
	out := &rows.Batch{Table: b.Table, Ingested: append([]int64(nil), b.Ingested...), ID: append([]int64(nil), b.ID...)}
	for _, v := range b.Cols {
		out.Cols = append(out.Cols, rows.Vector{Type: v.Type, I: append([]int64(nil), v.I...), F: append([]float64(nil), v.F...),
			S: append([]string(nil), v.S...), Null: append([]bool(nil), v.Null...)})
	}
	return out
}

// within is the view of a query that the mini-SOC asks in the middle of its work: as things stand, not copied.
func (t *Tenant) within() *view {
	blocks := t.soc.Blocks()
	return &view{workspaceID: t.man.Workspace, stored: t.stored, live: t.live, missing: t.missing, managed: managedBy(t.soc),
		hidden: append(t.story.hidden(blocks), t.story.without(t.absent)...), quiet: quietBy(blocks)}
}

// look is the same for readers who come later: it stays as it is while the tenant goes on.
func (t *Tenant) look() *view {
	v := t.within()
	v.live = maps.Clone(t.live)
	type place struct {
		scope soc.Scope
		table string
	}
	gone := map[place]bind.Missing{}
	for _, scope := range []soc.Scope{soc.Unified, soc.DefenderScope, soc.WorkspaceScope} {
		for _, table := range schema.All() {
			if why, missing := t.missing(scope, table.Name); missing {
				gone[place{scope, table.Name}] = why
			}
		}
	}
	v.missing = func(scope soc.Scope, table string) (bind.Missing, bool) {
		why, missing := gone[place{scope, table}]
		return why, missing
	}
	return v
}

// missing says why a scope does not have a table, if it has not.
func (t *Tenant) missing(scope soc.Scope, table string) (bind.Missing, bool) {
	ok, why := t.soc.Visible(scope, table)
	return bind.Missing{Msg: strings.TrimSuffix(why.Msg, "."), Hint: why.Hint}, !ok
}
