//go:build unix

package tenant

import (
	"os"

	"golang.org/x/sys/unix"
)

func lockFile(f *os.File, whole bool) error {
	how := unix.LOCK_SH
	if whole {
		how = unix.LOCK_EX
	}
	return unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
}
