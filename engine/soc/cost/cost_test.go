package cost

import (
	"math"
	"testing"

	"socrates/engine/soc/profile"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func example() *profile.Profile {
	return &profile.Profile{
		Tables: profile.Tables{Volume: map[string]float64{"DeviceProcessEvents": 1000, "DeviceInfo": 100}},
		Costs: profile.Costs{Currency: "USD", PerGB: 5, LakePerGB: 0.05, BytesPerGB: 1e9, Free: []string{"AzureActivity"}, FreeDays: 90, MaxDays: 730, TotalYears: 12,
			KeepPerGB: 0.1, LakeRatio: 6, LakeKeepPerGB: 0.03, Commitments: []profile.Tier{{GBPerDay: 100, PerDay: 300}}},
	}
}

// 10 endpoints for 2 days, scaled to 1,000: a process event has 2,000 bytes, so 1,000 of them a day on 1,000 endpoints
// are 2 GB; 100 of DeviceInfo at 500 bytes are 0.05 GB; a firewall that wrote 20,000 rows of 1,000 bytes wrote 1,000 an
// endpoint and day: 1 GB.
func TestVolumesScaleToEndpoints(t *testing.T) {
	r := Estimate([]Measure{
		{Table: "DeviceProcessEvents", Rows: 40, Bytes: 80_000, Streamed: true, Selected: true, Advice: "always"},
		{Table: "DeviceInfo", Rows: 10, Bytes: 5_000, Streamed: true, Advice: "leave out"},
		{Table: "CommonSecurityLog", Rows: 20_000, Bytes: 20e6, Selected: true},
		{Table: "AzureActivity", Rows: 200, Bytes: 200_000, Selected: true},
		{Table: "DeviceEvents", Streamed: true, Selected: true},
	}, Size{Endpoints: 1000, Tenant: 10, Days: 2}, example())
	near(t, "billed", r.GBPerDay, 3)
	near(t, "free", r.FreePerDay, 0.01)
	near(t, "everything", r.Everything, 2.05)
	near(t, "always", r.AlwaysOnly, 2)
	near(t, "price", r.PricePerDay, 15)
	if len(r.Lines) != 4 || r.Lines[0].Table != "DeviceProcessEvents" || r.Lines[2].Tier != "not ingested" {
		t.Errorf("lines: %+v", r.Lines)
	}
}

// 60 GB a day cost 300 at 5 a GB, as much as the commitment to 100; at 120 GB the commitment costs 300 and 20 GB at 3 each.
func TestPlansWithOverage(t *testing.T) {
	for _, c := range []struct{ gb, best float64 }{{10, 50}, {60, 300}, {120, 360}} {
		near(t, "cheapest", plans(c.gb, example().Costs)[0].PerDay, c.best)
	}
}

// 2 GB a day kept 120 days are 60 GB beyond the 90 free days: 6.00; kept 300 days in all, 180 more in the lake at a sixth
// of 360 GB, 60 GB: 1.80.
func TestRetention(t *testing.T) {
	r := Report{GBPerDay: 2}
	near(t, "analytics only", retention(r, Size{Keep: 120}, example().Costs), 6)
	near(t, "with the lake", retention(r, Size{Keep: 120, Total: 300}, example().Costs), 7.8)
	near(t, "free days", retention(r, Size{Keep: 90}, example().Costs), 0)
}

// A table in the lake only costs the lake's ingestion and leaves the analytics tier.
func TestLakeOnly(t *testing.T) {
	r := Estimate([]Measure{{Table: "DeviceProcessEvents", Rows: 40, Bytes: 80_000, Selected: true}},
		Size{Endpoints: 1000, Tenant: 10, Days: 2, Lake: []string{"DeviceProcessEvents"}}, example())
	near(t, "analytics", r.GBPerDay, 0)
	near(t, "lake", r.LakePerDay, 2)
	near(t, "price", r.PricePerDay, 0.1)
}
