package contract

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

// databaseBusy locks the database from another program.
func databaseBusy(t *testing.T, s Service) {
	if s.Store == Memory {
		t.Skip("there is no database to lock")
	}
	t.Run("all writes are 503 unavailable within 5 s", func(t *testing.T) {
		a, unlock := s.locked(t, nil)
		began := time.Now()
		for _, status := range a.together(t, 8, func(int) request { return post("/v1/users", newUser().String()) }) {
			if status != http.StatusServiceUnavailable {
				t.Errorf("status %d", status)
			}
		}
		if took := time.Since(began); took > 5500*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		a.send(t, post("/v1/users", newUser().String())).problem(t, 503, "unavailable")
		unlock()
		a.user(t)
	})
	if s.Store == Postgres {
		t.Run("disconnected clients leave no statement behind", func(t *testing.T) { abandons(t, s) })
		t.Run("a full pool is 503 unavailable within 5 s", func(t *testing.T) { fullPool(t, s) })
		t.Run("a read-only server", func(t *testing.T) { readOnlyServer(t, s) })
	}
	t.Run("a request that exceeds HTTP_REQUEST_TIMEOUT is 503 timeout", func(t *testing.T) {
		a, unlock := s.locked(t, map[string]string{"HTTP_REQUEST_TIMEOUT": "500ms"})
		began := time.Now()
		a.send(t, post("/v1/users", newUser().String())).problem(t, 503, "timeout")
		if took := time.Since(began); took < 400*time.Millisecond || took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
		unlock()
		a.user(t)
	})
}

// locked starts a service and takes the lock that its writes need.
func (s Service) locked(t *testing.T, env map[string]string) (a *api, unlock func()) {
	t.Helper()
	all := map[string]string{}
	maps.Copy(all, env)
	if all["DATABASE_URL"] == "" {
		all["DATABASE_URL"] = s.database(t)
	}
	url, _, _ := strings.Cut(all["DATABASE_URL"], "&pool_max_conns")
	a = connect(t, s, start(t, s, all))
	a.database = url
	user := a.user(t)
	if s.Store == Postgres {
		return a, s.Server.lock(t, url, "users")
	}
	unlock = lockFile(t, url)
	a.send(t, get(user.path)).want(t, http.StatusOK)
	return a, unlock
}

// abandons lets more clients wait for a lock than the pool has connections, and
// then disconnects them.
func abandons(t *testing.T, s Service) {
	a, unlock := s.locked(t, nil)
	for range 30 {
		body := newUser().String()
		w := a.dial(t)
		w.send(rawPost("/v1/users", body, length(body)))
		time.AfterFunc(200*time.Millisecond, func() { _ = w.Close() })
	}
	time.Sleep(400 * time.Millisecond)
	waiting := ""
	eventually(t, func() bool {
		printed, err := s.Server.Psql(t, a.database, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		waiting = strings.TrimSpace(printed)
		return err == nil && waiting == "0"
	}, func() { t.Errorf("%s statements are still waiting", waiting) })
	unlock()
	a.user(t)
}

// fullPool occupies every connection of the pool.
func fullPool(t *testing.T, s Service) {
	a, unlock := s.locked(t, map[string]string{"DATABASE_URL": s.database(t) + "&pool_max_conns=2", "HTTP_REQUEST_TIMEOUT": "20s"})
	for range 6 {
		body := newUser().String()
		a.dial(t).send(rawPost("/v1/users", body, length(body)))
	}
	time.Sleep(200 * time.Millisecond)
	began := time.Now()
	a.send(t, get("/v1/users")).problem(t, 503, "unavailable")
	if took := time.Since(began); took > 5500*time.Millisecond {
		t.Errorf("it took %s", took)
	}
	a.send(t, get("/healthz")).want(t, http.StatusOK)
	unlock()
	a.waitFor(t, "/readyz", http.StatusOK)
	a.user(t)
}

// readOnlyServer makes the server read-only, as a demoted primary is.
func readOnlyServer(t *testing.T, s Service) {
	url := s.database(t)
	a := connect(t, s, start(t, s, map[string]string{"DATABASE_URL": url}))
	user := a.user(t)
	become := func(setting string) {
		t.Helper()
		script := `SET default_transaction_read_only = off; SELECT current_database() AS db \gset
ALTER DATABASE :"db" SET default_transaction_read_only = ` + setting + `;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();`
		if printed, err := s.Server.Psql(t, url, script); err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
	}
	become("on")
	a.waitFor(t, "/readyz", http.StatusOK)
	a.read(t, user.path)
	for _, r := range []request{post("/v1/users", newUser().String()), patched(user.path, `{"name":"x"}`), deleted(user.path)} {
		a.send(t, r).problem(t, 503, "unavailable")
	}
	become("off")
	a.waitFor(t, "/readyz", http.StatusOK)
	a.send(t, deleted(user.path)).want(t, http.StatusNoContent)
}
