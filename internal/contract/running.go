package contract

import (
	"context"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// Running is a service's process that waits for requests, for tests that ask
// for more than every service promises.
type Running struct{ process *process }

// Start runs s on a database of its own, or on the one at the url unless it is
// empty, and waits until it is ready. The process ends with the test.
func Start(t *testing.T, s Service, url string) *Running {
	t.Helper()
	return &Running{start(t, s, at(url))}
}

// StartTogether runs n processes of s on the database at the url at once, and
// waits until all are ready.
func StartTogether(t *testing.T, s Service, url string, n int) []*Running {
	t.Helper()
	all := make([]*Running, n)
	for i := range all {
		all[i] = &Running{spawn(t, s, freeAddress(t), at(url))}
	}
	for _, r := range all {
		r.process.waitFor(t, "/readyz", http.StatusOK)
	}
	return all
}

// Command runs a command of s on the database at the url to its end, and
// returns its exit code and what it printed.
func Command(t *testing.T, s Service, url string, args ...string) (code int, printed string) {
	t.Helper()
	return run(t, s, "127.0.0.1:0", at(url), args...)
}

// Database makes room for a fresh database and returns its DATABASE_URL.
func (s Service) Database(t *testing.T) string {
	t.Helper()
	return s.database(t)
}

// Stop ends the process as an operator does, and fails the test unless it
// exits with 0.
func (r *Running) Stop(t *testing.T) {
	t.Helper()
	r.process.signal(t, syscall.SIGTERM)
	if code := r.process.wait(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, tail(r.process.output.String(), 30))
	}
}

// Do sends a request, with a body of JSON unless that is empty, and returns
// the answer's status and body.
func (r *Running) Do(t *testing.T, method, path, body string) (status int, answer string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+r.process.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+trusted.token())
	res, err := lone.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode, string(data)
}

// Beside runs a command of s to its end, with the process's address in its
// environment, and returns its exit code and what it printed.
func (r *Running) Beside(t *testing.T, s Service, args ...string) (code int, printed string) {
	t.Helper()
	return run(t, s, r.process.addr, nil, args...)
}

// PID is the process's.
func (r *Running) PID() int { return r.process.cmd.Process.Pid }

// at is the environment for the database at a url.
func at(url string) map[string]string {
	if url == "" {
		return nil
	}
	return map[string]string{"DATABASE_URL": url}
}
