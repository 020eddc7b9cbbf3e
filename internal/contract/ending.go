package contract

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func shutdown(t *testing.T, s Service) {
	for name, sig := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": syscall.SIGINT} {
		t.Run(name+" ends an idle service at once", func(t *testing.T) { endsAtOnce(t, s, sig) })
	}
	t.Run("during the delay all but readiness is served", func(t *testing.T) { delays(t, s) })
	t.Run("requests in flight finish", func(t *testing.T) { finishes(t, s) })
	t.Run("a request that outlasts the timeout is cut and counted", func(t *testing.T) { cuts(t, s) })
	t.Run("what was on the wire before is answered", func(t *testing.T) { loses(t, s) })
	t.Run("so is what came while the process didn't run", func(t *testing.T) { pauses(t, s) })
}

// endsAtOnce also holds connections that never send a request.
func endsAtOnce(t *testing.T, s Service, sig syscall.Signal) {
	p := start(t, s, nil)
	for range 3 {
		p.dial(t)
	}
	p.dial(t).say("GET /healthz HTTP/1.1\r\nHo")
	used := p.dial(t)
	used.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := used.hear(http.MethodGet); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p.signal(t, sig)
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

func delays(t *testing.T, s Service) {
	const delay = 1500 * time.Millisecond
	p := start(t, s, map[string]string{"SHUTDOWN_DELAY": delay.String()})
	api := connect(t, s, p)
	began := time.Now()
	p.signal(t, syscall.SIGTERM)
	p.waitFor(t, "/readyz", http.StatusServiceUnavailable)
	if took := time.Since(began); took > delay/2 {
		t.Errorf("readiness ended after %s", took)
	}
	api.send(t, get("/readyz")).problem(t, 503, "unavailable")
	api.send(t, get("/healthz")).want(t, http.StatusOK)
	user := api.user(t)
	api.read(t, user.path)
	if outcome := p.alone(); outcome != "" {
		t.Errorf("on a new connection: %s", outcome)
	}
	if since := time.Since(began); since > delay {
		t.Skipf("the machine is too slow to see it: %s", since)
	}
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took < delay {
		t.Errorf("it ended after %s, before the delay", took)
	}
}

// slowRequest begins a request that goes on until finish is called.
func slowRequest(t *testing.T, p *process) (w *wire, finish func()) {
	t.Helper()
	body := aUser().String()
	w = p.dial(t)
	w.say(rawPost("/v1/users", body[:5], length(body)))
	time.Sleep(200 * time.Millisecond) // so that the service reads the half
	return w, func() { w.say(body[5:]) }
}

func finishes(t *testing.T, s Service) {
	p := start(t, s, nil)
	w, finish := slowRequest(t, p)
	p.signal(t, syscall.SIGTERM)
	eventually(t, func() bool { return !p.listens() }, func() { t.Error("the listener stays open") })
	time.Sleep(300 * time.Millisecond)
	finish()
	got := w.rest(t, http.MethodPost)
	wantStatuses(t, got, 201)
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func cuts(t *testing.T, s Service) {
	p := start(t, s, map[string]string{"SHUTDOWN_TIMEOUT": "500ms"})
	w, _ := slowRequest(t, p)
	began := time.Now()
	p.signal(t, syscall.SIGTERM)
	if code := p.wait(t); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if took := time.Since(began); took < 500*time.Millisecond || took > 5*time.Second {
		t.Errorf("it ended after %s", took)
	}
	if !w.closed() {
		t.Error("the connection stays open")
	}
	counted := false
	for _, line := range linesWith(p.output.String(), `cut`) {
		counted = counted || strings.Contains(line, `:1`)
	}
	if !counted {
		t.Errorf("the log doesn't count 1 request that was cut:\n%s", tail(p.output.String(), 5))
	}
}

// loses sends requests on connections that the service knows, and the signal
// right behind them.
func loses(t *testing.T, s Service) {
	for range 5 {
		p := start(t, s, nil)
		var wires []*wire
		for range 20 {
			w := p.dial(t)
			w.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
			if _, err := w.hear(http.MethodGet); err != nil {
				t.Fatal(err)
			}
			wires = append(wires, w)
		}
		for _, w := range wires {
			w.say("GET /v1/users HTTP/1.1\r\n" + fromTrusted + "\r\n")
		}
		p.signal(t, syscall.SIGTERM)
		lost := 0
		for _, w := range wires {
			if got, err := w.hear(http.MethodGet); err != nil || got.status != http.StatusOK {
				lost++
			}
		}
		if code := p.wait(t); lost > 0 || code != 0 {
			t.Fatalf("%d of %d requests lost, exit code %d", lost, len(wires), code)
		}
	}
}

// pauses stops the process while requests come in on connections that it is
// about to close: that is how a busy machine looks to it.
func pauses(t *testing.T, s Service) {
	for range 3 {
		p := start(t, s, nil)
		var wires []*wire
		for range 30 {
			w := p.dial(t)
			w.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
			if _, err := w.hear(http.MethodGet); err != nil {
				t.Fatal(err)
			}
			wires = append(wires, w)
		}
		p.signal(t, syscall.SIGTERM)
		eventually(t, func() bool { return !p.listens() }, func() { t.Error("the listener stays open") })
		resume := p.pause(t)
		time.Sleep(10 * time.Millisecond)
		for _, w := range wires {
			w.say("GET /v1/users HTTP/1.1\r\n" + fromTrusted + "\r\n")
		}
		time.Sleep(150 * time.Millisecond)
		resume()
		lost := 0
		for _, w := range wires {
			if got, err := w.hear(http.MethodGet); err != nil || got.status != http.StatusOK {
				lost++
			}
		}
		if code := p.wait(t); lost > 0 || code != 0 {
			t.Fatalf("%d of %d requests lost, exit code %d", lost, len(wires), code)
		}
	}
}

// alone sends one request on a connection of its own, and returns "" when it
// was answered as it should be.
func (p *process) alone() string {
	res, err := p.get("/v1/users")
	if err != nil {
		return err.Error()
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return fmt.Sprint("within the body: ", err)
	}
	if res.StatusCode != http.StatusOK {
		return res.Status
	}
	return ""
}
