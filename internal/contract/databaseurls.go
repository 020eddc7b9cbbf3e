package contract

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// databaseURLs checks unusual and invalid values of DATABASE_URL.
func databaseURLs(t *testing.T, s Service) {
	switch s.Store {
	case SQLite:
		t.Run("mode=ro", func(t *testing.T) { readOnlyFile(t, s) })
	case Postgres:
		t.Run("the cause", func(t *testing.T) { urlCauses(t, s) })
		t.Run("passwords", func(t *testing.T) { urlPasswords(t, s) })
	default:
		t.Skip("there is no database")
	}
}

func readOnlyFile(t *testing.T, s Service) {
	file := filepath.Join(t.TempDir(), "service.db")
	a := connect(t, s, start(t, s, map[string]string{"DATABASE_URL": file}))
	user := a.user(t)
	(&Running{a.process}).Stop(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a = connect(t, s, launch(t, s, map[string]string{"DATABASE_URL": "file:" + file + "?mode=ro", "MIGRATE_ON_START": "false"}))
	a.waitFor(t, "/readyz", http.StatusOK)
	a.read(t, user.path)
	for _, r := range []request{post("/v1/users", newUser().String()), patched(user.path, `{"name":"x"}`), deleted(user.path)} {
		a.send(t, r).problem(t, 503, "unavailable")
	}
	a.read(t, user.path)
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file has changed: %v", err)
	}
}

// urlCauses checks that the error names the invalid part of the URL.
func urlCauses(t *testing.T, s Service) {
	missing := filepath.Join(t.TempDir(), "missing.pem")
	for parameters, cause := range map[string]string{
		"sslmode=verify-full&sslrootcert=" + missing: missing,
		"pool_max_conns=many":                        "pool_max_conns",
		"pool_max_conns=0":                           "pool_max_conns",
		"sslmode=sometimes":                          "sslmode",
		"default_query_exec_mode=fast":               "default_query_exec_mode",
	} {
		code, printed := run(t, s, freeAddress(t), map[string]string{"DATABASE_URL": "postgres://bob:" + secret + "@127.0.0.1:1/x?" + parameters})
		if code == 0 || !strings.Contains(printed, "DATABASE_URL") || !strings.Contains(printed, cause) || strings.Contains(printed, secret) {
			t.Errorf("%s: exit code %d; %s is missing or the password isn't in\n%s", parameters, code, cause, printed)
		}
	}
}

// urlPasswords checks that no part of a password is logged, even if the password
// isn't escaped.
func urlPasswords(t *testing.T, s Service) {
	const first, last = "hunter2", "s3cret"
	for _, between := range []string{"@", "/", ":", "#", "?", "%zz", " ", "[", "/@", "\n"} {
		t.Run(between, func(t *testing.T) {
			t.Parallel()
			url := fmt.Sprintf("postgres://bob:%s%s%s@%s/x?sslmode=disable", first, between, last, freeAddress(t))
			p := spawn(t, s, freeAddress(t), map[string]string{"DATABASE_URL": url})
			select {
			case <-p.ended:
				if p.code == 0 || !strings.Contains(p.output.String(), "DATABASE_URL") {
					t.Errorf("exit code %d and\n%s", p.code, p.output)
				}
			case <-time.After(time.Second): // It keeps trying to connect and logs the errors.
			}
			if printed := p.output.String(); strings.Contains(printed, first) || strings.Contains(printed, last) {
				t.Errorf("part of the password in\n%s", printed)
			}
		})
	}
}
