package contract

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func commands(t *testing.T, s Service) {
	t.Run("version prints one line", func(t *testing.T) {
		code, printed := run(t, s, "nowhere", nil, "version")
		if code != 0 || strings.TrimSpace(printed) == "" {
			t.Errorf("exit code %d and %q", code, printed)
		}
	})
	for _, args := range [][]string{{"frobnicate"}, {"serve", "extra"}, {"migrate"}, {"migrate", "sideways"}, {"--frobnicate"}} {
		t.Run(strings.Join(args, " ")+" is rejected", func(t *testing.T) {
			code, printed := run(t, s, freeAddress(t), nil, args...)
			if code == 0 || printed == "" {
				t.Errorf("exit code %d and %q", code, printed)
			}
		})
	}
	t.Run("serve is the default", func(t *testing.T) {
		p := spawn(t, s, freeAddress(t), nil, "serve")
		p.waitFor(t, "/readyz", http.StatusOK)
	})
	if s.Healthcheck {
		t.Run("healthcheck", func(t *testing.T) { healthcheck(t, s) })
	}
	if s.Store != Memory {
		t.Run("migrate", func(t *testing.T) { migrateCommands(t, s) })
	}
}

func healthcheck(t *testing.T, s Service) {
	p := start(t, s, nil)
	_, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		t.Fatal(err)
	}
	unused := map[string]string{"DATABASE_URL": "", "AUTH_ISSUER": "", "AUTH_AUDIENCE": "", "AUTH_JWKS_FILE": ""}
	for _, host := range []string{"127.0.0.1", "", "0.0.0.0", "localhost"} {
		if code, printed := run(t, s, net.JoinHostPort(host, port), unused, "healthcheck"); code != 0 {
			t.Errorf("with HTTP_ADDR %s:%s: exit code %d and %s", host, port, code, printed)
		}
	}
	if code, printed := run(t, s, freeAddress(t), nil, "healthcheck"); code == 0 || printed == "" {
		t.Errorf("without a process: exit code %d and %q", code, printed)
	}
}

func migrateCommands(t *testing.T, s Service) {
	url := s.database(t)
	env := map[string]string{"DATABASE_URL": url, "MIGRATE_ON_START": "false", "AUTH_ISSUER": "", "AUTH_AUDIENCE": "", "AUTH_JWKS_FILE": ""}
	migrate := func(verb string) string {
		t.Helper()
		code, printed := run(t, s, "127.0.0.1:0", env, "migrate", verb)
		if code != 0 {
			t.Fatalf("migrate %s: exit code %d\n%s", verb, code, printed)
		}
		return printed
	}
	fresh := migrate("status")
	if !strings.Contains(fresh, "00001") {
		t.Errorf("status of a new database doesn't contain 00001:\n%s", fresh)
	}
	migrate("up")
	applied := migrate("status")
	if applied == fresh {
		t.Errorf("status prints the same before and after:\n%s", applied)
	}
	migrate("up")
	if again := migrate("status"); again != applied {
		t.Errorf("a second up changed the status to\n%s", again)
	}
	gooseTable(t, s, url)
	serving := map[string]string{"DATABASE_URL": url, "MIGRATE_ON_START": "false"}
	api := connect(t, s, start(t, s, serving))
	user := api.user(t)
	api.signal(t, syscall.SIGKILL)
	<-api.ended
	for range strings.Count(fresh, "\n") {
		migrate("down")
	}
	if down := migrate("status"); down != fresh {
		t.Errorf("down to nothing, the status is\n%s\nwant\n%s", down, fresh)
	}
	serving["MIGRATE_ON_START"] = "true"
	api = connect(t, s, start(t, s, serving))
	api.send(t, get(user.path)).problem(t, 404, "not_found")
	api.user(t)
}

// gooseTable checks that the database has the table in which goose records applied migrations.
func gooseTable(t *testing.T, s Service, url string) {
	t.Helper()
	const table = "goose_db_version"
	if s.Store == Postgres {
		if printed, err := s.Server.Psql(t, url, "SELECT count(*) FROM "+table+" WHERE is_applied AND version_id > 0"); err != nil || strings.TrimSpace(printed) == "0" {
			t.Errorf("%v: %s", err, printed)
		}
		return
	}
	var data []byte
	for _, file := range []string{url, url + "-wal"} {
		part, _ := os.ReadFile(file) // SQLite stores schemas as text.
		data = append(data, part...)
	}
	if !bytes.Contains(data, []byte(table)) {
		t.Errorf("the database has no table %s", table)
	}
}

// migrations starts many processes at the same time on one new database.
func migrations(t *testing.T, s Service) {
	if s.Store == Memory {
		t.Skip("there is no database")
	}
	env := map[string]string{"DATABASE_URL": s.database(t)}
	var all []*process
	for range 10 {
		all = append(all, spawn(t, s, freeAddress(t), env))
	}
	var users []created
	for _, p := range all {
		p.waitFor(t, "/readyz", http.StatusOK)
		users = append(users, connect(t, s, p).user(t))
	}
	for _, p := range all {
		api := connect(t, s, p)
		for _, user := range users {
			if got := api.read(t, user.path); got.body != user.body || got.etag != user.etag {
				t.Errorf("one process created %s, but another reads %s", user.body, got.body)
			}
		}
		if got := walk(t, api, "/v1/users?limit=3", func(int) {}); !slices.IsSorted(got) || len(got) != len(users) {
			t.Errorf("%d rows, want %d", len(got), len(users))
		}
	}
}
