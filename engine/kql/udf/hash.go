package udf

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
)

// KQL's hash() is xxHash64 with seed 0: over the bytes of a text, or over the eight bytes, low byte first,
// of a number, datetime or timespan.

var hashFuncs = []Func{
	{Name: "kql_hash_text", In: []Type{Text}, Out: Long, Fn: Of1(Sure(hashText))},
	{Name: "kql_hash_long", In: []Type{Long}, Out: Long, Fn: Of1(Sure(hashLong))},
	{Name: "kql_hash_combine", In: []Type{Longs}, Out: Long, Fn: Of1(hashCombine)},
}

func hashText(s string) int64 { return int64(xxhash.Sum64String(s)) }

func hashLong(n int64) int64 {
	return int64(xxhash.Sum64(binary.LittleEndian.AppendUint64(nil, uint64(n))))
}

// hashCombine folds hashes into one; the order matters. Kusto's own fold is not published: the results
// are as good but not the same.
func hashCombine(hashes []any) (int64, bool) {
	var out uint64
	for _, h := range hashes {
		n, ok := h.(int64)
		if !ok {
			return 0, false
		}
		out ^= uint64(n) + 0x9e3779b97f4a7c15 + out<<6 + out>>2
	}
	return int64(out), len(hashes) > 0
}
