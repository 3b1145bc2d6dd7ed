package tenant

import (
	"fmt"
	"os"
	"path/filepath"
)

// A lock keeps two processes from making, resetting or deleting a tenant that the other one uses. Who opens a
// tenant shares the lock; who changes its folder needs it whole. The operating system drops it with the process.
type lock struct{ f *os.File }

// InUseError says that another process is in the way.
type InUseError struct{ Name string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("tenant %q is in use by another socrates; close that one, then try again", e.Name)
}

func lockShared(home, name string) (*lock, error) { return takeLock(home, name, false) }
func lockWhole(home, name string) (*lock, error)  { return takeLock(home, name, true) }

func takeLock(home, name string, whole bool) (*lock, error) {
	dir := filepath.Join(home, ".locks")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f, whole); err != nil {
		f.Close()
		return nil, &InUseError{Name: name}
	}
	return &lock{f}, nil
}

func (l *lock) release() {
	if l != nil && l.f != nil {
		l.f.Close()
		l.f = nil
	}
}
