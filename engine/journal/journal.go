// Package journal is the action log: what was done in a tenant, in order, for ever.
//
// In:  entries, each with its simulated time, its wall time and its author.
// Out: the same entries; an entry that Append acknowledged is there after a crash of the process or
// of the machine.
//
// A log only grows. Every entry carries a digest of itself and of the entry before it, so that a changed,
// missing or foreign entry shows. Two processes may have one log open: both read, and a writer that does
// not know the newest entry is told so (ErrMoved) and reads on before it tries again.
//
// Not here: what an action means (engine/soc, labs), the tenant's data, clocks.
package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Entry is one line of the log.
type Entry struct {
	Seq   int64           // 1 for the first; set by Append
	At    int64           // the tenant's clock, datetime ticks
	Wall  time.Time       // when it really happened, kept to the millisecond
	Actor string          // who did it
	Kind  string          // what Data is: "soc", "clock", "hunt", "lab", …
	Data  json.RawMessage // JSON; empty means null
	Hash  [32]byte        // chains the entry to the one before; set by Append
}

// Log is an action log. SQLite is the one for a single machine; a class that outgrows it gives another
// implementation, over PostgreSQL say, the same five methods.
type Log interface {
	// Append writes e behind entry head, which is 0 for an empty log. ErrMoved: the log has grown since.
	Append(ctx context.Context, head int64, e Entry) (Entry, error)
	// After returns the entries behind seq, in order.
	After(ctx context.Context, seq int64) ([]Entry, error)
	// Head is the newest entry; the zero Entry for an empty log.
	Head(ctx context.Context) (Entry, error)
	// Check reads everything and verifies the chain.
	Check(ctx context.Context) error
	Close() error
}

// ErrMoved says that another writer was faster.
var ErrMoved = errors.New("the journal has grown since it was last read")

// DamageError says that a log cannot be trusted from entry Seq on (0: not at all).
type DamageError struct {
	Path string
	Seq  int64
	Err  error
}

func (e *DamageError) Error() string {
	if e.Seq == 0 {
		return fmt.Sprintf("%s: the journal is damaged and cannot be read (%v); put back a copy, or save what can be saved with: socrates doctor --repair",
			filepath.Base(e.Path), e.Err)
	}
	return fmt.Sprintf("%s: the journal is damaged at entry %d (%v); what comes before is whole: cut it there with: socrates doctor --repair",
		filepath.Base(e.Path), e.Seq, e.Err)
}

func (e *DamageError) Unwrap() error { return e.Err }

// BusyError says that another process held the log for too long.
type BusyError struct{ Path string }

func (e *BusyError) Error() string {
	return filepath.Base(e.Path) + ": another program is writing to this journal; nothing was changed, try again when it has finished"
}

// chain is the digest of e behind an entry with digest prev.
func chain(prev [32]byte, e *Entry) [32]byte {
	h := sha256.New()
	h.Write(prev[:])
	for _, n := range []int64{e.Seq, e.At, e.Wall.UnixMilli()} {
		binary.Write(h, binary.BigEndian, n)
	}
	for _, s := range [][]byte{[]byte(e.Actor), []byte(e.Kind), e.Data} {
		binary.Write(h, binary.BigEndian, int64(len(s)))
		h.Write(s)
	}
	return [32]byte(h.Sum(nil))
}

// verify walks entries that stand behind prev.
func verify(prev Entry, entries []Entry) (bad int64, err error) {
	for i := range entries {
		e := &entries[i]
		switch {
		case e.Seq != prev.Seq+1:
			return prev.Seq + 1, fmt.Errorf("entry %d follows entry %d", e.Seq, prev.Seq)
		case e.Hash != chain(prev.Hash, e):
			return e.Seq, errors.New("its digest does not fit")
		}
		prev = *e
	}
	return 0, nil
}
