package soc

import (
	"context"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc/rule"
)

// Sheet is a small table that a response or a command brings back. Times and spans are text.
type Sheet struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

func (s *Sheet) add(cells ...string) { s.Rows = append(s.Rows, cells) }

// sheet asks the products' tables as of now.
func (e *Engine) sheet(ctx context.Context, kql string) (*Sheet, error) {
	ans, err := e.world.Hunt(ctx, Query{KQL: kql, Scope: ProductScope, At: e.st.Now})
	if err != nil {
		return nil, err
	}
	s := &Sheet{Columns: []string{}, Rows: [][]string{}}
	for _, c := range ans.Columns {
		s.Columns = append(s.Columns, c.Name)
	}
	for _, row := range ans.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			line[i] = cellText(ans.Columns[i], cell)
		}
		s.add(line...)
	}
	return s, nil
}

func cellText(c schema.Column, cell any) string {
	n, whole := cell.(int64)
	switch {
	case whole && c.Type == schema.Datetime:
		return clock(n)
	case whole && c.Type == schema.Timespan:
		return value.FormatTimespan(n)
	}
	return rule.Text(cell)
}
