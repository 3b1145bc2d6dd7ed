package telemetry

import (
	"context"
	"time"

	"socrates/engine/schema/rows"
)

// Usage is what a process has used up so far: time on the wall, and time on all its cores together.
type Usage struct{ Wall, CPU time.Duration }

// Meter reads the usage. The caller of a measurement brings it; nothing here looks at a clock.
type Meter func() Usage

// Ceiling measures how fast DuckDB alone takes rows, as a yardstick for everything before it. It makes the same chunks that a
// Builder makes, holds them, and hands them to the same writers with nothing else going on; only that, and the completion of the
// file, is metered.
type Ceiling struct {
	b     *Builder
	meter Meter
	held  []job
	bytes int
	rows  int64
	used  Usage
}

// heldBytes bounds the chunks that wait. They are few enough to stay within memory and many enough to feed from without a pause.
const heldBytes = 96 << 20

// NewCeiling starts a measurement that writes to path. The caller ends it with Finish or Abort.
func NewCeiling(ctx context.Context, path string, o BuildOptions, m Meter) (*Ceiling, error) {
	b, err := Create(ctx, path, o)
	if err != nil {
		return nil, err
	}
	return &Ceiling{b: b, meter: m}, nil
}

// Append makes chunks of a batch, and feeds what has gathered when it is enough.
func (c *Ceiling) Append(schemaName string, batch *rows.Batch) error {
	if err := c.b.err(); err != nil {
		return err
	}
	t, err := c.b.table(schemaName, batch)
	if err != nil {
		return err
	}
	c.rows += int64(batch.Len())
	for from := 0; from < batch.Len(); {
		if t.cur == nil {
			t.cur = newChunk(t.types)
		}
		n := min(chunkRows-t.cur.rows, batch.Len()-from)
		if err := t.cur.fill(batch, from, n); err != nil {
			return err
		}
		from += n
		if t.cur.rows == chunkRows {
			c.hold(t)
		}
	}
	if c.bytes >= heldBytes {
		c.feed()
	}
	return nil
}

func (c *Ceiling) hold(t *buildTable) {
	c.held = append(c.held, job{t: t, c: t.cur})
	c.bytes += chunkRows * 16 * len(t.types)
	t.cur = nil
}

// feed hands the held chunks to the writers and waits until they have taken them.
func (c *Ceiling) feed() {
	done := make(chan *chunk, len(c.held))
	begin := c.meter()
	for i := range c.held {
		c.held[i].back = done
		c.held[i].t.writer.jobs <- c.held[i]
	}
	for range c.held {
		<-done
	}
	c.add(begin)
	for _, j := range c.held {
		j.c.free()
	}
	c.held, c.bytes = c.held[:0], 0
}

func (c *Ceiling) add(begin Usage) {
	end := c.meter()
	c.used.Wall += end.Wall - begin.Wall
	c.used.CPU += end.CPU - begin.CPU
}

// Finish completes the file and tells how many rows DuckDB took and what it used for them.
func (c *Ceiling) Finish() (int64, Usage, error) {
	for _, t := range c.b.tables {
		if t.cur != nil && t.cur.rows > 0 {
			c.hold(t)
		}
	}
	c.feed()
	begin := c.meter()
	err := c.b.Finish()
	c.add(begin)
	return c.rows, c.used, err
}

// Abort gives up and removes what was written. It may follow Finish, and then does nothing.
func (c *Ceiling) Abort() { c.b.Abort() }
