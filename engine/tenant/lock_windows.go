package tenant

import (
	"os"

	"golang.org/x/sys/windows"
)

func lockFile(f *os.File, whole bool) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if whole {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{})
}
