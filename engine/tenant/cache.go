package tenant

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// The cache is the fold at some entry of the journal, so that opening need not repeat days of detections. It
// is trusted only if its checksum holds, the same program wrote it, and its entry is still in the journal.

// foldKey says which fold a cache holds.
type foldKey struct {
	Program string
	Seq     int64
	Hash    [32]byte
	Now     int64
}

type cachedFold struct {
	Key       foldKey
	State     []byte
	Published []cachedBatch
}

type cachedBatch struct {
	Table    string
	Cols     []rows.Vector
	Ingested []int64
	ID       []int64
}

// program identifies the running executable: another build may fold differently.
var program = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d %d", Format, info.Size(), info.ModTime().UnixNano())
})

func (t *Tenant) key() foldKey {
	return foldKey{Program: program(), Seq: t.head.Seq, Hash: t.head.Hash, Now: t.now}
}

// saveFold writes the cache unless the file holds this very fold. The caller holds mu. A disk that has no room
// for it costs the next opening some time and nothing else: the journal holds all.
func (t *Tenant) saveFold() error {
	key := t.key()
	if t.dirty || key == t.saved || key.Program == "" || t.seen.Load() == nil {
		return nil
	}
	state, err := t.soc.Snapshot()
	if err != nil {
		return err
	}
	f := cachedFold{Key: key, State: state}
	for _, b := range t.published {
		f.Published = append(f.Published, cachedBatch{b.Table.Name, b.Cols, b.Ingested, b.ID})
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(f); err != nil {
		return err
	}
	sum := sha256.Sum256(buf.Bytes())
	if writeWhole(filepath.Join(t.dir, cacheFile), append(sum[:], buf.Bytes()...)) == nil {
		t.saved = key
	}
	return nil
}

// loadFold takes the state from the cache and reports whether it could. A cache that does not fit is
// worthless, not an error.
func (t *Tenant) loadFold(ctx context.Context) bool {
	f, ok := readFold(filepath.Join(t.dir, cacheFile))
	if !ok || f.Key.Program != program() {
		return false
	}
	if f.Key.Seq > 0 {
		at, err := t.log.After(ctx, f.Key.Seq-1)
		if err != nil || len(at) == 0 || at[0].Seq != f.Key.Seq || at[0].Hash != f.Key.Hash {
			return false
		}
		t.head = at[0]
	}
	if t.restore(ctx, f) != nil {
		return false
	}
	t.now, t.saved = f.Key.Now, f.Key
	t.settle()
	return true
}

func readFold(path string) (f cachedFold, ok bool) {
	raw, err := os.ReadFile(path)
	if err != nil || len(raw) < sha256.Size {
		return f, false
	}
	if sum := sha256.Sum256(raw[sha256.Size:]); !bytes.Equal(sum[:], raw[:sha256.Size]) {
		return f, false
	}
	return f, gob.NewDecoder(bytes.NewReader(raw[sha256.Size:])).Decode(&f) == nil
}

func (t *Tenant) restore(ctx context.Context, f cachedFold) error {
	if err := (world{t}).Retract(ctx); err != nil {
		return err
	}
	for _, b := range joinBatches(f.Published) {
		table, ok := schema.Lookup(b.Table)
		if !ok || len(b.Cols) != len(table.Columns()) {
			return fmt.Errorf("the cache holds rows of %s, which has changed", b.Table)
		}
		if err := t.publish(ctx, &rows.Batch{Table: table, Cols: b.Cols, Ingested: b.Ingested, ID: b.ID}); err != nil {
			return err
		}
	}
	return t.soc.Restore(f.State)
}

// joinBatches makes one batch a table, which appends much faster than many small ones.
func joinBatches(in []cachedBatch) []cachedBatch {
	var out []cachedBatch
	place := map[string]int{}
	for _, b := range in {
		i, ok := place[b.Table]
		if !ok {
			place[b.Table] = len(out)
			out = append(out, b)
			continue
		}
		out[i].join(b)
	}
	return out
}

func (b *cachedBatch) join(more cachedBatch) {
	n, m := len(b.ID), len(more.ID)
	for i := range b.Cols {
		b.Cols[i] = joinVectors(b.Cols[i], n, more.Cols[i], m)
	}
	b.Ingested = append(b.Ingested, more.Ingested...)
	b.ID = append(b.ID, more.ID...)
}

// joinVectors puts y's m cells behind x's n. A vector without cells is all null, or all empty strings.
func joinVectors(x rows.Vector, n int, y rows.Vector, m int) rows.Vector {
	if !hasCells(x) && !hasCells(y) {
		return x
	}
	return rows.Vector{Type: x.Type, I: joinCells(x.I, n, y.I, m), F: joinCells(x.F, n, y.F, m),
		S: joinCells(x.S, n, y.S, m), Null: joinCells(nulls(x, n), n, nulls(y, m), m)}
}

func hasCells(v rows.Vector) bool { return v.I != nil || v.F != nil || v.S != nil }

func nulls(v rows.Vector, n int) []bool {
	if hasCells(v) || v.Type == schema.String {
		return v.Null
	}
	return slices.Repeat([]bool{true}, n)
}

func joinCells[T any](a []T, n int, b []T, m int) []T {
	if a == nil && b == nil {
		return nil
	}
	if a == nil {
		a = make([]T, n)
	}
	if b == nil {
		b = make([]T, m)
	}
	return append(a, b...)
}
