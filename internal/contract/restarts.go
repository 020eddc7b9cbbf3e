package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Restarts is the default number of restarts in RestartUnderLoad.
const Restarts = 10

// RestartUnderLoad repeatedly stops each service under load, with a SHUTDOWN_DELAY
// of one second. It checks that no client that reuses connections loses a request:
// every request gets a response until a response closes the connection, and the
// database contains what the responses report. A restart takes two seconds.
func RestartUnderLoad(t *testing.T, services map[string]Service, restarts int) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(services)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := range restarts {
				t.Run(fmt.Sprint("restart ", n+1), func(t *testing.T) { restart(t, services[name]) })
			}
		})
	}
}

// load is a process under load.
type load struct {
	*process
	clients sync.WaitGroup

	mu        sync.Mutex
	created   map[string]bool // the ids in all 201 responses
	responses int
	problems  []string
}

func restart(t *testing.T, s Service) {
	env := map[string]string{"SHUTDOWN_DELAY": "1s"}
	if s.Store != Memory {
		env["DATABASE_URL"] = s.database(t)
	}
	l := &load{process: start(t, s, env), created: map[string]bool{}}
	finish := make(chan struct{})
	for range 6 {
		l.clients.Go(func() { l.reuse(readRequest) })
		l.clients.Go(func() { l.reuse(writeRequest) })
		l.clients.Go(func() { l.reconnect(readRequest) })
		l.clients.Go(func() { l.upload(finish) })
	}
	time.Sleep(150*time.Millisecond + rand.N(100*time.Millisecond))
	began := time.Now()
	l.signal(t, syscall.SIGTERM)
	time.Sleep(time.Second + rand.N(200*time.Millisecond))
	close(finish)
	if code, took := l.wait(t), time.Since(began); code != 0 || took > 3*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	l.clients.Wait()
	if len(l.problems) > 0 || l.responses == 0 {
		t.Errorf("%d responses, and %d problems: %s", l.responses, len(l.problems), strings.Join(l.problems[:min(5, len(l.problems))], "; "))
	}
	if s.Store != Memory {
		l.checkRows(t, connect(t, s, start(t, s, env)))
	}
}

func readRequest() (method, text string, status int) {
	return http.MethodGet, "GET /v1/users?limit=3 HTTP/1.1\r\n" + fromTrusted + "\r\n", http.StatusOK
}

func writeRequest() (method, text string, status int) {
	body := newUser().String()
	return http.MethodPost, rawPost("/v1/users", body, length(body)), http.StatusCreated
}

// reuse sends requests on one connection until a response closes it.
func (l *load) reuse(next func() (string, string, int)) {
	w, err := l.open()
	if err != nil {
		l.report("no connection: %v", err)
		return
	}
	defer func() { _ = w.Close() }()
	for open := true; open; {
		method, text, status := next()
		w.send(text)
		open = l.receive(w, method, status)
		time.Sleep(rand.N(50 * time.Millisecond))
	}
}

// reconnect sends each request on a new connection until a response closes its
// connection.
func (l *load) reconnect(next func() (string, string, int)) {
	for open := true; open; {
		w, err := l.open()
		if err != nil {
			l.report("no connection: %v", err)
			return
		}
		method, text, status := next()
		w.send(text)
		open = l.receive(w, method, status)
		_ = w.Close()
		time.Sleep(time.Millisecond)
	}
}

// upload sends the second half of a request only when finish is closed.
func (l *load) upload(finish <-chan struct{}) {
	w, err := l.open()
	if err != nil {
		l.report("no connection: %v", err)
		return
	}
	defer func() { _ = w.Close() }()
	method, text, status := writeRequest()
	w.send(text[:len(text)-10])
	<-finish
	w.send(text[len(text)-10:])
	l.receive(w, method, status)
}

// receive receives a response and reports whether the connection stays open.
func (l *load) receive(w *connection, method string, status int) (open bool) {
	got, err := w.receive(method)
	if err != nil || got.status != status {
		l.report("%s: status %d, %v", method, got.status, err)
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.responses++
	if got.status == http.StatusCreated {
		var row struct{ ID string }
		_ = json.Unmarshal([]byte(got.body), &row)
		l.created[row.ID] = true
	}
	return got.header.Get("Connection") != "close"
}

func (l *load) report(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}

// checkRows checks that another process finds exactly the rows that the responses
// reported.
func (l *load) checkRows(t *testing.T, a *api) {
	t.Helper()
	for _, id := range walk(t, a, "/v1/users?limit=100", func(int) {}) {
		if !l.created[id] {
			t.Errorf("%s was created without a response", id)
		}
		delete(l.created, id)
	}
	if len(l.created) > 0 {
		t.Errorf("%d rows are missing", len(l.created))
	}
}
