package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"
)

// SQLite is a log in one file. Every entry is on the disk before Append returns: the file is in WAL
// mode with synchronous=FULL.
type SQLite struct {
	db   *sql.DB
	path string
}

// waitForWriter is how long a second writer waits for the first before it gets a BusyError.
const waitForWriter = 5 * time.Second

// migrations lift a file from one schema version to the next; the file's user_version counts them.
// Never change one that has shipped: add another.
var migrations = []string{
	`CREATE TABLE entries (
		seq   INTEGER PRIMARY KEY,
		at    INTEGER NOT NULL,
		wall  INTEGER NOT NULL, -- milliseconds since 1970
		actor TEXT NOT NULL,
		kind  TEXT NOT NULL,
		data  TEXT NOT NULL,
		hash  BLOB NOT NULL
	) STRICT;
	CREATE TRIGGER entries_stay_as_they_are BEFORE UPDATE ON entries
		BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;`,
}

// Open opens the log in a file and makes it if there is none. Errors: *DamageError, *BusyError, or what
// the file system says.
func Open(ctx context.Context, path string) (*SQLite, error) {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	opts := url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"},
		"_busy_timeout": {fmt.Sprint(waitForWriter.Milliseconds())}}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: opts.Encode()}
	db, err := sql.Open("sqlite3", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(2)
	l := &SQLite{db: db, path: path}
	if err := l.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return l, nil
}

func (l *SQLite) migrate(ctx context.Context) error {
	version, err := l.version(ctx)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("%s was written by a newer socrates (format %d, this one knows %d); update socrates to open it",
			filepath.Base(l.path), version, len(migrations))
	}
	if version == len(migrations) {
		return nil
	}
	return l.write(ctx, func(tx *sql.Tx) error {
		if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil { // another process may have been here
			return err
		}
		for ; version < len(migrations); version++ {
			if _, err := tx.Exec(migrations[version]); err != nil {
				return err
			}
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
		return err
	})
}

func (l *SQLite) version(ctx context.Context) (v int, err error) {
	return v, l.explain(l.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v))
}

func (l *SQLite) write(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return l.explain(err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return l.explain(err)
	}
	return l.explain(tx.Commit())
}

// Append implements Log.
func (l *SQLite) Append(ctx context.Context, head int64, e Entry) (Entry, error) {
	if len(e.Data) == 0 {
		e.Data = json.RawMessage("null")
	}
	if !json.Valid(e.Data) {
		return e, fmt.Errorf("journal entry %q: its data is not JSON", e.Kind)
	}
	e.Wall = e.Wall.UTC().Truncate(time.Millisecond)
	err := l.write(ctx, func(tx *sql.Tx) error {
		last, err := scanHead(tx.QueryRow(headQuery))
		if err != nil {
			return err
		}
		if last.Seq != head {
			return ErrMoved
		}
		e.Seq = head + 1
		e.Hash = chain(last.Hash, &e)
		_, err = tx.Exec("INSERT INTO entries (seq, at, wall, actor, kind, data, hash) VALUES (?,?,?,?,?,?,?)",
			e.Seq, e.At, e.Wall.UnixMilli(), e.Actor, e.Kind, string(e.Data), e.Hash[:])
		return err
	})
	return e, err
}

const entryColumns = "seq, at, wall, actor, kind, data, hash"
const headQuery = "SELECT " + entryColumns + " FROM entries ORDER BY seq DESC LIMIT 1"

// Head implements Log.
func (l *SQLite) Head(ctx context.Context) (Entry, error) {
	e, err := scanHead(l.db.QueryRowContext(ctx, headQuery))
	return e, l.explain(err)
}

func scanHead(row *sql.Row) (Entry, error) {
	e, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, nil
	}
	return e, err
}

// After implements Log.
func (l *SQLite) After(ctx context.Context, seq int64) ([]Entry, error) {
	rows, err := l.db.QueryContext(ctx, "SELECT "+entryColumns+" FROM entries WHERE seq > ? ORDER BY seq", seq)
	if err != nil {
		return nil, l.explain(err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return out, l.explain(err)
		}
		out = append(out, e)
	}
	return out, l.explain(rows.Err())
}

func scan(row interface{ Scan(...any) error }) (e Entry, err error) {
	var wall int64
	var data string
	var hash []byte
	if err := row.Scan(&e.Seq, &e.At, &wall, &e.Actor, &e.Kind, &data, &hash); err != nil {
		return e, err
	}
	e.Wall = time.UnixMilli(wall).UTC()
	e.Data = json.RawMessage(data)
	copy(e.Hash[:], hash)
	return e, nil
}

// Check implements Log.
func (l *SQLite) Check(ctx context.Context) error {
	var verdict string
	if err := l.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return l.explain(err)
	}
	entries, err := l.After(ctx, 0)
	if err != nil {
		return err
	}
	if bad, err := verify(Entry{}, entries); err != nil {
		return &DamageError{Path: l.path, Seq: bad, Err: err}
	}
	if verdict != "ok" {
		return &DamageError{Path: l.path, Err: errors.New(verdict)}
	}
	return nil
}

// Close implements Log.
func (l *SQLite) Close() error { return l.db.Close() }

func (l *SQLite) explain(err error) error {
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &BusyError{Path: l.path}
	case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
		return &DamageError{Path: l.path, Err: err}
	case sqlite3.ErrFull:
		return fmt.Errorf("%s: the disk is full; the action was not recorded and did not happen: free some space and repeat it", filepath.Base(l.path))
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return fmt.Errorf("%s: the journal cannot be written (%w); check the owner and mode of its folder", filepath.Base(l.path), err)
	}
	return fmt.Errorf("%s: %w", filepath.Base(l.path), err)
}
