package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/workbook"
)

// SavedWorkbook is a workbook that somebody keeps: a copy of a template, or one of their own.
type SavedWorkbook struct {
	workbook.Workbook
	Template string `json:"template,omitempty"` // id of the template it was saved from
	By       string `json:"by"`
	At       int64  `json:"at"` // datetime ticks
}

// WorkbookLine is a workbook in the list of all.
type WorkbookLine struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`               // template, saved
	Solution string `json:"solution,omitempty"` // title of the solution that brings a template
	Says     string `json:"says,omitempty"`
	By       string `json:"by,omitempty"`
	At       int64  `json:"at,omitempty"`
}

// WorkbookPage is a workbook with the answers of its queries.
type WorkbookPage struct {
	Title      string               `json:"title"`
	Says       string               `json:"says,omitempty"`
	Parameters []workbook.Parameter `json:"parameters,omitempty"`
	Values     map[string]string    `json:"values,omitempty"` // of the parameters, as they are in force
	Items      []WorkbookAnswer     `json:"items"`
}

// WorkbookAnswer is a text, or a query with its answer.
type WorkbookAnswer struct {
	workbook.Tile
	Columns []schema.Column  `json:"-"`
	Rows    []map[string]any `json:"rows,omitempty"`
	More    int              `json:"more,omitempty"`  // rows beyond those
	Error   string           `json:"error,omitempty"` // why the query could not be asked
}

// SaveWorkbook is the data of "workbook.save": a copy of a template, or a workbook of one's own. One of the same name is replaced.
type SaveWorkbook struct {
	Name     string             `json:"name,omitempty"`
	Template string             `json:"template,omitempty"`
	Workbook *workbook.Workbook `json:"workbook,omitempty"`
}

// OneWorkbook is the data of "workbook.delete".
type OneWorkbook struct {
	Name string `json:"name"`
}

// workbookRows is how many rows a tile keeps.
const workbookRows = 250

func init() {
	register("workbook.save", "workbook", "keep a workbook: a copy of a template, or one's own", func(_ context.Context, e *Engine, a Action, s SaveWorkbook) (Outcome, error) {
		return e.saveWorkbook(a, s)
	})
	register("workbook.delete", "workbook", "delete a saved workbook", func(_ context.Context, e *Engine, _ Action, o OneWorkbook) (Outcome, error) {
		return e.deleteWorkbook(o)
	})
}

type workbookTemplate struct {
	*workbook.Workbook
	solution string
}

func (e *Engine) workbookTemplates() []workbookTemplate {
	var out []workbookTemplate
	for _, s := range e.installed() {
		for _, id := range s.Workbooks {
			i := slices.IndexFunc(e.content.Workbooks, func(w *workbook.Workbook) bool { return w.ID == id })
			out = append(out, workbookTemplate{e.content.Workbooks[i], s.Title})
		}
	}
	return out
}

// Workbooks lists saved workbooks in the order they were saved, then the templates of the installed solutions by name.
func (e *Engine) Workbooks() []WorkbookLine {
	out := []WorkbookLine{}
	for _, w := range e.st.Workbooks {
		out = append(out, WorkbookLine{Name: w.Title, Kind: "saved", Says: w.Says, By: w.By, At: w.At})
	}
	saved := len(out)
	for _, t := range e.workbookTemplates() {
		out = append(out, WorkbookLine{Name: t.Title, Kind: "template", Solution: t.solution, Says: t.Says})
	}
	slices.SortFunc(out[saved:], func(a, b WorkbookLine) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Workbook finds a saved workbook, or a template by its id or title.
func (e *Engine) Workbook(name string) (*workbook.Workbook, error) {
	if i := e.savedWorkbook(name); i >= 0 {
		return &e.st.Workbooks[i].Workbook, nil
	}
	all := e.workbookTemplates()
	for _, w := range e.st.Workbooks {
		all = append(all, workbookTemplate{Workbook: &w.Workbook})
	}
	t, err := pick("workbook", name, all, func(t workbookTemplate) (string, string) { return t.ID, t.Title }, "socrates workbook list shows what is saved and what the installed solutions bring")
	return t.Workbook, err
}

func (e *Engine) savedWorkbook(name string) int {
	return slices.IndexFunc(e.st.Workbooks, func(w *SavedWorkbook) bool { return strings.EqualFold(w.Title, name) })
}

// OpenWorkbook asks the queries of a workbook in the workspace, with values for its parameters. A query at fault is told in its
// place; the others are answered.
func (e *Engine) OpenWorkbook(ctx context.Context, name string, values map[string]string) (*WorkbookPage, error) {
	w, err := e.Workbook(name)
	if err != nil {
		return nil, err
	}
	tiles, set, err := w.Fill(values, e.st.Now)
	if err != nil {
		return nil, refuse(Invalid, "socrates workbook show NAME --set Parameter=value", "%v", err)
	}
	page := &WorkbookPage{Title: w.Title, Says: w.Says, Parameters: w.Parameters, Values: set}
	for _, t := range tiles {
		a, err := e.answer(ctx, t)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, a)
	}
	return page, nil
}

func (e *Engine) answer(ctx context.Context, t workbook.Tile) (WorkbookAnswer, error) {
	out := WorkbookAnswer{Tile: t}
	if t.Query == "" {
		return out, nil
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: t.Query, Scope: WorkspaceScope, At: e.st.Now, From: t.From, To: t.To})
	switch {
	case ctx.Err() != nil:
		return out, ctx.Err()
	case err != nil:
		out.Error = err.Error()
		return out, nil
	}
	settleOrder(ans)
	out.Columns, out.Rows, out.More = ans.Columns, []map[string]any{}, max(0, len(ans.Rows)-workbookRows)
	for _, row := range ans.Rows[:len(ans.Rows)-out.More] {
		out.Rows = append(out.Rows, rule.Record(ans.Columns, row))
	}
	return out, nil
}

func (e *Engine) saveWorkbook(a Action, s SaveWorkbook) (Outcome, error) {
	kept := &SavedWorkbook{By: a.Actor, At: e.st.Now}
	switch {
	case (s.Template == "") == (s.Workbook == nil):
		return Outcome{}, refuse(Invalid, "name a template, or give a file", "a workbook is saved from a template or from a file")
	case s.Workbook != nil:
		if err := s.Workbook.Check(); err != nil {
			return Outcome{}, refuse(Invalid, "change the file and try again", "%v", err)
		}
		kept.Workbook = *s.Workbook
	default:
		t, err := pick("workbook template", s.Template, e.workbookTemplates(), func(t workbookTemplate) (string, string) { return t.ID, t.Title }, "socrates workbook list shows what the installed solutions bring")
		if err != nil {
			return Outcome{}, err
		}
		kept.Workbook, kept.Template = *t.Workbook, t.ID
	}
	kept.ID, kept.Title = "", strings.TrimSpace(firstOf(s.Name, kept.Title))
	message := fmt.Sprintf("workbook %q is saved", kept.Title)
	if i := e.savedWorkbook(kept.Title); i >= 0 {
		e.st.Workbooks[i], message = kept, fmt.Sprintf("workbook %q is replaced", kept.Title)
	} else {
		e.st.Workbooks = append(e.st.Workbooks, kept)
	}
	e.putAzure(a, "Microsoft.Insights/workbooks/write", "workbooks/"+e.guid("workbook"+kept.Title))
	return Outcome{ID: kept.Title, Message: message}, nil
}

func (e *Engine) deleteWorkbook(o OneWorkbook) (Outcome, error) {
	i := e.savedWorkbook(o.Name)
	if i < 0 {
		hint := "socrates workbook list shows what is saved"
		if _, err := e.Workbook(o.Name); err == nil {
			hint = "it is the template of a solution; it goes when the solution is uninstalled"
		}
		return Outcome{}, refuse(NotFound, hint, "there is no saved workbook %q", o.Name)
	}
	title := e.st.Workbooks[i].Title
	e.st.Workbooks = slices.Delete(e.st.Workbooks, i, i+1)
	return Outcome{Message: fmt.Sprintf("workbook %q is deleted", title)}, nil
}
