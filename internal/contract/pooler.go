package contract

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// connectionPooler runs the service behind PgBouncer in transaction mode.
func connectionPooler(t *testing.T, s Service) {
	if s.Store != Postgres {
		t.Skip("there is no PostgreSQL")
	}
	database := s.Server.Database(t)
	pooled := startPgBouncer(t, s.Server, database) + "&default_query_exec_mode=exec"
	a := connect(t, s, start(t, s, map[string]string{"DATABASE_URL": pooled}))
	for range 4 {
		for _, status := range a.together(t, 32, func(n int) request {
			return []request{post("/v1/users", newUser().String()), get("/v1/users?limit=5"), get("/v1/users/" + missingID)}[n%3]
		}) {
			if status >= 500 {
				t.Fatalf("status %d", status)
			}
		}
	}
	user := a.user(t)
	a.send(t, patched(user.path, `{"name":"pooled"}`)).want(t, http.StatusOK)
	a.send(t, post("/v1/users", user.fields.but("id", none).but("created_at", none).but("updated_at", none).String())).problem(t, 409, "conflict", "/email")
	if a.Products {
		for _, key := range []string{"code", "stock", "weight", "price", "launched", "facts", "tax"} {
			for sent, want := range roundTrips[key] {
				a.roundTrip(t, key, sent, want)
			}
		}
	}
	a.send(t, deleted(user.path)).want(t, http.StatusNoContent)
	second := connect(t, s, start(t, s, map[string]string{"DATABASE_URL": pooled}))
	second.send(t, get(user.path)).problem(t, 404, "not_found")
}

// startPgBouncer starts PgBouncer in front of a database and returns its URL.
func startPgBouncer(t *testing.T, server *PostgreSQL, database string) string {
	t.Helper()
	program := tool(t, "pgbouncer", "apt-get install pgbouncer", "/usr/sbin/pgbouncer")
	target, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "pgbouncer-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	addr := freeAddress(t)
	host, port, _ := net.SplitHostPort(addr)
	serverHost, serverPort, _ := net.SplitHostPort(server.server.Addr())
	users, config := filepath.Join(dir, "users"), filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\nlisten_addr=%s\nlisten_port=%s\nunix_socket_dir=\nauth_type=trust\nauth_file=%s\npool_mode=transaction\ndefault_pool_size=4\nmax_client_conn=200\n",
		serverHost, serverPort, host, port, users)
	for file, text := range map[string]string{users: "\"postgres\" \"\"\n", config: text} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	args := []string{config}
	if os.Getuid() == 0 {
		args = []string{"-u", "postgres", config}
	}
	printed := &output{}
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	eventually(t, func() bool {
		conn, err := net.Dial("tcp", addr)
		return err == nil && conn.Close() == nil
	}, func() { t.Fatalf("pgbouncer doesn't listen:\n%s", printed) })
	return strings.Replace(database, target.Host, addr, 1)
}

// tool finds a program on the PATH or at one of these places. If it is missing, the
// test is skipped, or fails in CI.
func tool(t *testing.T, name, install string, places ...string) string {
	t.Helper()
	for _, place := range append([]string{name}, places...) {
		if program, err := exec.LookPath(place); err == nil {
			return program
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s isn't installed: %s", name, install)
	}
	t.Skipf("%s isn't installed: %s", name, install)
	return ""
}
