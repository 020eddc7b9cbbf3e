//go:build unix

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// isPrivate reports whether a folder belongs to the user and no other user can write to
// it.
func isPrivate(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0
}
