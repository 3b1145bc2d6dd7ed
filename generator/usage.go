package generator

import (
	"math"
	"strings"

	"socrates/engine/schema"
	"socrates/generator/emit"
	"socrates/generator/tick"
)

var usageTable = emit.Open("Usage")

// usage counts what an hour brought to the workspace, table by table, and writes it down when the hour is over. Defender's tables are
// among them as if all of those that can be streamed were: what is connected is not known here, so whoever shows Usage leaves out the others.
type usage struct {
	w     *emit.Writer
	hours map[int64][]float64 // bytes by table, by the start of the hour
	first int64               // earliest hour not yet written
}

func newUsage(start, end int64) *usage {
	return &usage{w: emit.NewWriter(start, end), hours: map[int64][]float64{}, first: start - start%tick.Hour}
}

func (u *usage) Table() *emit.Table { return usageTable }

func (u *usage) Seen(t *emit.Table, at int64, size float64) {
	if t.Family == schema.Defender && !t.Streamable {
		return
	}
	hour := at - at%tick.Hour
	list := u.hours[hour]
	if list == nil {
		list = make([]float64, len(emit.Tables()))
		u.hours[hour] = list
	}
	list[t.N] += size
}

func (u *usage) Rows(until int64) *emit.Writer {
	for ; u.first+tick.Hour < until; u.first += tick.Hour {
		list := u.hours[u.first]
		delete(u.hours, u.first)
		u.w.Begin(1<<61 | uint64(u.first/tick.Hour))
		for _, t := range emit.Tables() {
			if t.N < len(list) && list[t.N] > 0 {
				u.row(t, list[t.N])
			}
		}
	}
	return u.w
}

func (u *usage) row(of *emit.Table, size float64) {
	c, end := usageTable.Col, u.first+tick.Hour
	r := u.w.Row(usageTable, end, 40*tick.Minute)
	name := strings.TrimSuffix(of.Name, "@workspace")
	r.Str(c("DataType"), name)
	r.Real(c("Quantity"), math.Round(size/1e6*1e8)/1e8) // megabytes
	r.Str(c("QuantityUnit"), "MBytes")
	r.Bool(c("IsBillable"), !free[name])
	r.Int(c("StartTime"), u.first)
	r.Int(c("EndTime"), end)
	r.Str(c("Solution"), solution(name))
	r.Str(c("Plan"), "Analytics")
	r.Int(c("BatchesWithinSla"), 1)
	r.Int(c("BatchesOutsideSla"), 0)
	r.Int(c("BatchesCapped"), 0)
	r.Int(c("TotalBatches"), 1)
}

func solution(table string) string {
	if strings.HasPrefix(table, "Security") || table == "SecurityEvent" || table == "CommonSecurityLog" {
		return "Security"
	}
	return "LogManagement"
}
