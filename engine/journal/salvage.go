package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Salvage writes a whole log to the file into, made of the entries of the damaged log path that can be read
// and whose chain holds, from the first on. It returns how many there are. The damaged file stays as it is.
func Salvage(ctx context.Context, path, into string) (int64, error) {
	if _, err := os.Stat(into); err == nil {
		return 0, fmt.Errorf("%s exists already; move it away first", into)
	}
	var good []Entry
	if old, err := Open(ctx, path); err == nil {
		good, _ = old.readable(ctx)
		old.Close()
	} else if damage := (*DamageError)(nil); !errors.As(err, &damage) {
		return 0, err
	}
	fresh, err := Open(ctx, into)
	if err != nil {
		return 0, err
	}
	defer fresh.Close()
	for i, e := range good {
		if _, err := fresh.Append(ctx, int64(i), e); err != nil {
			return int64(i), err
		}
	}
	return int64(len(good)), nil
}

// readable collects entries one by one until one cannot be read or does not fit the chain.
func (l *SQLite) readable(ctx context.Context) ([]Entry, error) {
	var out []Entry
	prev := Entry{}
	for {
		e, err := scan(l.db.QueryRowContext(ctx, "SELECT "+entryColumns+" FROM entries WHERE seq = ?", prev.Seq+1))
		if err != nil {
			return out, err
		}
		if _, err := verify(prev, []Entry{e}); err != nil {
			return out, err
		}
		out, prev = append(out, e), e
	}
}

// Mend replaces a damaged log by what can be saved of it. The damaged file is kept under the name it returns.
func Mend(ctx context.Context, path string) (saved int64, kept string, err error) {
	fresh := path + ".mended"
	if err := removeLog(fresh); err != nil {
		return 0, "", err
	}
	if saved, err = Salvage(ctx, path, fresh); err != nil {
		return 0, "", err
	}
	kept = freeName(path + ".damaged")
	for _, suffix := range logFiles {
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, "", err
		}
	}
	return saved, kept, os.Rename(fresh, path)
}

// logFiles are the names that a log goes by: the file itself last, so that it moves when its company has.
var logFiles = []string{"-wal", "-shm", ""}

func removeLog(path string) error {
	var errs []error
	for _, suffix := range logFiles {
		errs = append(errs, os.RemoveAll(path+suffix))
	}
	return errors.Join(errs...)
}

func freeName(path string) string {
	name := path
	for n := 2; ; n++ {
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d", path, n)
	}
}
