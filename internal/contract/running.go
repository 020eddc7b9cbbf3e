package contract

import (
	"context"
	"io"
	"maps"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// Running is a running service, for tests beyond the contract.
type Running struct{ process *process }

// Start starts s on the database at url, or on a new one if url is empty, and waits
// until it is ready. The process is killed at the end of the test.
func Start(t *testing.T, s Service, url string) *Running {
	t.Helper()
	return &Running{start(t, s, at(url))}
}

// StartWith is like Start with environment variables.
func StartWith(t *testing.T, s Service, env map[string]string) *Running {
	t.Helper()
	return &Running{start(t, s, env)}
}

// StartTogether starts n processes of s at the same time on one database, and
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

// Command runs a command of s on a database, and returns its exit code and its
// output.
func Command(t *testing.T, s Service, url string, args ...string) (code int, printed string) {
	t.Helper()
	return run(t, s, "127.0.0.1:0", at(url), args...)
}

// Database creates an empty database and returns its DATABASE_URL.
func (s Service) Database(t *testing.T) string {
	t.Helper()
	return s.database(t)
}

// Stop sends SIGTERM to the process, and fails the test unless it exits with 0.
func (r *Running) Stop(t *testing.T) {
	t.Helper()
	r.process.signal(t, syscall.SIGTERM)
	if code := r.process.wait(t); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, tail(r.process.output.String(), 30))
	}
}

// Response is a response of a service.
type Response struct {
	Status int
	Header http.Header
	Body   string
}

// Do sends a request with a JSON body, unless body is empty, and returns the status
// and body of the response.
func (r *Running) Do(t *testing.T, method, path, body string) (status int, response string) {
	t.Helper()
	got := r.Send(t, method, path, body, nil)
	return got.Status, got.Body
}

// Send is like Do with header fields. A field without values isn't sent.
func (r *Running) Send(t *testing.T, method, path, body string, header http.Header) Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+r.process.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+trusted.token())
	maps.Copy(req.Header, header)
	res, err := lone.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return Response{res.StatusCode, res.Header, string(data)}
}

// RequestLine returns the log line of the request with this id.
func (r *Running) RequestLine(t *testing.T, id string) map[string]any {
	t.Helper()
	return r.process.requestLine(t, id)
}

// Logged reports whether a log line of the request with this id contains a text.
func (r *Running) Logged(id, text string) bool {
	for _, line := range linesWith(r.process.output.String(), `"request_id":"`+id+`"`) {
		if strings.Contains(line, text) {
			return true
		}
	}
	return false
}

// Address returns the address of the process as HOST:PORT.
func (r *Running) Address() string { return r.process.addr }

// Token returns a token with every scope.
func Token() string { return trusted.token() }

// RunCommand runs a command of s with the address of the process in its environment,
// and returns its exit code and its output.
func (r *Running) RunCommand(t *testing.T, s Service, args ...string) (code int, printed string) {
	t.Helper()
	return run(t, s, r.process.addr, nil, args...)
}

// PID returns the id of the process.
func (r *Running) PID() int { return r.process.cmd.Process.Pid }

// at returns the environment for a database.
func at(url string) map[string]string {
	if url == "" {
		return nil
	}
	return map[string]string{"DATABASE_URL": url}
}
