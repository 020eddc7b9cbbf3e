//go:build !windows

package disk

import (
	"errors"
	"syscall"
)

// isCrossDevice reports whether a file can't be moved to another file system.
func isCrossDevice(err error) bool { return errors.Is(err, syscall.EXDEV) }

// isNameTooLong reports whether a name or a path is longer than the system allows.
func isNameTooLong(err error) bool { return errors.Is(err, syscall.ENAMETOOLONG) }

// isFull reports whether the device or the user's quota is full.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
