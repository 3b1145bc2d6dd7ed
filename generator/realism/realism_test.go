package realism

import (
	"math"
	"testing"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/generator/tick"
)

const monday = 735_595 * tick.Day // a multiple of seven days since Monday 0001-01-01 is a Monday

// batch makes rows of a table with text in the named columns, each one second after the other from at.
func batch(t *testing.T, table string, at int64, cells map[string][]string) *rows.Batch {
	t.Helper()
	st, ok := schema.Lookup(table)
	if !ok {
		t.Fatal(table)
	}
	b := &rows.Batch{Table: st, Cols: make([]rows.Vector, len(st.Columns()))}
	n := 0
	for _, list := range cells {
		n = len(list)
	}
	for i := range n {
		b.ID = append(b.ID, int64(i+1))
		b.Ingested = append(b.Ingested, at+int64(i)*tick.Second+40*tick.Second)
	}
	for i, c := range st.Columns() {
		v := &b.Cols[i]
		v.Type = c.Type
		switch {
		case c.Name == st.TimeColumn():
			for k := range n {
				v.I = append(v.I, at+int64(k)*tick.Second)
			}
		case cells[c.Name] != nil:
			v.S = cells[c.Name]
		case c.Type == schema.String:
			v.S = make([]string, n)
		}
	}
	return b
}

func gauge(t *testing.T, list ...*rows.Batch) *Gauge {
	t.Helper()
	g := New()
	for _, b := range list {
		if err := g.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func TestKeysThatLeadNowhereAreCounted(t *testing.T) {
	g := gauge(t,
		batch(t, "EmailEvents", monday, map[string][]string{"NetworkMessageId": {"a", "b"}, "RecipientEmailAddress": {"x", "x"}}),
		batch(t, "EmailUrlInfo", monday, map[string][]string{"NetworkMessageId": {"A", "c", ""}, "Url": {"u", "v", "w"}}),
	)
	// a is known whatever its casing, c is not, and an empty key is none.
	if got := g.within("EmailUrlInfo: mail", "mail"); got != 0.5 {
		t.Errorf("known: %v, want 0.5", got)
	}
}

func TestDuplicatesAreCounted(t *testing.T) {
	g := gauge(t, batch(t, "EmailEvents", monday, map[string][]string{"NetworkMessageId": {"a", "a", "a"}, "RecipientEmailAddress": {"x", "y", "x"}}))
	if g.duplicates != 1 {
		t.Errorf("%v duplicates, want 1: one mail to two people is two rows", g.duplicates)
	}
}

func TestWeekendIsADayByADay(t *testing.T) {
	cells := func(n int) map[string][]string { return map[string][]string{"NetworkMessageId": make([]string, n)} }
	g := gauge(t, batch(t, "EmailEvents", monday, cells(50)), batch(t, "EmailEvents", monday+6*tick.Day, cells(4)))
	// 4 rows on two days off: 2 a day. 50 rows on five days of work: 10 a day.
	if got := g.weekend("EmailEvents", monday, 7); math.Abs(got-0.2) > 1e-9 {
		t.Errorf("weekend by weekday: %v, want 0.2", got)
	}
	if got := g.weekend("EmailEvents", monday, 4); !math.IsNaN(got) {
		t.Errorf("without a weekend there is nothing to say, got %v", got)
	}
}

func TestWrongPasswordsHaveTheRightOneBehindThem(t *testing.T) {
	g := gauge(t, batch(t, "SigninLogs", monday, map[string][]string{
		"UserId":     {"ada", "ada", "bob", "ada", "eve"},
		"ResultType": {"50126", "50126", "50126", "0", "0"},
		"Id":         {"1", "2", "3", "4", "5"},
	}))
	p := g.passwords
	if p.mistyped != 3 || p.ok != 2 || p.failed != 3 || p.all != 5 {
		t.Errorf("mistyped %v, followed by the right one %v, failed %v of %v; want 3, 2, 3 of 5", p.mistyped, p.ok, p.failed, p.all)
	}
}

func TestMedianOfDelays(t *testing.T) {
	g := gauge(t, batch(t, "EmailEvents", monday, map[string][]string{"NetworkMessageId": make([]string, 9)}))
	if got := g.late["EmailEvents"].quantile(0.5); got < 38 || got > 42 {
		t.Errorf("median %v s, want 40 within a twentieth", got)
	}
}

func TestScoreLiesWithinItsBand(t *testing.T) {
	for _, tt := range []struct {
		value float64
		want  bool
	}{{1.9, false}, {2, true}, {3, true}, {3.1, false}, {math.NaN(), false}} {
		if got := (Score{Value: tt.value, Lo: 2, Hi: 3}).OK(); got != tt.want {
			t.Errorf("%v in 2 to 3: %v", tt.value, got)
		}
	}
}
