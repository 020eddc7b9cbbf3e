package contract

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// rateLimit checks how many requests a client may send.
func rateLimit(t *testing.T, s Service) {
	if !s.RateLimit {
		t.Skip("the service has no limit")
	}
	t.Run("a client that sends too much", func(t *testing.T) { limitedClient(t, s) })
	t.Run("clients behind a proxy", func(t *testing.T) { proxiedClients(t, s) })
	t.Run("many clients", func(t *testing.T) { manyClients(t, s) })
}

func limitedClient(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{"RATE_LIMIT_RPS": "0.01", "RATE_LIMIT_BURST": "3"}))
	for range 3 {
		a.send(t, get("/nothing")).problem(t, 404, "route_not_found")
		a.send(t, request{method: "PUT", path: "/v1/users"}).problem(t, 405, "method_not_allowed")
		a.send(t, get("/v1/users")).want(t, http.StatusOK)
	}
	for _, r := range []request{
		get("/v1/users"), get("/v1/users").withToken(""), get("/v1/users?limit=0"), post("/v1/users", big), get("/openapi.yaml"),
		get("/v1/users").with("X-Forwarded-For", "192.0.2.1"), get("/v1/users").with("X-Real-IP", "192.0.2.1"), get("/v1/users").with("Forwarded", "for=192.0.2.1"),
	} {
		got := a.send(t, r)
		got.problem(t, http.StatusTooManyRequests, "rate_limited")
		if seconds, err := strconv.Atoi(got.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 100 {
			t.Errorf("%s: Retry-After is %q", r, got.header.Get("Retry-After"))
		}
	}
	a.send(t, get("/nothing")).problem(t, 404, "route_not_found")
	a.send(t, request{method: "PUT", path: "/v1/users"}).problem(t, 405, "method_not_allowed")
	for range 20 {
		a.send(t, get("/healthz")).want(t, http.StatusOK)
		a.send(t, get("/readyz")).want(t, http.StatusOK)
	}
}

func proxiedClients(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{"RATE_LIMIT_RPS": "0.01", "RATE_LIMIT_BURST": "1", "TRUSTED_PROXIES": "127.0.0.0/8,10.0.0.0/8"}))
	for n, tc := range []struct {
		forwarded []string
		status    int
		client    string
	}{
		{[]string{"192.0.2.1"}, 200, "192.0.2.1"},
		{[]string{"192.0.2.1"}, 429, "192.0.2.1"},
		{[]string{"192.0.2.77, 192.0.2.1"}, 429, "192.0.2.1"},
		{[]string{"192.0.2.78", "192.0.2.1, 10.1.2.3"}, 429, "192.0.2.1"},
		{[]string{"192.0.2.2"}, 200, "192.0.2.2"},
		{[]string{"192.0.2.3, what"}, 200, "127.0.0.1"},
		{[]string{"192.0.2.4, ever"}, 429, "127.0.0.1"},
		{nil, 429, "127.0.0.1"},
		{[]string{"192.0.2.5, ever, 10.9.9.9"}, 200, "10.9.9.9"},
		{[]string{"2001:db8::1"}, 200, "2001:db8::1"},
		{[]string{"2001:db8::ffff:2"}, 429, "2001:db8::ffff:2"},
		{[]string{"2001:db8:0:1::1"}, 200, "2001:db8:0:1::1"},
	} {
		id := fmt.Sprintf("client-%d", n)
		got := a.send(t, get("/v1/users").with("X-Forwarded-For", tc.forwarded...).with("X-Request-ID", id))
		if got.status != tc.status {
			t.Errorf("%q: got %d, want %d", tc.forwarded, got.status, tc.status)
		}
		var lines []string
		eventually(t, func() bool {
			lines = linesWith(a.output.String(), `"`+id+`"`)
			return len(lines) > 0
		}, func() {})
		if len(lines) != 1 || !strings.Contains(lines[0], `"client":"`+tc.client+`"`) {
			t.Errorf("%q: the client isn't %s in %q", tc.forwarded, tc.client, lines)
		}
	}
}

// manyClients sends requests of more clients than anybody could remember.
func manyClients(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{
		"RATE_LIMIT_RPS": "0.001", "RATE_LIMIT_BURST": "1", "TRUSTED_PROXIES": "127.0.0.0/8", "LOG_LEVEL": "ERROR",
	}))
	first := get("/v1/users").with("X-Forwarded-For", "192.0.2.1")
	a.send(t, first).want(t, http.StatusOK)
	a.floodFrom(t, 0, 20_000)
	before := a.resident(t)
	a.floodFrom(t, 20_000, 100_000)
	if after := a.resident(t); before > 0 && after > before+16<<20 {
		t.Errorf("80000 more clients took the memory from %d to %d MiB", before>>20, after>>20)
	}
	a.send(t, first).problem(t, http.StatusTooManyRequests, "rate_limited")
	a.send(t, get("/healthz")).want(t, http.StatusOK)
}

// floodFrom sends a request for each of these clients, many at a time.
func (a *api) floodFrom(t *testing.T, begin, end int) {
	t.Helper()
	const batch = 500
	for ; begin < end; begin += batch {
		var text strings.Builder
		for n := begin; n < begin+batch; n++ {
			fmt.Fprintf(&text, "GET /v1/users/x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.%d.%d.%d\r\n\r\n", n>>16, n>>8&255, n&255)
		}
		w := a.dial(t)
		go w.say(text.String() + rawGet("/healthz", ""))
		if answers := w.rest(t, http.MethodGet); len(answers) != batch+1 {
			t.Fatalf("%d answers to %d requests", len(answers), batch+1)
		}
	}
}

// resident is how much memory the process has, in bytes; 0 where that can't be told.
func (p *process) resident(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return 0
}
