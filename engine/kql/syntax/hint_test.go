package syntax

import (
	"strings"
	"testing"
)

// TestHintsNameTheSlip holds slips of learners to the hint that mends them.
func TestHintsNameTheSlip(t *testing.T) {
	for _, tt := range []struct{ query, at, hint string }{
		{"T | summarize count() User", "User", "put by before it"},
		{"T | distinct A B", "B", "commas"},
		{"T | extend a = bin(Time 1h)", "1h", "commas"},
		{"T | take 10 by A", "by", "top 10 by"},
		{"T | extend A as b", "as", "Name = Column"},
		{"T | where A matches 'a.*'", "matches", "matches regex"},
		{"T | where n => 5", "=>", ">="},
		{"T | where n =< 5", "n =< 5", "write <="},
		{"T | where n =! 5", "n =! 5", "write !="},
		{"T | extend 'x' = 1", "'x' = 1", "leave the quotes out: x"},
		{"let f = (a) { 1 };\nT", "{", "parameters have types"},
		{"T | inner join (U) on A", "inner", "join kind=inner"},
	} {
		_, diags := Parse(tt.query)
		found := false
		for _, d := range diags {
			found = found || tt.query[d.Span.Start:d.Span.End] == tt.at && strings.Contains(strings.Join(d.Hints, " "), tt.hint)
		}
		if !found {
			t.Errorf("%s: %+v", tt.query, diags)
		}
	}
}
