package contract

import (
	"net/http"
	"syscall"
	"testing"
	"time"
)

func shutdown(t *testing.T, s Service) {
	for name, sig := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": syscall.SIGINT} {
		t.Run(name+" stops an idle service", func(t *testing.T) { shutdownIdle(t, s, sig) })
	}
	t.Run("connections without a request", func(t *testing.T) { shutdownUnused(t, s) })
	t.Run("the delay", func(t *testing.T) { shutdownDelay(t, s) })
	t.Run("requests in flight finish", func(t *testing.T) { shutdownInFlight(t, s) })
	t.Run("a request that exceeds the timeout is cut off", func(t *testing.T) { shutdownTimeout(t, s) })
}

func shutdownIdle(t *testing.T, s Service, sig syscall.Signal) {
	p := start(t, s, nil)
	used := p.dial(t)
	used.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := used.receive(http.MethodGet); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p.signal(t, sig)
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("shutdown took %s", took)
	}
}

func shutdownUnused(t *testing.T, s Service) {
	p := start(t, s, nil)
	for range 3 {
		p.dial(t)
	}
	p.dial(t).send("GET /healthz HTTP/1.1\r\nHo")
	began := time.Now()
	p.signal(t, syscall.SIGTERM)
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d after %s", code, time.Since(began))
	}
}

func shutdownDelay(t *testing.T, s Service) {
	const delay = 1500 * time.Millisecond
	p := start(t, s, map[string]string{"SHUTDOWN_DELAY": delay.String()})
	api := connect(t, s, p)
	began := time.Now()
	p.signal(t, syscall.SIGTERM)
	p.waitFor(t, "/readyz", http.StatusServiceUnavailable)
	if took := time.Since(began); took > delay/2 {
		t.Errorf("the service was ready for another %s", took)
	}
	api.send(t, get("/readyz")).problem(t, 503, "unavailable")
	for _, r := range []request{get("/healthz"), get("/v1/users"), get("/nothing"), post("/v1/users", newUser().String())} {
		w := p.dial(t)
		w.send(r.method + " " + r.path + " HTTP/1.1\r\n" + fromTrusted + "Content-Type: application/json\r\n" + length(r.body) + "\r\n\r\n" + r.body)
		got, err := w.receive(r.method)
		if err != nil || got.status >= 500 || got.header.Get("Connection") != "close" {
			t.Errorf("%s: status %d with Connection %q, %v", r, got.status, got.header.Get("Connection"), err)
		}
	}
	if since := time.Since(began); since > delay {
		t.Skipf("the machine is too slow for this test: %s", since)
	}
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took < delay {
		t.Errorf("the service exited after %s, before the delay", took)
	}
}

// slowRequest starts a request that lasts until finish is called.
func slowRequest(t *testing.T, p *process) (w *connection, finish func()) {
	t.Helper()
	body := newUser().String()
	w = p.dial(t)
	w.send(rawPost("/v1/users", body[:5], length(body)))
	time.Sleep(200 * time.Millisecond) // until the service has read the first half
	return w, func() { w.send(body[5:]) }
}

func shutdownInFlight(t *testing.T, s Service) {
	p := start(t, s, nil)
	w, finish := slowRequest(t, p)
	p.signal(t, syscall.SIGTERM)
	eventually(t, func() bool { return !p.listens() }, func() { t.Error("the listener is still open") })
	time.Sleep(300 * time.Millisecond)
	finish()
	got := w.receiveAll(t, http.MethodPost)
	wantStatuses(t, got, 201)
	if code := p.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func shutdownTimeout(t *testing.T, s Service) {
	p := start(t, s, map[string]string{"SHUTDOWN_TIMEOUT": "500ms"})
	w, _ := slowRequest(t, p)
	began := time.Now()
	p.signal(t, syscall.SIGTERM)
	if code := p.wait(t); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if took := time.Since(began); took < 500*time.Millisecond || took > 5*time.Second {
		t.Errorf("shutdown took %s", took)
	}
	if !w.closed() {
		t.Error("the connection is still open")
	}
}
