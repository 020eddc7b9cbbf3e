//go:build !windows

package disk

import (
	"errors"
	"syscall"
)

// isFull reports whether the device, or the user's share of it, is full.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
