package contract

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// thought is how long a client may take between an answer, or the opening
	// of its connection, and its next request, and still be sure of an answer.
	thought = 50 * time.Millisecond
	// closing is how long after the first refused connection a queued one may
	// be reset.
	closing = 60 * time.Millisecond
)

// load is a service and the clients who keep asking it, each until it is
// refused a connection.
type load struct {
	*process
	clients sync.WaitGroup

	mu         sync.Mutex
	created    map[string]bool // the ids in every 201
	answers    map[string]int  // how often each request was answered, by its X-Request-ID
	wrong      []string        // answers that are not as they should be
	unanswered []attempt
	refused    time.Time // when the first connection was refused
}

func newLoad(p *process) *load {
	return &load{process: p, created: map[string]bool{}, answers: map[string]int{}}
}

// ask is a request that a client sends.
type ask struct {
	id     string // its X-Request-ID
	method string
	text   string
	status int // of the answer
}

func aRead() ask {
	id := unique("read-%d")
	return ask{id, http.MethodGet, "GET /v1/users?limit=3 HTTP/1.1\r\n" + fromTrusted + "X-Request-ID: " + id + "\r\n\r\n", http.StatusOK}
}

func aWrite() ask {
	id, body := unique("write-%d"), aUser().String()
	return ask{id, http.MethodPost, rawPost("/v1/users", body, length(body), "X-Request-ID: "+id), http.StatusCreated}
}

// join has a new client go on with what it does until that returns false.
func (l *load) join(again func() bool) {
	l.clients.Go(func() {
		for again() {
		}
	})
}

// attempt is a request on its way.
type attempt struct {
	ask
	opening time.Time // when the client began to open the connection
	after   string    // the request that was answered before on it, if any
	begun   bool      // half of it has come in already
	sent    time.Time
	ended   time.Time // when there was no answer
	err     error     // why
}

// afresh sends a request on a connection of its own.
func (l *load) afresh(next func() ask) bool {
	opening := time.Now()
	w, ok := l.connect()
	if !ok {
		return false
	}
	defer func() { _ = w.Close() }()
	l.send(w, attempt{ask: next(), opening: opening})
	return true
}

// reuse sends requests on a connection for as long as that is kept.
func (l *load) reuse(next func() ask) bool {
	opening := time.Now()
	w, ok := l.connect()
	if !ok {
		return false
	}
	defer func() { _ = w.Close() }()
	for kept, after := true, ""; kept; {
		now := next()
		kept = l.send(w, attempt{ask: now, opening: opening, after: after})
		after = now.id
	}
	return true
}

// upload sends a request in two halves, and the second one when finish is
// closed.
func (l *load) upload(finish <-chan struct{}) {
	l.clients.Go(func() {
		w, ok := l.connect()
		if !ok {
			return
		}
		defer func() { _ = w.Close() }()
		now := aWrite()
		half := len(now.text) - 10
		w.say(now.text[:half])
		<-finish
		now.text = now.text[half:]
		l.send(w, attempt{ask: now, begun: true})
	})
}

// connect returns false when no connection is accepted any more.
func (l *load) connect() (*wire, bool) {
	w, err := l.wire()
	if err == nil {
		return w, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, syscall.ECONNRESET) {
		l.wrong = append(l.wrong, fmt.Sprint("no connection: ", err))
	}
	if l.refused.IsZero() {
		l.refused = time.Now()
	}
	return nil, false
}

// send sends a request, checks its answer, and reports whether the connection
// is kept.
func (l *load) send(w *wire, a attempt) (kept bool) {
	_, unsent := io.WriteString(w, a.text)
	a.sent = time.Now()
	_, silence := w.r.Peek(1)
	got, err := w.hear(a.method)
	l.mu.Lock()
	defer l.mu.Unlock()
	if silence != nil {
		a.err, a.ended = errors.Join(unsent, silence), time.Now() // of a reset, the first call alone learns
		l.unanswered = append(l.unanswered, a)
		return false
	}
	if id := got.header.Get("X-Request-Id"); err != nil || got.status != a.status || id != a.id {
		l.wrong = append(l.wrong, fmt.Sprintf("%s was answered with %d for %q, %v", a.id, got.status, id, err))
		return false
	}
	l.answers[a.id]++
	if got.status == http.StatusCreated {
		l.created[idOf(got.body)] = true
	}
	return got.header.Get("Connection") != "close"
}

// judge fails the test for every request that was lost. The service, which
// was told to end at a time, has ended.
func (l *load) judge(t *testing.T, end time.Time) {
	t.Helper()
	l.clients.Wait()
	lost := l.wrong
	logged := l.logged()
	for id, lines := range logged {
		if len(lines) != 1 || l.answers[id] != 1 {
			lost = append(lost, fmt.Sprintf("%s was carried out %d times and answered %d times", id, len(lines), l.answers[id]))
		}
	}
	spared := 0
	for _, a := range l.unanswered {
		idle := a.opening
		if lines := logged[a.after]; len(lines) > 0 {
			idle = lines[0]
		}
		if !a.begun && (a.sent.Sub(idle) > thought || l.queued(a, end)) {
			spared++
			continue
		}
		lost = append(lost, fmt.Sprintf("%s, %s after the signal and %s after %q: %v", a.id, a.sent.Sub(end), a.sent.Sub(idle), a.after, a.err))
	}
	if len(lost) > 0 || len(l.answers) == 0 {
		t.Errorf("%d requests answered, %d lost: %s", len(l.answers), len(lost), strings.Join(lost[:min(5, len(lost))], "; "))
	}
	t.Logf("%d requests answered, %d spared", len(l.answers), spared)
}

// queued reports whether the connection may have been reset in the system's
// queue, before the service had it.
func (l *load) queued(a attempt, end time.Time) bool {
	reset := errors.Is(a.err, syscall.ECONNRESET) || errors.Is(a.err, syscall.EPIPE)
	return reset && a.after == "" &&
		a.ended.After(end) && !l.refused.IsZero() && a.ended.Sub(l.refused) < closing
}
