//go:build unix

package disk

import "syscall"

const (
	errCrossDevice = syscall.EXDEV
	errNameTooLong = syscall.ENAMETOOLONG
)
