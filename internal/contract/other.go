//go:build !linux

package contract

import "testing"

// lockFile is only implemented for Linux.
func lockFile(t *testing.T, _ string) (unlock func()) {
	t.Helper()
	t.Skip("the lock is only implemented for Linux")
	return nil
}

// smallFileSystem is only implemented for Linux.
func smallFileSystem(t *testing.T) string {
	t.Helper()
	t.Skip("the small file system is only implemented for Linux")
	return ""
}
