package soc

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc/detect"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// Products watch rows as they arrive. Asking every detection's query every minute would cost a query for
// each minute of each day; instead one query reads ahead to the end of an Advance, and its rows are
// worked off at the moment they were ingested. A response that changes the world makes what was read
// ahead stale, and the rest is read anew. The result is the same as watching every moment.

// ahead holds sightings between the cursor and `to`, in order.
type ahead struct {
	to     int64
	blocks int // how often the story had turned when it was read
	seen   []sighting
}

// sighting is a row that a detection noticed.
type sighting struct {
	Detection string          `json:"detection"`
	At        int64           `json:"at"` // activity
	Seen      int64           `json:"seen"`
	Group     string          `json:"group"`
	Entities  []entity.Entity `json:"entities"`
	Sample    map[string]any  `json:"sample"`
}

func (a *ahead) peek() (int64, bool) {
	if a == nil || len(a.seen) == 0 {
		return 0, false
	}
	return a.seen[0].Seen, true
}

// lookAhead reads from the cursor to `to`, unless that has been done.
func (e *Engine) lookAhead(ctx context.Context, to int64) error {
	if to <= e.st.Cursor || e.ahd != nil && e.ahd.to >= to && e.ahd.blocks == e.st.Turns {
		return nil
	}
	if err := e.flush(ctx); err != nil { // detections see what the mini-SOC wrote
		return err
	}
	fresh := &ahead{to: to, blocks: e.st.Turns}
	finds, err := e.mayFind(ctx, to)
	if err != nil {
		return err
	}
	for _, d := range e.content.Detections {
		if e.st.Detects[d.ID] || !finds(d.Query) {
			continue
		}
		found, err := e.watch(ctx, d, e.st.Cursor, to)
		if err != nil {
			return fmt.Errorf("detection %s: %w", d.ID, err)
		}
		fresh.seen = append(fresh.seen, found...)
	}
	slices.SortStableFunc(fresh.seen, func(a, b sighting) int {
		return cmp.Or(cmp.Compare(a.Seen, b.Seen), cmp.Compare(a.At, b.At), strings.Compare(a.Detection, b.Detection), strings.Compare(a.Group, b.Group))
	})
	e.ahd, e.sweeps = fresh, map[string]*swept{}
	return nil
}

// shortStep is a step of the clock in which most tables get nothing new, so that it pays to ask which do: acts of a
// person are a second apart.
const shortStep = 10 * value.Minute

// mayFind tells which queries can find something between the cursor and `to`: those that name a table with new rows,
// and those that name none, because a function stands between.
func (e *Engine) mayFind(ctx context.Context, to int64) (func(kql string) bool, error) {
	world, ok := e.world.(Fresher)
	if !ok || to-e.st.Cursor > shortStep {
		return func(string) bool { return true }, nil
	}
	tables, err := world.Fresh(ctx, e.st.Cursor, to)
	if err != nil {
		return nil, err
	}
	return func(kql string) bool {
		names := func(t string) bool { return strings.Contains(kql, t) }
		return slices.ContainsFunc(tables, names) || !slices.ContainsFunc(schema.All(), func(t *schema.Table) bool { return names(t.Name) })
	}, nil
}

// watch asks one detection about the rows ingested in (after, to]. A query that names Since draws the
// line itself, because it also reads older rows of another table.
func (e *Engine) watch(ctx context.Context, d *detect.Detection, after, to int64) ([]sighting, error) {
	q := Query{KQL: d.Query, Scope: ProductScope, At: to, After: after}
	if strings.Contains(d.Query, "Since") {
		q.KQL, q.After = fmt.Sprintf("let Since = datetime(%s);\n%s", value.FormatDatetime(after), d.Query), 0
	}
	ans, err := e.world.Hunt(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]sighting, 0, len(ans.Rows))
	for _, row := range ans.Rows {
		rec := rule.Record(ans.Columns, row)
		at, _ := rec["Timestamp"].(int64)
		seen, ok := rec["Ingested"].(int64)
		if !ok || seen <= after || seen > to {
			continue
		}
		out = append(out, sighting{d.ID, at, seen, group(d, rec), entities(d, rec), rec})
	}
	return out, nil
}

func group(d *detect.Detection, rec map[string]any) string {
	parts := []string{d.ID}
	for _, column := range d.Per {
		parts = append(parts, strings.ToLower(rule.Text(rec[column])))
	}
	return strings.Join(parts, "|")
}

func entities(d *detect.Detection, rec map[string]any) []entity.Entity {
	var out []entity.Entity
	for _, m := range d.Entities {
		var pairs []string
		for _, id := range slices.Sorted(maps.Keys(m.IDs)) {
			pairs = append(pairs, id, rule.Text(rec[m.IDs[id]]))
		}
		en := entity.New(m.Type, pairs...)
		en.Role = m.Role
		out = entity.Add(out, en)
	}
	return out
}

// productDelay is how long a product needs from a row to its alert; no figure is published.
const productDelay = 2 * value.Minute

// sight takes the next sighting: it becomes an alert a little later.
func (e *Engine) sight(context.Context) error {
	s := e.ahd.seen[0]
	e.ahd.seen = e.ahd.seen[1:]
	e.st.schedule(job{Due: s.Seen + productDelay, Kind: "alert", Hit: &s})
	if next, ok := e.ahd.peek(); !ok || next > s.Seen {
		e.st.Cursor = s.Seen
	}
	return nil
}

// alertFrom makes or extends the alert of a sighting.
func (e *Engine) alertFrom(ctx context.Context, s *sighting) error {
	d := e.detection(s.Detection)
	if d == nil {
		return nil
	}
	if a := e.ix.groups[s.Group]; a != nil && s.At-a.Last <= d.Quiet.Ticks() {
		e.extend(a, s)
		return nil
	}
	p := e.profile.Product(d.Product)
	return e.raise(ctx, &Alert{
		ID: p.Prefix + e.hash(s.Group, fmt.Sprint(s.Seen), fmt.Sprint(s.At)), Product: d.Product, Source: d.ID, Title: d.Title, Description: d.Text,
		Severity: d.Severity, Category: d.Category, Tactics: []string{d.Category}, Techniques: d.Techniques, Entities: s.Entities,
		First: s.At, Last: s.At, Count: 1, Group: s.Group, Sample: s.Sample, Correlates: true,
	})
}

// extend lets an alert grow by another row of the same thing.
func (e *Engine) extend(a *Alert, s *sighting) {
	a.Count++
	a.First, a.Last = min(a.First, s.At), max(a.Last, s.At)
	before := len(a.Entities)
	a.Entities = entity.Add(a.Entities, s.Entities...)
	if len(a.Entities) > before {
		e.indexAlert(a)
		e.publishEvidence(a, a.Entities[before:])
	}
	if i := e.incident(a.Incident); i != nil {
		i.First, i.Last = min(i.First, s.At), max(i.Last, s.At)
	}
}

func (e *Engine) detection(id string) *detect.Detection {
	for _, d := range e.content.Detections {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// hash is 32 hex digits that follow from the tenant and the parts.
func (e *Engine) hash(parts ...string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%d|%s", e.seed, strings.Join(parts, "|"))))
	return hex.EncodeToString(sum[:16])
}
