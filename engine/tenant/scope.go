package tenant

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/bind"
	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// twinSuffix marks the catalogue's workspace form of a table that has two unrelated schemas under one name.
const twinSuffix = "@workspace"

// scope is a bind.Catalog: what one query may name, and the SQL that reads it as of its clock.
type scope struct {
	kind   soc.Scope
	window window
	v      *view
}

// window bounds the rows that a query sees; see soc.Query.
type window struct{ at, after, from, to int64 }

// view is what a scope needs to know of a tenant's state. It does not change once it is published.
type view struct {
	workspaceID string
	stored      map[string]bool          // tables of the data file
	live        map[string]*schema.Table // tables that the mini-SOC has rows in
	// missing says why a scope does not have a table of the catalogue; false if it has.
	missing func(scope soc.Scope, table string) (bind.Missing, bool)
	hidden  []hiding // rows of stages that a response prevented
	managed managed  // what the workspace's administration changes
	quiet   []quiet  // what responses in force change about ordinary life
}

// Table implements bind.Catalog.
func (s *scope) Table(name string) (*bind.Table, *bind.Missing) {
	if strings.HasSuffix(name, twinSuffix) {
		return nil, nil
	}
	t, cols, missing := s.resolve(name)
	if t == nil {
		return nil, missing
	}
	stored := t.Columns()
	out := &bind.Table{Name: name, From: s.from(t), Ingested: telemetry.Ident(telemetry.IngestedColumn), Time: telemetry.Ident(t.TimeColumn())}
	physical := telemetry.PhysicalNames(stored)
	place := make(map[string]int, len(stored))
	for i, c := range stored {
		place[c.Name] = i
	}
	for _, c := range cols {
		i := place[c.Name]
		sql := converted(telemetry.Ident(physical[i]), stored[i].Type, c.Type)
		if text, ok := s.standard(t, name, c.Name); ok {
			sql = telemetry.Text(text)
		}
		out.Columns = append(out.Columns, bind.Column{Column: c, SQL: sql})
	}
	return out, nil
}

// resolve finds the table behind a name and the columns it shows in this scope.
func (s *scope) resolve(name string) (*schema.Table, []schema.Column, *bind.Missing) {
	t, ok := schema.Lookup(name)
	if !ok {
		return nil, nil, nil
	}
	if s.kind == soc.WorkspaceScope {
		if twin, ok := schema.Lookup(name + twinSuffix); ok {
			return twin, twin.InWorkspace, nil
		}
	}
	if why, gone := s.v.missing(s.kind, name); gone {
		return nil, nil, &why
	}
	switch s.kind {
	case soc.DefenderScope:
		return t, t.Native, nil
	case soc.WorkspaceScope:
		return t, t.InWorkspace, nil
	case soc.Unified:
		return t, merged(t), nil
	}
	return t, t.Columns(), nil
}

// merged are the columns of a table in the unified view. Text that the workspace keeps as dynamic, such as AdditionalFields, is dynamic
// here too, so that queries written for either side run.
func merged(t *schema.Table) []schema.Column {
	cols := slices.Clone(t.Columns())
	for i, c := range cols {
		if c.Type == schema.String && slices.Contains(t.InWorkspace, schema.Column{Name: c.Name, Type: schema.Dynamic}) {
			cols[i].Type = schema.Dynamic
		}
	}
	return cols
}

// standard gives the columns that Log Analytics itself fills, the same in every row.
func (s *scope) standard(t *schema.Table, shown, column string) (string, bool) {
	switch {
	case slices.ContainsFunc(t.Native, func(c schema.Column) bool { return c.Name == column }):
		return "", false // Defender's own column of that name
	case column == "TenantId":
		return s.v.workspaceID, true
	case column == "Type":
		return shown, true
	}
	return "", false
}

// from is the FROM clause: stored rows and the mini-SOC's, as far as this query sees them.
func (s *scope) from(t *schema.Table) string {
	var parts []string
	if s.v.stored[t.Name] {
		where := append(s.where(t), s.cut(t)...)
		for _, h := range s.v.hidden {
			where = append(where, h.excludes(t)...)
		}
		if t.Name == "Usage" {
			where = append(where, s.billed()...)
		}
		cols := "*"
		for _, q := range s.v.quiet {
			where = append(where, q.excludes(t)...)
		}
		if changed := append(refusals(s.v.quiet, t), s.regrouped(t)...); len(changed) > 0 {
			cols = "* REPLACE (" + strings.Join(changed, ", ") + ")"
		}
		parts = append(parts, selectSome(cols, "data."+telemetry.RowsSchema, t, where))
	}
	if s.v.live[t.Name] != nil {
		parts = append(parts, selectSome("*", liveSchema, t, s.where(t)))
	}
	if len(parts) == 0 {
		return emptyTable(t)
	}
	return "(" + strings.Join(parts, " UNION ALL ") + ")"
}

// billed leaves out of Usage what does not reach the workspace: tables that nobody streams.
func (s *scope) billed() []string {
	var away []string
	for _, t := range schema.All() {
		if _, gone := s.v.missing(soc.WorkspaceScope, t.Name); gone && t.Streamable {
			away = append(away, telemetry.Text(t.Name))
		}
	}
	if len(away) == 0 {
		return nil
	}
	return []string{telemetry.Ident("DataType") + " NOT IN (" + strings.Join(away, ", ") + ")"}
}

func selectSome(cols, schemaName string, t *schema.Table, where []string) string {
	return "SELECT " + cols + " FROM " + schemaName + "." + telemetry.Ident(t.Name) + " WHERE " + strings.Join(where, " AND ")
}

func (s *scope) where(t *schema.Table) []string {
	ingested := telemetry.Ident(telemetry.IngestedColumn)
	out := []string{fmt.Sprintf("%s <= %d", ingested, s.window.at)}
	if s.window.after != 0 {
		out = append(out, fmt.Sprintf("%s > %d", ingested, s.window.after))
	}
	time := telemetry.Ident(t.TimeColumn())
	if s.window.from != 0 {
		out = append(out, fmt.Sprintf("%s > %d", time, s.window.from))
	}
	if s.window.to != 0 {
		out = append(out, fmt.Sprintf("%s <= %d", time, s.window.to))
	}
	return out
}

func emptyTable(t *schema.Table) string {
	var b strings.Builder
	cols := t.Columns()
	for i, name := range telemetry.PhysicalNames(cols) {
		fmt.Fprintf(&b, "NULL::%s AS %s, ", telemetry.PhysicalType(cols[i].Type), telemetry.Ident(name))
	}
	return fmt.Sprintf("(SELECT %sNULL::BIGINT AS %s, NULL::BIGINT AS %s WHERE false)", b.String(),
		telemetry.Ident(telemetry.IngestedColumn), telemetry.Ident(telemetry.RowColumn))
}

// converted reads a column stored as one type where the scope shows another: the two sides of the platform
// disagree about some columns.
func converted(sql string, from, to schema.Type) string {
	switch {
	case from == to:
		return sql
	case from == schema.String && to == schema.Dynamic:
		return fmt.Sprintf("(CASE WHEN %[1]s = '' THEN NULL WHEN json_valid(%[1]s) THEN %[1]s::JSON ELSE to_json(%[1]s) END)", sql)
	case to == schema.String:
		return fmt.Sprintf("coalesce(%s::VARCHAR, '')", sql)
	}
	return fmt.Sprintf("TRY_CAST(%s AS %s)", sql, telemetry.PhysicalType(to))
}

// TableNames implements bind.Catalog: the tables that hold rows here. An empty one can be named all the same.
func (s *scope) TableNames() []string {
	var out []string
	for _, t := range schema.All() {
		name := strings.TrimSuffix(t.Name, twinSuffix)
		if !s.v.stored[t.Name] && s.v.live[t.Name] == nil || slices.Contains(out, name) {
			continue
		}
		if found, _, _ := s.resolve(name); found != nil {
			out = append(out, name)
		}
	}
	return out
}
