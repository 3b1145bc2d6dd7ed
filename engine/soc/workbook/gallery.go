package workbook

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
)

// A gallery template is what the editor of the portal shows as code: "version": "Notebook/1.0" and a list of items, each with a
// number for its type. A resource template carries the same text in "serializedData".

// The types of gallery items that are taken.
const (
	itemText       = 1
	itemQuery      = 3
	itemParameters = 9
	itemGroup      = 12
)

// otherItems are the types that are left aside, and what they are.
var otherItems = map[int]string{10: "metrics chart", 11: "links and tabs"}

type gallery struct {
	Version string        `json:"version"`
	Items   []galleryItem `json:"items"`
}

type galleryItem struct {
	Type        int             `json:"type"`
	Name        string          `json:"name"`
	Content     json.RawMessage `json:"content"`
	Conditional json.RawMessage `json:"conditionalVisibility"`
	Several     json.RawMessage `json:"conditionalVisibilities"`
}

type galleryQuery struct {
	Query         string          `json:"query"`
	Title         string          `json:"title"`
	QueryType     int             `json:"queryType"`
	Visualization string          `json:"visualization"`
	TimeFrom      string          `json:"timeContextFromParameter"`
	TimeContext   timeContext     `json:"timeContext"`
	Grid          json.RawMessage `json:"gridSettings"`
	Exported      json.RawMessage `json:"exportFieldName"`
}

type timeContext struct {
	DurationMs int64 `json:"durationMs"`
}

type galleryParameter struct {
	Name     string          `json:"name"`
	Label    string          `json:"label"`
	Type     int             `json:"type"`
	Value    json.RawMessage `json:"value"`
	JSONData string          `json:"jsonData"`
	Query    string          `json:"query"`
	Multi    bool            `json:"multiSelect"`
	Quote    string          `json:"quote"`
	Delim    string          `json:"delimiter"`
}

// galleryReader gathers a workbook and what is left aside.
type galleryReader struct {
	w     *Workbook
	notes []string
}

func (r *galleryReader) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

func readGallery(text []byte) (*Workbook, []string, error) {
	g, title, err := findGallery(text)
	if err != nil {
		return nil, nil, err
	}
	r := &galleryReader{w: &Workbook{Title: title}}
	if err := r.items(g.Items); err != nil {
		return nil, nil, err
	}
	r.times()
	if r.w.Title == "" {
		r.w.Title = r.heading()
	}
	return r.w, r.notes, nil
}

// times forgets the time of a query that follows a parameter which is not there: the product lets a workbook hang on another.
func (r *galleryReader) times() {
	for i, it := range r.w.Items {
		known := slices.ContainsFunc(r.w.Parameters, func(p Parameter) bool { return p.Name == it.Time && p.Type == Time })
		if it.Time != "" && !known && !isSpan(it.Time) {
			r.note("query %d: there is no time parameter %s; it asks about everything", i+1, it.Time)
			r.w.Items[i].Time = ""
		}
	}
}

// findGallery takes the template itself, a resource with it, or a resource template with one such resource.
func findGallery(text []byte) (g gallery, title string, err error) {
	var file struct {
		gallery
		Properties struct {
			DisplayName    string `json:"displayName"`
			SerializedData string `json:"serializedData"`
		} `json:"properties"`
		Resources []json.RawMessage `json:"resources"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return g, "", errors.New("it is no JSON: copy the whole gallery template of the workbook's editor")
	}
	switch {
	case file.Items != nil:
		return file.gallery, "", nil
	case file.Properties.SerializedData != "":
		g, _, err := findGallery([]byte(file.Properties.SerializedData))
		return g, file.Properties.DisplayName, err
	}
	for _, res := range file.Resources {
		if g, title, err := findGallery(res); err == nil {
			return g, title, nil
		}
	}
	return g, "", errors.New(`it holds no workbook: neither "items" nor a resource with "serializedData"`)
}

// heading is the first heading of a text, for a template without a title.
func (r *galleryReader) heading() string {
	for _, it := range r.w.Items {
		line, _, _ := strings.Cut(strings.TrimSpace(it.Text), "\n")
		if h := strings.TrimSpace(strings.TrimLeft(line, "#")); h != "" && strings.HasPrefix(line, "#") {
			return h
		}
	}
	return "Imported workbook"
}

func (r *galleryReader) items(items []galleryItem) error {
	for n, it := range items {
		if it.Name == "" {
			it.Name = fmt.Sprintf("item %d", n+1)
		}
		if present(it.Conditional) || present(it.Several) {
			r.note("%s: its condition for being shown is left aside; it is always shown", it.Name)
		}
		if err := r.item(it); err != nil {
			return fmt.Errorf("%s: %w", it.Name, err)
		}
	}
	return nil
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func (r *galleryReader) item(it galleryItem) error {
	switch it.Type {
	case itemText:
		var c struct {
			JSON string `json:"json"`
		}
		if err := read(it.Content, &c); err != nil {
			return err
		}
		if strings.TrimSpace(c.JSON) != "" {
			r.w.Items = append(r.w.Items, Item{Text: c.JSON})
		}
		return nil
	case itemQuery:
		return r.query(it)
	case itemParameters:
		var c struct {
			Parameters []galleryParameter `json:"parameters"`
		}
		if err := read(it.Content, &c); err != nil {
			return err
		}
		for _, p := range c.Parameters {
			r.parameter(p)
		}
		return nil
	case itemGroup:
		var c gallery
		if err := read(it.Content, &c); err != nil {
			return err
		}
		return r.items(c.Items)
	}
	what := otherItems[it.Type]
	if what == "" {
		what = fmt.Sprintf("an item of type %d", it.Type)
	}
	r.note("%s: %s is left aside", it.Name, what)
	return nil
}

func read(raw json.RawMessage, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return errors.New("its content is not what an item of this type has")
	}
	return nil
}

// drawnAs are visualizations that are drawn as another.
var drawnAs = map[string]string{"": "table", "unstackedbar": "barchart", "stat": "tiles", "scatterchart": "linechart"}

func (r *galleryReader) query(it galleryItem) error {
	var q galleryQuery
	if err := read(it.Content, &q); err != nil {
		return err
	}
	if q.QueryType != 0 {
		r.note("%s: it asks another source than the workspace (query type %d), and is left aside", it.Name, q.QueryType)
		return nil
	}
	out := Item{Title: q.Title, Query: q.Query, Visualization: q.Visualization, Time: q.TimeFrom}
	if as, ok := drawnAs[q.Visualization]; ok {
		out.Visualization = as
	}
	if !slices.Contains(Visualizations(), out.Visualization) {
		r.note("%s: the visualization %q is drawn as a table", it.Name, q.Visualization)
		out.Visualization = "table"
	}
	if out.Time == "" && q.TimeContext.DurationMs > 0 {
		out.Time = value.FormatTimespan(q.TimeContext.DurationMs * value.Millisecond)
	}
	if present(q.Grid) {
		r.note("%s: formats of columns are left aside", it.Name)
	}
	if present(q.Exported) {
		r.note("%s: what a click on a row exports is left aside", it.Name)
	}
	r.w.Items = append(r.w.Items, out)
	return nil
}

// kinds are the types of gallery parameters that are taken.
var kinds = map[int]string{1: Text, 2: Choice, 4: Time, 10: Choice}

func (r *galleryReader) parameter(p galleryParameter) {
	kind, ok := kinds[p.Type]
	if !ok {
		r.note("parameter %s: a picker of type %d has nothing to pick here; it is a text", p.Name, p.Type)
		kind = Text
	}
	out := Parameter{Name: p.Name, Label: p.Label, Type: kind, Multi: p.Multi, Quote: p.Quote, Delim: p.Delim, Value: plainValue(p.Value)}
	switch kind {
	case Time:
		var v timeContext
		_ = json.Unmarshal(p.Value, &v) // a template may leave it out
		out.Value = "1d"
		if v.DurationMs > 0 {
			out.Value = value.FormatTimespan(v.DurationMs * value.Millisecond)
		}
	case Choice:
		out.Values = choices(p.JSONData)
		if len(out.Values) == 0 {
			r.note("parameter %s: its list of values comes from a query, and is left aside; any value can be given", p.Name)
			out.Type = Text
		}
	}
	r.w.Parameters = append(r.w.Parameters, out)
}

// plainValue is a text, the first text of a list, or nothing.
func plainValue(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return strings.Join(list, ",")
	}
	return ""
}

// choices reads jsonData: a list of texts, or of objects with a value.
func choices(data string) []string {
	var texts []string
	if json.Unmarshal([]byte(data), &texts) == nil {
		return texts
	}
	var objects []struct {
		Value string `json:"value"`
	}
	if json.Unmarshal([]byte(data), &objects) != nil {
		return nil
	}
	for _, o := range objects {
		texts = append(texts, o.Value)
	}
	return texts
}
