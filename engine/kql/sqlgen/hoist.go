package sqlgen

import (
	"fmt"
	"strings"
)

// A template such as `substr($s, 1, length($s) - 1)` writes its argument twice, and calls nested n deep
// would write it 2^n times. So an argument that its template repeats is hoisted: it becomes a column of a
// SELECT slipped in between the block and its source, and the template repeats that column's name.
//
//	SELECT substr(h1, 1, length(h1) - 1) FROM (SELECT *, lower("Name") AS h1 FROM t)
//
// What a hoisted text reads may itself be hoisted; such columns stand in layers.
//
// Aggregates and window functions cannot move below their block and are repeated; DuckDB computes equal
// ones once.

// shortText is the length up to which repeating is cheaper than a layer.
const shortText = 24

// hoist is one hoisted column.
type hoist struct{ sql, as string }

// hoist moves sql, which needs layers below it, into a column; it returns the column and the number of
// layers that reading it needs.
func (sc *scope) hoist(sql string, layers int) (string, int) {
	if len(sql) <= shortText || sc.inline {
		return sql, layers
	}
	if sc.known == nil {
		sc.known = map[string]string{}
	}
	as, ok := sc.known[sql]
	if !ok {
		sc.g.names++
		as = fmt.Sprintf("h%d", sc.g.names)
		sc.known[sql] = as
		for len(sc.layers) <= layers {
			sc.layers = append(sc.layers, nil)
		}
		sc.layers[layers] = append(sc.layers[layers], hoist{sql, as})
	}
	return as, layers + 1
}

// hoisted puts the layers around a source.
func (sc *scope) hoisted(from string) string {
	for _, layer := range sc.layers {
		var out strings.Builder
		out.WriteString("(SELECT ")
		if from != "" {
			out.WriteString("*, ")
		}
		for i, h := range layer {
			if i > 0 {
				out.WriteString(", ")
			}
			out.WriteString(h.sql + " AS " + h.as)
		}
		if from != "" {
			out.WriteString(" FROM " + from)
		}
		from = out.String() + ")"
	}
	return from
}
