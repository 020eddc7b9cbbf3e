package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// PostgreSQL is a server of the tests' own.
type PostgreSQL struct {
	programs  string // the folder of the server's programs
	addr      string // host:port
	databases atomic.Int64
}

// StartPostgreSQL starts a server that ends with the test. It reports false
// where PostgreSQL's programs aren't installed.
func StartPostgreSQL(t *testing.T) (*PostgreSQL, bool) {
	t.Helper()
	programs, ok := postgresPrograms()
	if !ok {
		return nil, false
	}
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil { // for the user that the server runs as
		t.Fatal(err)
	}
	p := &PostgreSQL{programs: programs, addr: freeAddress(t)}
	_, port, _ := net.SplitHostPort(p.addr)
	data := filepath.Join(dir, "data")
	p.must(t, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	t.Cleanup(func() { _, _ = p.run("pg_ctl", "-D", data, "-m", "immediate", "stop") })
	settings := fmt.Sprintf("-p %s -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400", port, dir)
	p.must(t, "pg_ctl", "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", settings, "start")
	return p, true
}

// postgresPrograms finds the folder that has all of them: where Debian keeps
// them, or one of the path's.
func postgresPrograms() (dir string, ok bool) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(dirs)
	for _, dir := range append(dirs, filepath.SplitList(os.Getenv("PATH"))...) {
		missing := slices.ContainsFunc([]string{"initdb", "pg_ctl", "createdb", "psql"}, func(program string) bool {
			_, err := exec.LookPath(filepath.Join(dir, program))
			return err != nil
		})
		if !missing {
			return dir, true
		}
	}
	return "", false
}

// Database makes an empty database and returns its URL.
func (p *PostgreSQL) Database(t *testing.T) string {
	t.Helper()
	name := fmt.Sprint("service", p.databases.Add(1))
	host, port, _ := net.SplitHostPort(p.addr)
	p.must(t, "createdb", "-h", host, "-p", port, "-U", "postgres", name)
	return fmt.Sprintf("postgres://postgres@%s/%s?sslmode=disable", p.addr, name)
}

func (p *PostgreSQL) must(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := p.run(program, args...); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// run runs a program of PostgreSQL's. Where the tests run as root it runs as
// postgres: the server refuses to be root's.
func (p *PostgreSQL) run(program string, args ...string) (printed string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := append([]string{filepath.Join(p.programs, program)}, args...)
	if os.Getuid() == 0 {
		command = append([]string{"runuser", "-u", "postgres", "--"}, command...)
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = os.TempDir()
	// Not a pipe: the server would inherit it, and nobody sees its end.
	out, err := os.CreateTemp("", "pg-out-")
	if err != nil {
		return "", err
	}
	defer func() { _, _ = out.Close(), os.Remove(out.Name()) }()
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	data, readErr := os.ReadFile(out.Name())
	return string(data), errors.Join(err, readErr)
}

// lock takes a table away from everybody else until unlock is called.
func (p *PostgreSQL) lock(t *testing.T, url, table string) (unlock func()) {
	t.Helper()
	cmd := exec.Command(filepath.Join(p.programs, "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url)
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
