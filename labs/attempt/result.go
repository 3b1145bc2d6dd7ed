package attempt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"socrates/engine/journal"
	"socrates/labs"
)

// resultFormat is the version of the result file.
const resultFormat = 1

// Result is an attempt as a file that can be handed in. It carries the whole journal, so that a teacher's machine can
// compute every point again.
type Result struct {
	Format  int    `json:"format"`
	Program string `json:"program"` // that wrote it
	Start   Start  `json:"start"`
	Title   string `json:"title"`
	Report  Report `json:"report"`
	Journal []Line `json:"journal"`
	Seal    string `json:"seal"` // digest of all of the above
}

// Line is an entry of the journal in a result file.
type Line struct {
	Seq   int64           `json:"seq"`
	At    int64           `json:"at"`
	Wall  time.Time       `json:"wall"`
	Actor string          `json:"actor"`
	Kind  string          `json:"kind"`
	Data  json.RawMessage `json:"data"`
	Hash  string          `json:"hash"`
}

// Result makes the result file of an attempt. Its points are computed by playing the journal again, as whoever checks
// the file will do. An assessment must have been finished.
func (a *Attempt) Result(ctx context.Context, program string) (*Result, error) {
	if a.Start.Mode == Assessment && !a.Sealed() {
		return nil, errors.New("the assessment is still open; end it with: socrates lab finish")
	}
	entries, err := a.t.Journal(ctx)
	if err != nil {
		return nil, err
	}
	record, err := Replay(ctx, a.Lab, a.Start.Seed, entries, a.ws)
	if err != nil {
		return nil, err
	}
	out := &Result{Format: resultFormat, Program: program, Start: a.Start, Title: a.Lab.Title, Report: Score(a.Lab, a.Start, record)}
	for _, e := range entries {
		out.Journal = append(out.Journal, Line{e.Seq, e.At, e.Wall, e.Actor, e.Kind, e.Data, hex.EncodeToString(e.Hash[:])})
	}
	out.Seal = out.digest()
	return out, nil
}

// digest is over everything but the seal.
func (r *Result) digest() string {
	bare := *r
	bare.Seal = ""
	text, _ := json.Marshal(bare) // plain structs
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Write writes the file.
func (r *Result) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(r)
}

// ReadResult reads a result file. What it says is not checked; Verify does that.
func ReadResult(text []byte) (*Result, error) {
	var r Result
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("this is no result file (%w); make one with: socrates lab export", err)
	}
	if r.Format != resultFormat || r.Start.Lab == "" || len(r.Journal) == 0 {
		return nil, fmt.Errorf("this is no result file of this program (format %d, wanted %d); make one with: socrates lab export", r.Format, resultFormat)
	}
	return &r, nil
}

// entries are the journal's lines as the journal had them. Data is compact, as the journal keeps it.
func (r *Result) entries() ([]journal.Entry, error) {
	var out []journal.Entry
	for _, l := range r.Journal {
		e := journal.Entry{Seq: l.Seq, At: l.At, Wall: l.Wall, Actor: l.Actor, Kind: l.Kind}
		var data bytes.Buffer
		if err := json.Compact(&data, l.Data); err != nil {
			return nil, fmt.Errorf("entry %d: %w", l.Seq, err)
		}
		e.Data = data.Bytes()
		hash, err := hex.DecodeString(l.Hash)
		if err != nil || len(hash) != len(e.Hash) {
			return nil, fmt.Errorf("entry %d has no digest", l.Seq)
		}
		copy(e.Hash[:], hash)
		out = append(out, e)
	}
	return out, nil
}

// Verified is what came of checking a result file.
type Verified struct {
	Report   Report   `json:"report"`   // as computed again; zero when it could not be
	Findings []string `json:"findings"` // why the file cannot be trusted; none when it can
	Record   Record   `json:"-"`
}

// OK reports that nothing was found.
func (v *Verified) OK() bool { return len(v.Findings) == 0 }

// Verify holds a result file to what it says: who and what it is, its seed, its journal, every point. It makes the tenant
// again from the seed and plays the journal in it. find finds labs, as labs.Find does. An error is a check that could not
// be carried out.
func Verify(ctx context.Context, r *Result, find func(id string) (*labs.Lab, error), ws *labs.Worlds) (*Verified, error) {
	v := &Verified{Findings: []string{}}
	say := func(format string, args ...any) { v.Findings = append(v.Findings, fmt.Sprintf(format, args...)) }
	if r.Seal != r.digest() {
		say("the file was changed after it was written")
	}
	l, err := find(r.Start.Lab)
	if err != nil {
		say("%v", err)
		return v, nil
	}
	if d := l.Digest(); d != r.Start.Digest {
		say("it was made with another version of the lab %s (%s, here it is %s), so its points may differ", l.ID, r.Start.Digest, d)
	}
	if seed, err := r.Start.drawSeed(l); err != nil || seed != r.Start.Seed {
		say("seed %d is not that of learner %q, class %q, lab %s, variant %d: this is somebody else's tenant", r.Start.Seed, r.Start.Learner, r.Start.Class, l.ID, r.Start.Variant)
		return v, nil // what was done in it is not theirs
	}
	entries, err := r.entries()
	if err != nil {
		say("%v", err)
		return v, nil
	}
	return v, v.recompute(ctx, r, l, entries, ws)
}

func (v *Verified) recompute(ctx context.Context, r *Result, l *labs.Lab, entries []journal.Entry, ws *labs.Worlds) error {
	say := func(format string, args ...any) { v.Findings = append(v.Findings, fmt.Sprintf(format, args...)) }
	record, err := Replay(ctx, l, r.Start.Seed, entries, ws)
	var diverged *DivergedError
	switch {
	case errors.As(err, &diverged):
		say("%v", diverged)
		return nil
	case err != nil:
		return err
	case len(record) == 0 || record.start() == nil:
		say("its journal does not begin with the start of an attempt")
		return nil
	}
	if *record.start() != r.Start {
		say("its head says that %s; its journal says that %s", r.Start.says(), record.start().says())
	}
	v.Record, v.Report = record, Score(l, *record.start(), record)
	if v.Report.Points != r.Report.Points || v.Report.Solved != r.Report.Solved {
		say("it says %d points and %d tasks solved; computed again there are %d points and %d tasks", r.Report.Points, r.Report.Solved, v.Report.Points, v.Report.Solved)
	}
	for i, t := range v.Report.Tasks {
		if i < len(r.Report.Tasks) && r.Report.Tasks[i].Points != t.Points {
			say("task %s: it says %d points, computed again there are %d", t.Task, r.Report.Tasks[i].Points, t.Points)
		}
	}
	if r.Start.Mode == Assessment && !record.sealed() {
		say("the assessment was not finished")
	}
	return nil
}

func (s Start) says() string {
	return fmt.Sprintf("%s, class %q, plays variant %d of %s as %s, seed %d", s.Learner, s.Class, s.Variant, s.Lab, s.Mode, s.Seed)
}
