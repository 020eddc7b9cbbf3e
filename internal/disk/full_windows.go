package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isCrossDevice reports whether a file can't be moved to another file system.
func isCrossDevice(err error) bool { return errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) }

// isNameTooLong reports whether a name or a path is longer than the system
// allows. To Windows, a name that is far too long is an invalid name.
func isNameTooLong(err error) bool {
	return errors.Is(err, windows.ERROR_FILENAME_EXCED_RANGE) || errors.Is(err, windows.ERROR_INVALID_NAME)
}

// isFull reports whether the device or the user's quota is full.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}
