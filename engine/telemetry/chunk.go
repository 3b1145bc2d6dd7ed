package telemetry

import (
	"encoding/json"
	"fmt"
	"runtime"
	"unicode/utf8"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// A chunk is one DuckDB data chunk that is being filled from batches. Values are written straight into
// DuckDB's vectors; long strings go to an arena that stays pinned until the chunk has been appended
// (the appender copies them), so that no string costs a call into C.
type chunk struct {
	data  mapping.DataChunk
	types []schema.Type
	vecs  []vector
	rows  int
	bytes int
	arena arena
}

// vector is where one column of a chunk lives.
type vector struct {
	data unsafe.Pointer
	mask []uint64 // one bit a row, 0 is null; nil until the first null
	vec  mapping.Vector
}

// stringT is duckdb_string_t: up to 12 bytes live in it, a longer text is pointed to.
type stringT struct {
	length uint32
	rest   [12]byte
}

const inlineText = 12

var chunkRows = int(mapping.VectorSize())

func newChunk(types []schema.Type) *chunk {
	logical := make([]mapping.LogicalType, len(types))
	for i, t := range types {
		logical[i] = mapping.CreateLogicalType(vectorTypes[t])
	}
	c := &chunk{data: mapping.CreateDataChunk(logical), types: types, vecs: make([]vector, len(types))}
	for i := range logical {
		mapping.DestroyLogicalType(&logical[i])
	}
	c.attach()
	return c
}

// vectorTypes are what is written. The appender casts text to DECIMAL; JSON is text that fill has checked.
var vectorTypes = [...]mapping.Type{
	schema.Bool: mapping.TypeBoolean, schema.Int: mapping.TypeInteger, schema.Long: mapping.TypeBigInt,
	schema.Real: mapping.TypeDouble, schema.Decimal: mapping.TypeVarchar, schema.String: mapping.TypeVarchar,
	schema.Datetime: mapping.TypeBigInt, schema.Timespan: mapping.TypeBigInt, schema.Guid: mapping.TypeVarchar,
	schema.Dynamic: mapping.TypeVarchar,
}

func (c *chunk) attach() {
	for i := range c.vecs {
		v := mapping.DataChunkGetVector(c.data, mapping.IdxT(i))
		c.vecs[i] = vector{data: mapping.VectorGetData(v), vec: v}
	}
}

func (c *chunk) reset() {
	mapping.DataChunkReset(c.data)
	c.attach()
	c.rows, c.bytes = 0, 0
	c.arena.reset()
}

func (c *chunk) free() {
	mapping.DestroyDataChunk(&c.data)
	c.arena.free()
}

// fill copies rows from..from+n of b to the end of the chunk.
func (c *chunk) fill(b *rows.Batch, from, n int) error {
	for i := range b.Cols {
		if err := c.column(i, &b.Cols[i], from, n); err != nil {
			return fmt.Errorf("%s.%s: %w", b.Table.Name, b.Table.Columns()[i].Name, err)
		}
	}
	k := len(b.Cols)
	copy(c.longs(k, n), b.Ingested[from:from+n])
	copy(c.longs(k+1, n), b.ID[from:from+n])
	c.rows += n
	c.bytes += n * 8 * len(c.vecs)
	return nil
}

func (c *chunk) longs(col, n int) []int64 {
	return unsafe.Slice((*int64)(c.vecs[col].data), chunkRows)[c.rows : c.rows+n]
}

func (c *chunk) column(i int, v *rows.Vector, from, n int) error {
	if v.Null != nil {
		c.nulls(i, v.Null[from:from+n])
	}
	switch c.types[i] {
	case schema.Real:
		if v.F == nil {
			c.allNull(i, n)
			return nil
		}
		copy(unsafe.Slice((*float64)(c.vecs[i].data), chunkRows)[c.rows:], v.F[from:from+n])
	case schema.Bool, schema.Int, schema.Long, schema.Datetime, schema.Timespan:
		if v.I == nil {
			c.allNull(i, n)
			return nil
		}
		c.integers(i, v.I[from:from+n])
	default:
		return c.texts(i, v.S, from, n)
	}
	return nil
}

func (c *chunk) integers(i int, in []int64) {
	switch c.types[i] {
	case schema.Bool:
		out := unsafe.Slice((*uint8)(c.vecs[i].data), chunkRows)[c.rows:]
		for r, x := range in {
			out[r] = uint8(x & 1)
		}
	case schema.Int:
		out := unsafe.Slice((*int32)(c.vecs[i].data), chunkRows)[c.rows:]
		for r, x := range in {
			out[r] = int32(x)
		}
	default:
		copy(c.longs(i, len(in)), in)
	}
}

// texts writes strings; a nil column is all empty. Only a string may be empty: an empty guid, decimal
// or dynamic is null.
func (c *chunk) texts(i int, in []string, from, n int) error {
	out := unsafe.Slice((*stringT)(c.vecs[i].data), chunkRows)[c.rows : c.rows+n]
	if in == nil {
		clear(out)
		if c.types[i] != schema.String {
			c.allNull(i, n)
		}
		return nil
	}
	nullable := c.types[i] != schema.String
	for r, s := range in[from : from+n] {
		if s == "" && nullable {
			c.setNull(i, c.rows+r)
		} else if c.types[i] == schema.Dynamic && !json.Valid(unsafe.Slice(unsafe.StringData(s), len(s))) {
			return fmt.Errorf("row %d: dynamic %.40q is not JSON", from+r, s)
		}
		if err := c.text(&out[r], s); err != nil {
			return fmt.Errorf("row %d: %w", from+r, err)
		}
	}
	return nil
}

func (c *chunk) text(at *stringT, s string) error {
	*at = stringT{length: uint32(len(s))}
	if len(s) <= inlineText {
		copy(at.rest[:], s)
	} else {
		p := c.arena.keep(s)
		copy(at.rest[:4], s)
		*(*unsafe.Pointer)(unsafe.Pointer(&at.rest[4])) = p
		c.bytes += len(s)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("text %.40q is not valid UTF-8", s)
	}
	return nil
}

func (c *chunk) nulls(i int, null []bool) {
	for r, isNull := range null {
		if isNull {
			c.setNull(i, c.rows+r)
		}
	}
}

func (c *chunk) allNull(i, n int) {
	for r := range n {
		c.setNull(i, c.rows+r)
	}
}

func (c *chunk) setNull(i, row int) {
	if c.types[i] == schema.String {
		return // a Kusto string is empty, not null
	}
	v := &c.vecs[i]
	if v.mask == nil {
		mapping.VectorEnsureValidityWritable(v.vec)
		v.mask = unsafe.Slice((*uint64)(mapping.VectorGetValidity(v.vec)), (chunkRows+63)/64)
	}
	v.mask[row/64] &^= 1 << (row % 64)
}

// arena holds the bytes of long strings in pinned blocks.
type arena struct {
	pins   runtime.Pinner
	blocks [][]byte
	used   int // blocks in use; the last of them has room from at on
	at     int
}

const arenaBlock = 256 << 10

// keep copies s and returns where it lies until reset.
func (a *arena) keep(s string) unsafe.Pointer {
	if a.used == 0 || a.at+len(s) > len(a.blocks[a.used-1]) {
		a.grow(len(s))
	}
	b := a.blocks[a.used-1][a.at:]
	copy(b, s)
	a.at += len(s)
	return unsafe.Pointer(&b[0])
}

func (a *arena) grow(need int) {
	if a.used < len(a.blocks) && len(a.blocks[a.used]) >= need {
		a.used, a.at = a.used+1, 0
		return
	}
	block := make([]byte, max(arenaBlock, need))
	a.pins.Pin(&block[0])
	a.blocks = append(a.blocks[:a.used], append([][]byte{block}, a.blocks[a.used:]...)...)
	a.used, a.at = a.used+1, 0
}

func (a *arena) reset() { a.used, a.at = 0, 0 }
func (a *arena) free()  { a.pins.Unpin() }
