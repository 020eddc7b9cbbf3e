package contract

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// databaseAway has the database go away and come back.
func databaseAway(t *testing.T, s Service) {
	switch s.Store {
	case SQLite:
		t.Run("a file that can't be opened yet", func(t *testing.T) { fileAway(t, s) })
	case Postgres:
		t.Run("a server that isn't there yet, goes, and hangs", func(t *testing.T) { serverAway(t, s) })
	default:
		t.Skip("there is no database to miss")
	}
}

// fileAway starts the service before its database's folder is there.
func fileAway(t *testing.T, s Service) {
	parent := filepath.Join(t.TempDir(), "later")
	if err := os.WriteFile(parent, nil, 0o600); err != nil { // a file where the folder will be
		t.Fatal(err)
	}
	p := launch(t, s, map[string]string{"DATABASE_URL": filepath.Join(parent, "x.db")})
	api := connect(t, s, p)
	api.unavailable(t)
	if err := os.Remove(parent); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(parent, 0o777); err != nil { // for the user that the service runs as
		t.Fatal(err)
	}
	p.waitFor(t, "/readyz", http.StatusOK)
	api.user(t)
}

func serverAway(t *testing.T, s Service) {
	between, url := newProxy(t, s.Server, s.Server.Database(t))
	p := launch(t, s, map[string]string{"DATABASE_URL": url})
	api := connect(t, s, p)
	api.unavailable(t)
	between.open(t)
	p.waitFor(t, "/readyz", http.StatusOK)
	user := api.user(t)
	t.Run("it goes", func(t *testing.T) {
		between.cut()
		p.waitFor(t, "/readyz", http.StatusServiceUnavailable)
		api.unavailable(t)
		between.open(t)
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
	})
	t.Run("it restarts between two requests", func(t *testing.T) {
		between.cut()
		between.open(t)
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
		api.user(t)
	})
	t.Run("it hangs", func(t *testing.T) {
		resume := between.hang()
		t.Cleanup(resume)
		api.unavailable(t)
		resume()
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
		api.user(t)
	})
}

// unavailable checks the answers of a service whose database is away.
func (a *api) unavailable(t *testing.T) {
	t.Helper()
	a.send(t, get("/healthz")).want(t, http.StatusOK)
	for _, r := range []request{
		get("/readyz"), get("/v1/users"), get("/v1/users/" + nobody), post("/v1/users", aUser().String()),
		patched("/v1/users/"+nobody, `{}`), deleted("/v1/users/" + nobody),
	} {
		began := time.Now()
		a.send(t, r).problem(t, 503, "unavailable")
		if took := time.Since(began); took > 5500*time.Millisecond {
			t.Errorf("%s took %s", r, took)
		}
	}
	a.refuses(t, map[string]refusal{
		"what needs no database is as ever: routes":     refused(get("/nothing"), 404, "route_not_found"),
		"what needs no database is as ever: rules":      refused(post("/v1/users", `{}`), 422, "validation_failed"),
		"what needs no database is as ever: parameters": refused(get("/v1/users/7"), 400, "invalid_parameter"),
	})
	a.send(t, get("/openapi.yaml")).want(t, http.StatusOK)
}

// databaseBusy has another program keep the database's locks for long.
func databaseBusy(t *testing.T, s Service) {
	if s.Store == Memory {
		t.Skip("there is no database to lock")
	}
	t.Run("writes are 503 unavailable within 5 s", func(t *testing.T) {
		a, unlock := s.locked(t, nil)
		began := time.Now()
		a.send(t, post("/v1/users", aUser().String())).problem(t, 503, "unavailable")
		if took := time.Since(began); took > 5500*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		unlock()
		a.user(t)
	})
	if s.Store == Postgres {
		t.Run("clients that give up leave no statement behind", func(t *testing.T) { givesUp(t, s) })
		t.Run("a full pool is 503 unavailable within 5 s", func(t *testing.T) { fullPool(t, s) })
		t.Run("a server that only reads, until another takes over", func(t *testing.T) { onlyReads(t, s) })
	}
	t.Run("a request that outlasts HTTP_REQUEST_TIMEOUT is 503 timeout", func(t *testing.T) {
		a, unlock := s.locked(t, map[string]string{"HTTP_REQUEST_TIMEOUT": "500ms"})
		began := time.Now()
		a.send(t, post("/v1/users", aUser().String())).problem(t, 503, "timeout")
		if took := time.Since(began); took < 400*time.Millisecond || took > 3*time.Second {
			t.Errorf("it took %s", took)
		}
		unlock()
		a.user(t)
	})
}

// locked starts a service, and takes away the lock that its writes need.
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
	a.send(t, get("/readyz")).want(t, http.StatusOK)
	return a, unlock
}

// givesUp has more clients than the pool has connections wait for a lock, and
// go away.
func givesUp(t *testing.T, s Service) {
	a, unlock := s.locked(t, nil)
	for range 30 {
		body := aUser().String()
		w := a.dial(t)
		w.say(rawPost("/v1/users", body, length(body)))
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

// fullPool has other clients hold every connection.
func fullPool(t *testing.T, s Service) {
	a, unlock := s.locked(t, map[string]string{"DATABASE_URL": s.database(t) + "&pool_max_conns=2", "HTTP_REQUEST_TIMEOUT": "20s"})
	for range 6 {
		body := aUser().String()
		a.dial(t).say(rawPost("/v1/users", body, length(body)))
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

// onlyReads has the server refuse to write, as one does that was the first
// and now follows another.
func onlyReads(t *testing.T, s Service) {
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
	for _, r := range []request{post("/v1/users", aUser().String()), patched(user.path, `{"name":"x"}`), deleted(user.path)} {
		a.send(t, r).problem(t, 503, "unavailable")
	}
	become("off")
	a.waitFor(t, "/readyz", http.StatusOK)
	a.send(t, deleted(user.path)).want(t, http.StatusNoContent)
}
