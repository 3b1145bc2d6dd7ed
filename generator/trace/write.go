package trace

import (
	"fmt"

	"socrates/generator/emit"
)

// write sets columns by name, for tables that are written rarely; pairs are a column's name and its value. It panics on a name
// that the table lacks, which every run would meet.
func (e Env) write(t *emit.Table, at, delay int64, pairs ...any) {
	fill(e.W.Row(t, at, delay), t, pairs)
}

func fill(r emit.Row, t *emit.Table, pairs []any) {
	for i := 0; i < len(pairs); i += 2 {
		c := t.Col(pairs[i].(string))
		if c == emit.None {
			panic(fmt.Sprintf("trace: table %s has no column %q", t.Name, pairs[i]))
		}
		switch v := pairs[i+1].(type) {
		case string:
			r.Str(c, v)
		case int64:
			r.Int(c, v)
		case int:
			r.Int(c, int64(v))
		case float64:
			r.Real(c, v)
		case bool:
			r.Bool(c, v)
		default:
			panic(fmt.Sprintf("trace: %s.%v: no cell holds a %T", t.Name, pairs[i], v))
		}
	}
}
