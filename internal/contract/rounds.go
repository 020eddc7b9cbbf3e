package contract

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Rounds is how often each framework's service is ended by LoseNothing.
const Rounds = 20

// LoseNothing ends each service in round after round under load, all services
// side by side, and checks that none loses a request that it accepted, carries
// one out twice or without an answer, or ends late. A round takes a second.
//
// What a service can't spare its clients isn't counted: that a connection is
// refused; that a new one, which the system has queued, is reset as the
// listener closes; that the close of an idle connection and a request which
// was sent on it after a while meet halfway (RFC 9112, 9.5). None of those
// requests may be carried out.
func LoseNothing(t *testing.T, services map[string]Service, rounds int) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(services)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := range rounds {
				t.Run(fmt.Sprint("round ", n+1), func(t *testing.T) {
					if n%4 == 3 {
						roundWithCuts(t, services[name])
					} else {
						round(t, services[name])
					}
				})
			}
		})
	}
}

// round ends a service whose clients all come to an end.
func round(t *testing.T, s Service) {
	env := s.ownDatabase(t)
	l := newLoad(start(t, s, env))
	took, code := l.end(t)
	if code != 0 || took > 2*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	l.same(t, s, env)
}

// roundWithCuts ends a service with clients that never finish their requests.
func roundWithCuts(t *testing.T, s Service) {
	const timeout = 700 * time.Millisecond
	env := s.ownDatabase(t)
	env["SHUTDOWN_TIMEOUT"] = timeout.String()
	l := newLoad(start(t, s, env))
	const endless = 2
	l.dial(t).say(rawPost("/v1/users", "{", "Content-Length: 10"))
	dripping := l.dial(t)
	dripping.say(rawPost("/v1/users", "1\r\n{\r\n", "Transfer-Encoding: chunked"))
	go func() {
		for _, err := io.WriteString(dripping, "1\r\n \r\n"); err == nil; _, err = io.WriteString(dripping, "1\r\n \r\n") {
			time.Sleep(10 * time.Millisecond)
		}
	}()
	took, code := l.end(t)
	if code != 1 || took < timeout || took > timeout+2*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	if lines := linesWith(l.output.String(), fmt.Sprintf(`"count":%d`, endless)); len(lines) != 1 {
		t.Errorf("the log doesn't count %d requests that were cut:\n%s", endless, tail(l.output.String(), 5))
	}
	l.same(t, s, env)
}

// ownDatabase is an environment with a fresh database, for several processes.
func (s Service) ownDatabase(t *testing.T) map[string]string {
	t.Helper()
	if s.Store == Memory {
		return map[string]string{}
	}
	return map[string]string{"DATABASE_URL": s.database(t)}
}

// end has clients of every kind ask, ends the service in their midst, and
// returns how long that took and the exit code.
func (l *load) end(t *testing.T) (took time.Duration, code int) {
	t.Helper()
	for range 40 {
		l.dial(t)
		l.dial(t).say("GET /healthz HTTP/1.1\r\nHo")
	}
	finish := make(chan struct{})
	for range 6 {
		l.join(func() bool { return l.reuse(aRead) })
		l.join(func() bool { return l.reuse(aWrite) })
		l.join(func() bool { return l.afresh(aRead) })
		l.upload(finish)
	}
	time.Sleep(150*time.Millisecond + rand.N(100*time.Millisecond))
	began := time.Now()
	l.signal(t, syscall.SIGTERM)
	time.Sleep(200*time.Millisecond + rand.N(200*time.Millisecond))
	close(finish)
	code = l.wait(t)
	took = time.Since(began)
	l.judge(t, began)
	return took, code
}

// same checks that another process finds what this one has said that it
// created, and nothing else.
func (l *load) same(t *testing.T, s Service, env map[string]string) {
	t.Helper()
	if s.Store == Memory {
		return
	}
	rows := walk(t, connect(t, s, start(t, s, env)), "100", func(int) {})
	for _, id := range rows {
		if !l.created[id] {
			t.Errorf("%s was created, and its client not told", id)
		}
		delete(l.created, id)
	}
	if len(l.created) > 0 {
		t.Errorf("%d clients were told of what isn't there", len(l.created))
	}
}

// logged returns when each request of the clients was logged, by its
// X-Request-ID.
func (l *load) logged() map[string][]time.Time {
	all := map[string][]time.Time{}
	for line := range strings.Lines(l.output.String()) {
		var entry struct {
			Time      time.Time
			RequestID string `json:"request_id"`
			Status    int
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Status == 0 {
			continue // the end's message, or another event
		}
		if kind, _, _ := strings.Cut(entry.RequestID, "-"); kind == "read" || kind == "write" {
			all[entry.RequestID] = append(all[entry.RequestID], entry.Time)
		}
	}
	return all
}

func idOf(body string) string {
	var row struct{ ID string }
	_ = json.Unmarshal([]byte(body), &row)
	return row.ID
}
