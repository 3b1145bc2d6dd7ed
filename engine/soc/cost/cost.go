// Package cost estimates what a workspace's data costs: which tables make the volume, what a table selection saves,
// which commitment tier is cheapest.
//
// In:  what a tenant measured (rows and billed bytes by table), the profile's prices and volumes, a size.
// Out: a Report: GB and price by table, totals for selections of tables, tiers, retention.
//
// Not here: queries (the mini-SOC measures), drawing.
package cost

import (
	"cmp"
	"slices"

	"socrates/engine/soc/profile"
)

// Measure is what a tenant holds of one table.
type Measure struct {
	Table    string
	Rows     int64
	Bytes    float64 // billed size of all of them
	Streamed bool    // a Defender table that the connector brings; the others come by connectors of their own
	Selected bool    // it is in the workspace
	Advice   string  // always, leave out, or nothing
}

// Size is what the estimate is scaled to.
type Size struct {
	Endpoints int      `json:"endpoints"`      // each with its user
	Tenant    int      `json:"tenant"`         // endpoints of the tenant that was measured
	Days      float64  `json:"days"`           // that its rows span
	Keep      int      `json:"keepDays"`       // analytics retention
	Total     int      `json:"totalDays"`      // total retention, the lake's part included; 0 means no more than Keep
	Lake      []string `json:"lake,omitempty"` // tables that go to the data lake only
}

// Line is a table of the report.
type Line struct {
	Table       string  `json:"table"`
	Advice      string  `json:"advice,omitempty"`
	Selected    bool    `json:"selected"`
	Tier        string  `json:"tier"`        // analytics, lake, free, not ingested
	Rows        int64   `json:"rows"`        // measured in the tenant
	BytesPerRow float64 `json:"bytesPerRow"` // measured in the tenant
	RowsPerDay  float64 `json:"rowsPerDay"`  // of one endpoint; estimated for Defender tables, measured for the others
	GBPerDay    float64 `json:"gbPerDay"`    // at the size asked for
	PricePerDay float64 `json:"pricePerDay"` // pay-as-you-go
}

// Report is the page of usage and estimated costs.
type Report struct {
	Size        Size    `json:"size"`
	Currency    string  `json:"currency"`
	Lines       []Line  `json:"tables"`   // the greatest first
	GBPerDay    float64 `json:"gbPerDay"` // billed in the analytics tier
	FreePerDay  float64 `json:"freeGBPerDay"`
	LakePerDay  float64 `json:"lakeGBPerDay"`
	Everything  float64 `json:"everythingGBPerDay"` // Defender tables, if all were selected
	AlwaysOnly  float64 `json:"alwaysGBPerDay"`     // Defender tables, if only those to ingest always were
	PricePerDay float64 `json:"pricePerDay"`        // pay-as-you-go, ingestion of both tiers
	Plans       []Plan  `json:"plans"`              // the cheapest first
	Retention   float64 `json:"retentionPerMonth"`
}

// Plan is a way to pay for the analytics tier.
type Plan struct {
	Name   string  `json:"name"`
	GB     int     `json:"gbPerDay"` // committed; 0 for pay-as-you-go
	PerDay float64 `json:"perDay"`
}

// Estimate scales measures to a size. Tables of which the tenant has no row are left out: there is nothing to derive
// their size from.
func Estimate(all []Measure, size Size, p *profile.Profile) Report {
	r := Report{Size: size, Currency: p.Costs.Currency}
	for _, m := range all {
		if m.Rows == 0 || size.Days <= 0 || size.Tenant <= 0 {
			continue
		}
		l := line(m, size, p)
		r.Lines = append(r.Lines, l)
		r.count(l, m)
	}
	slices.SortFunc(r.Lines, func(a, b Line) int { return cmp.Or(cmp.Compare(b.GBPerDay, a.GBPerDay), cmp.Compare(a.Table, b.Table)) })
	r.Plans = plans(r.GBPerDay, p.Costs)
	r.Retention = retention(r, size, p.Costs)
	return r
}

func line(m Measure, size Size, p *profile.Profile) Line {
	l := Line{Table: m.Table, Advice: m.Advice, Selected: m.Selected, Rows: m.Rows, BytesPerRow: m.Bytes / float64(m.Rows)}
	l.RowsPerDay = float64(m.Rows) / size.Days / float64(size.Tenant)
	if v, ok := p.Tables.Volume[m.Table]; ok {
		l.RowsPerDay = v
	}
	l.GBPerDay = l.RowsPerDay * l.BytesPerRow * float64(size.Endpoints) / float64(p.Costs.BytesPerGB)
	switch {
	case !m.Selected:
		l.Tier = "not ingested"
	case slices.Contains(p.Costs.Free, m.Table):
		l.Tier = "free"
	case slices.Contains(size.Lake, m.Table):
		l.Tier, l.PricePerDay = "lake", l.GBPerDay*p.Costs.LakePerGB
	default:
		l.Tier, l.PricePerDay = "analytics", l.GBPerDay*p.Costs.PerGB
	}
	return l
}

func (r *Report) count(l Line, m Measure) {
	switch l.Tier {
	case "free":
		r.FreePerDay += l.GBPerDay
	case "lake":
		r.LakePerDay += l.GBPerDay
	case "analytics":
		r.GBPerDay += l.GBPerDay
	}
	r.PricePerDay += l.PricePerDay
	if m.Streamed {
		r.Everything += l.GBPerDay
		if m.Advice == "always" {
			r.AlwaysOnly += l.GBPerDay
		}
	}
}

// plans prices the ways to pay. What exceeds a commitment is billed at the tier's own rate per GB [N4].
func plans(gb float64, c profile.Costs) []Plan {
	out := []Plan{{"pay-as-you-go", 0, gb * c.PerGB}}
	for _, t := range c.Commitments {
		over := max(0, gb-float64(t.GBPerDay))
		out = append(out, Plan{"commitment", t.GBPerDay, t.PerDay + over*t.PerDay/float64(t.GBPerDay)})
	}
	slices.SortStableFunc(out, func(a, b Plan) int { return cmp.Compare(a.PerDay, b.PerDay) })
	return out
}

// retention is the price of a month once as many days are kept as asked for: analytics beyond the free days, then the
// lake, whose bytes count compressed [L2, N8].
func retention(r Report, size Size, c profile.Costs) float64 {
	keep := max(0, min(size.Keep, c.MaxDays)-c.FreeDays)
	analytics := r.GBPerDay * float64(keep) * c.KeepPerGB
	lakeDays := max(0, min(size.Total, c.TotalYears*365)-max(size.Keep, c.FreeDays))
	lake := (r.GBPerDay*float64(lakeDays) + r.LakePerDay*float64(max(size.Total, size.Keep))) / max(1, c.LakeRatio) * c.LakeKeepPerGB
	return analytics + lake
}
