package contract

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/postgres"
)

// PostgreSQL is a server that the tests have started.
type PostgreSQL struct{ server *postgres.Server }

// StartPostgreSQL starts a server that stops at the end of the test. It reports
// false if PostgreSQL isn't installed.
func StartPostgreSQL(t *testing.T) (*PostgreSQL, bool) {
	t.Helper()
	server, err := postgres.Start()
	if errors.Is(err, postgres.ErrNotInstalled) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return &PostgreSQL{server}, true
}

// Database creates an empty database and returns its URL.
func (p *PostgreSQL) Database(t *testing.T) string {
	t.Helper()
	url, err := p.server.Database()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// Psql runs a script on a database with psql until the first error. It returns
// the output: only the values of rows.
func (p *PostgreSQL) Psql(t *testing.T, url, script string) (printed string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), p.server.Program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// lock locks a table until unlock is called.
func (p *PostgreSQL) lock(t *testing.T, url, table string) (unlock func()) {
	t.Helper()
	cmd := exec.Command(p.server.Program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	printed := &output{}
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	unlock = func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	}
	t.Cleanup(unlock)
	script := bytes.NewBufferString("BEGIN;\nLOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE;\n\\echo locked\n")
	if _, err := script.WriteTo(stdin); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return strings.Contains(printed.String(), "locked") },
		func() { t.Fatalf("no lock: %s", printed) })
	return unlock
}
