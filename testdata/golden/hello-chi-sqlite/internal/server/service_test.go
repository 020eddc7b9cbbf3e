package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/hello/internal/config"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/server"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/memory"
)

// testSetup is what a test may change of a service before it starts.
type testSetup struct {
	server.Parts
	repositories store.Repositories
	failing      bool
}

// testService is a service that runs, and a client of it. Every response is held to the
// OpenAPI document.
type testService struct {
	*apiDocument
	t       *testing.T
	server  *server.Server
	log     *logBuffer
	address string
	failing bool
	bodies  map[string]int    // how many were made, by collection
	ids     map[string]string // that anyone may refer to, by collection
}

// startService runs a service on the in-memory store until the test ends.
func startService(t *testing.T, changes ...func(*testSetup)) *testService {
	t.Helper()
	log := &logBuffer{}
	log.pending = httpapi.NewRequestLog(log, func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) })
	with := testSetup{
		Parts: server.Parts{
			Config: config.HTTP{
				MaxBodyBytes:      1 << 20,
				ReadHeaderTimeout: 10 * time.Second,
				ReadTimeout:       10 * time.Second,
				WriteTimeout:      10 * time.Second,
				IdleTimeout:       10 * time.Second,
				RequestTimeout:    10 * time.Second,
				RateLimit:         config.RateLimit{PerSecond: 1e6, Burst: 1e6},
			},
			Log:      slog.New(slog.NewJSONHandler(log, nil)),
			Requests: log.pending,
			Ready:    func(context.Context) error { return nil },
		},
		repositories: memory.New().Repositories(),
	}
	for _, change := range changes {
		change(&with)
	}
	with.Services = newServices(with.repositories)
	s := &testService{
		apiDocument: loadDocument(t),
		t:           t,
		log:         log,
		failing:     with.failing,
		bodies:      map[string]int{},
		ids:         map[string]string{},
		server:      server.New(with.Parts),
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, _ = s.server.Shutdown(ctx)
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v after Shutdown", err)
		}
	})
	return s
}

// testAnswer is a response that has been read.
type testAnswer struct {
	*http.Response
	body []byte
}

// do sends a request whose body, if any, is JSON; header is NAME, VALUE, ….
func (s *testService) do(method, path string, body any, header ...string) testAnswer {
	s.t.Helper()
	content := ""
	switch body := body.(type) {
	case nil:
	case string:
		content = body
	default:
		content = encodeValue(s.t, body)
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, "http://"+s.address+path, strings.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for field := range slices.Chunk(header, 2) {
		request.Header.Set(field[0], field[1])
	}
	return s.send(request)
}

func (s *testService) send(request *http.Request) testAnswer {
	s.t.Helper()
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.check(s.t, request, response, body)
	return testAnswer{Response: response, body: body}
}

// want fails the test unless the answer has the status and, for a problem, the code.
func (s *testService) want(got testAnswer, status int, code string) testAnswer {
	s.t.Helper()
	if got.StatusCode != status || code != "" && got.member(s.t, "code") != code {
		s.t.Errorf("%s %s: got %d %s, want %d %s", got.Request.Method, got.Request.URL.Path, got.StatusCode, got.body, status, code)
	}
	return got
}

// member returns a member of the JSON object in the answer.
func (a testAnswer) member(t *testing.T, name string) any {
	t.Helper()
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.UseNumber() // A float64 doesn't hold every digit.
	if err := decoder.Decode(&members); err != nil {
		t.Fatalf("%s is no JSON object: %v", a.body, err)
	}
	return members[name]
}

// pointers returns what the problem's errors point to.
func (a testAnswer) pointers(t *testing.T) []string {
	t.Helper()
	var problem struct{ Errors []struct{ Pointer string } }
	if err := json.Unmarshal(a.body, &problem); err != nil {
		t.Fatal(err)
	}
	pointers := make([]string, len(problem.Errors))
	for i, wrong := range problem.Errors {
		pointers[i] = wrong.Pointer
	}
	return pointers
}

// logBuffer holds what a service logs.
type logBuffer struct {
	pending *httpapi.RequestLog // writes to the buffer
	mu      sync.Mutex
	text    strings.Builder
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// requests returns the attributes of the lines on requests, once there are as many.
func (b *logBuffer) requests(t *testing.T, count int) []map[string]any {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		b.pending.Flush()
		var found []map[string]any
		for line := range strings.Lines(b.String()) {
			var attributes map[string]any
			if json.Unmarshal([]byte(line), &attributes) == nil && attributes["msg"] == "request" {
				found = append(found, attributes)
			}
		}
		if len(found) >= count || time.Now().After(deadline) {
			return found
		}
		time.Sleep(5 * time.Millisecond)
	}
}
