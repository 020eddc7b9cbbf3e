package contract

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// databaseOutage makes the database unavailable and available again.
func databaseOutage(t *testing.T, s Service) {
	switch s.Store {
	case SQLite:
		t.Run("a file that can't be opened yet", func(t *testing.T) { fileOutage(t, s) })
		t.Run("a file that isn't a database", func(t *testing.T) { corruptFile(t, s) })
		t.Run("a full disk", func(t *testing.T) { fullDisk(t, s) })
	case Postgres:
		t.Run("a server that is stopped, disconnected, or hangs", func(t *testing.T) { serverOutage(t, s) })
	default:
		t.Skip("there is no database")
	}
}

// fileOutage starts the service before the database's folder exists.
func fileOutage(t *testing.T, s Service) {
	parent := filepath.Join(t.TempDir(), "later")
	if err := os.WriteFile(parent, nil, 0o600); err != nil { // a file in place of the folder
		t.Fatal(err)
	}
	p := launch(t, s, map[string]string{"DATABASE_URL": filepath.Join(parent, "x.db")})
	api := connect(t, s, p)
	api.unavailable(t)
	if err := os.Remove(parent); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(parent, 0o777), os.Chmod(parent, 0o777)); err != nil { // The service may run as another user.
		t.Fatal(err)
	}
	p.waitFor(t, "/readyz", http.StatusOK)
	api.user(t)
}

// corruptFile writes a file that isn't a database in place of the database.
func corruptFile(t *testing.T, s Service) {
	file := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, s, map[string]string{"DATABASE_URL": file})
	api := connect(t, s, p)
	api.unavailable(t)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	p.waitFor(t, "/readyz", http.StatusOK)
	api.user(t)
}

// fullDisk fills the file system of the database.
func fullDisk(t *testing.T, s Service) {
	dir := smallFileSystem(t)
	a := connect(t, s, start(t, s, map[string]string{"DATABASE_URL": filepath.Join(dir, "x.db")}))
	user := a.user(t)
	filler := filepath.Join(dir, "filler")
	fill := func() { // until the file system is full
		file, err := os.OpenFile(filler, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{4096, 1} {
			for err == nil {
				_, err = file.Write(make([]byte, size))
			}
			err = nil
		}
		_ = file.Close()
	}
	fill()
	eventually(t, func() bool {
		fill()
		return a.send(t, post("/v1/users", newUser().but("name", strings.Repeat("x", 255)).String())).status != http.StatusCreated
	}, func() { t.Fatal("the disk isn't full") })
	a.send(t, post("/v1/users", newUser().but("name", strings.Repeat("x", 255)).String())).problem(t, 503, "unavailable")
	a.send(t, get("/healthz")).want(t, http.StatusOK)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	a.waitFor(t, "/readyz", http.StatusOK)
	a.user(t)
	a.read(t, user.path)
}

func serverOutage(t *testing.T, s Service) {
	between, url := newProxy(t, s.Server, s.Server.Database(t))
	p := launch(t, s, map[string]string{"DATABASE_URL": url})
	api := connect(t, s, p)
	api.unavailable(t)
	between.open(t)
	p.waitFor(t, "/readyz", http.StatusOK)
	user := api.user(t)
	t.Run("the connection is lost", func(t *testing.T) {
		between.cut()
		p.waitFor(t, "/readyz", http.StatusServiceUnavailable)
		api.unavailable(t)
		between.open(t)
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
	})
	t.Run("the server restarts between two requests", func(t *testing.T) {
		between.cut()
		between.open(t)
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
		api.user(t)
	})
	t.Run("the server hangs", func(t *testing.T) {
		resume := between.hang()
		t.Cleanup(resume)
		api.unavailable(t)
		resume()
		p.waitFor(t, "/readyz", http.StatusOK)
		api.read(t, user.path)
		api.user(t)
	})
}

// unavailable checks the responses of a service without its database.
func (a *api) unavailable(t *testing.T) {
	t.Helper()
	a.send(t, get("/healthz")).want(t, http.StatusOK)
	for _, r := range []request{
		get("/readyz"), get("/v1/users"), get("/v1/users/" + missingID), post("/v1/users", newUser().String()),
		patched("/v1/users/"+missingID, `{}`), deleted("/v1/users/" + missingID),
	} {
		began := time.Now()
		a.send(t, r).problem(t, 503, "unavailable")
		if took := time.Since(began); took > 5500*time.Millisecond {
			t.Errorf("%s took %s", r, took)
		}
	}
}
