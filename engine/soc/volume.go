package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc/cost"
)

// Cost is the workspace's page of usage and estimated costs: what its tables measured until now, scaled to a size.
// Of the size, Tenant and Days are measured here.
func (e *Engine) Cost(ctx context.Context, size cost.Size) (cost.Report, error) {
	all, err := e.measure(ctx)
	if err != nil {
		return cost.Report{}, err
	}
	if size.Tenant, err = e.endpoints(ctx); err != nil {
		return cost.Report{}, err
	}
	for _, name := range size.Lake {
		if !slices.ContainsFunc(all, func(m cost.Measure) bool { return m.Table == name }) {
			return cost.Report{}, refuse(NotFound, "choose a table of the report", "the workspace has no rows of a table %q", name)
		}
	}
	size.Days = float64(e.st.Now-e.start) / float64(value.Day)
	return cost.Estimate(all, size, e.profile), nil
}

// measure counts rows and billed bytes of every table that is or could be in the workspace.
func (e *Engine) measure(ctx context.Context) ([]cost.Measure, error) {
	var legs []string
	known := map[string]*schema.Table{}
	for _, t := range schema.All() {
		if t.InWorkspace != nil && !strings.Contains(t.Name, "@") { // IdentityInfo is two tables under one name
			known[t.Name] = t
			legs = append(legs, fmt.Sprintf("(%s | summarize Rows=count(), Bytes=sum(todouble(%s)) | extend Table='%s')", t.Name, billedSize(t), t.Name))
		}
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: "union " + strings.Join(legs, ", ") + " | where Rows > 0 | project Table, Rows, Bytes", Scope: ProductScope, At: e.st.Now})
	if err != nil {
		return nil, fmt.Errorf("measure the tables: %w", err)
	}
	var out []cost.Measure
	for _, row := range ans.Rows {
		t := known[row[0].(string)]
		bytes, _ := row[2].(float64)
		m := cost.Measure{Table: t.Name, Rows: row[1].(int64), Bytes: bytes, Streamed: t.Streamable, Advice: e.advice(t.Name)}
		if m.Selected, _ = e.Visible(WorkspaceScope, t.Name); m.Selected || m.Streamed {
			out = append(out, m)
		}
	}
	return out, nil
}

// billedSize is the column that tells what a row is billed as, or its size where the table has no such column.
func billedSize(t *schema.Table) string {
	if slices.ContainsFunc(t.Columns(), func(c schema.Column) bool { return c.Name == "_BilledSize" }) {
		return "_BilledSize"
	}
	return "estimate_data_size(*)"
}

func (e *Engine) endpoints(ctx context.Context) (int, error) {
	ans, err := e.world.Hunt(ctx, Query{KQL: "DeviceInfo | summarize Devices=count_distinct(DeviceId)", Scope: ProductScope, At: e.st.Now})
	if err != nil {
		return 0, fmt.Errorf("count the endpoints: %w", err)
	}
	return int(ans.Rows[0][0].(int64)), nil
}
