package contract

import (
	"os"
	"syscall"
	"testing"
)

// lockFile takes the write lock of an SQLite database in WAL mode, as another
// writing program does: it locks a byte of the shared-memory file.
func lockFile(t *testing.T, path string) (unlock func()) {
	t.Helper()
	const writeLock = 120
	shm, err := os.OpenFile(path+"-shm", os.O_RDWR, 0)
	if err != nil {
		t.Fatalf("no write-ahead log: %v", err)
	}
	unlock = func() { _ = shm.Close() }
	t.Cleanup(unlock)
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: writeLock, Len: 1}
	if err := syscall.FcntlFlock(shm.Fd(), syscall.F_SETLKW, &lock); err != nil {
		t.Fatal(err)
	}
	return unlock
}
