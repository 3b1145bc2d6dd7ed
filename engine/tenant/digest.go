package tenant

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"

	"socrates/engine/schema/rows"
)

// digests hashes the rows of each table as they pass, independent of how they are cut into batches.
type digests struct {
	sums map[string]hash.Hash
	buf  []byte
}

func newDigests() *digests { return &digests{sums: map[string]hash.Hash{}} }

func (d *digests) add(b *rows.Batch) {
	h := d.sums[b.Table.Name]
	if h == nil {
		h = sha256.New()
		d.sums[b.Table.Name] = h
	}
	for r := range b.Len() {
		d.row(b, r)
		if len(d.buf) > 1<<15 {
			h.Write(d.buf)
			d.buf = d.buf[:0]
		}
	}
	h.Write(d.buf)
	d.buf = d.buf[:0]
}

// row writes each cell with its kind in front: n for null, i, f, s and the length.
func (d *digests) row(b *rows.Batch, r int) {
	buf := binary.BigEndian.AppendUint64(d.buf, uint64(b.Ingested[r]))
	for i := range b.Cols {
		v := &b.Cols[i]
		switch {
		case v.Null != nil && v.Null[r]:
			buf = append(buf, 'n')
		case v.I != nil:
			buf = binary.BigEndian.AppendUint64(append(buf, 'i'), uint64(v.I[r]))
		case v.F != nil:
			buf = binary.BigEndian.AppendUint64(append(buf, 'f'), math.Float64bits(v.F[r]))
		case v.S != nil:
			buf = binary.BigEndian.AppendUint32(append(buf, 's'), uint32(len(v.S[r])))
			buf = append(buf, v.S[r]...)
		default: // a column without cells: all null, or all empty
			buf = append(buf, '-')
		}
	}
	d.buf = buf
}

func (d *digests) of(table string) string {
	if h := d.sums[table]; h != nil {
		return "sha256:" + hex.EncodeToString(h.Sum(nil))
	}
	return ""
}
