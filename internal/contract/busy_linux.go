package contract

import (
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// databaseBusy takes SQLite's write lock away from the service, as another
// program would that writes for a long time.
func databaseBusy(t *testing.T, s Service) {
	if !s.SQLite {
		t.Skip("there is no database to lock")
	}
	t.Run("writes are 503 unavailable within 5 s", func(t *testing.T) {
		a, unlock := locked(t, s, nil)
		began := time.Now()
		a.send(t, post("/v1/users", aUser().String())).problem(t, 503, "unavailable")
		if took := time.Since(began); took > 5500*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		unlock()
		a.user(t)
	})
	t.Run("a request that outlasts HTTP_REQUEST_TIMEOUT is 503 timeout", func(t *testing.T) {
		a, unlock := locked(t, s, map[string]string{"HTTP_REQUEST_TIMEOUT": "500ms"})
		began := time.Now()
		a.send(t, post("/v1/users", aUser().String())).problem(t, 503, "timeout")
		if took := time.Since(began); took < 400*time.Millisecond || took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
		unlock()
		a.user(t)
	})
}

// locked starts a service, reads from it, and takes its write lock.
func locked(t *testing.T, s Service, env map[string]string) (a *api, unlock func()) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "busy.db")
	all := map[string]string{"DATABASE_URL": path}
	for name, value := range env {
		all[name] = value
	}
	a = connect(t, s, start(t, s, all))
	user := a.user(t)
	// The byte of the shared memory's lock for writers, of SQLite's WAL.
	const writeLock = 120
	shm, err := os.OpenFile(path+"-shm", os.O_RDWR, 0)
	if err != nil {
		t.Fatalf("no write-ahead log: %v", err)
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: writeLock, Len: 1}
	if err := syscall.FcntlFlock(shm.Fd(), syscall.F_SETLKW, &lock); err != nil {
		t.Fatal(err)
	}
	unlock = func() { _ = shm.Close() }
	t.Cleanup(unlock)
	a.send(t, get(user.path)).want(t, http.StatusOK)
	a.send(t, get("/readyz")).want(t, http.StatusOK)
	return a, unlock
}
