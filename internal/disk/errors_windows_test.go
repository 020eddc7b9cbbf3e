package disk

import "golang.org/x/sys/windows"

const (
	errCrossDevice = windows.ERROR_NOT_SAME_DEVICE
	errNameTooLong = windows.ERROR_FILENAME_EXCED_RANGE
)
