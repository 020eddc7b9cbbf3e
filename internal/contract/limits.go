package contract

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// rateLimit checks how many requests a client may send.
func rateLimit(t *testing.T, s Service) {
	if !s.RateLimit {
		t.Skip("the service has no rate limit")
	}
	t.Run("a client that sends too many", func(t *testing.T) { limitedClient(t, s) })
	t.Run("clients behind a proxy", func(t *testing.T) { proxiedClients(t, s) })
	t.Run("many clients", func(t *testing.T) { manyClients(t, s) })
}

func limitedClient(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{"RATE_LIMIT_RPS": "0.01", "RATE_LIMIT_BURST": "3"}))
	for range 3 {
		a.send(t, get("/v1/users")).want(t, http.StatusOK)
	}
	for _, r := range []request{
		get("/v1/users"), get("/v1/users?limit=0"), post("/v1/users", newUser().String()), get("/v1/users/" + missingID),
		get("/v1/users").with("X-Forwarded-For", "192.0.2.1"), get("/v1/users").with("X-Real-IP", "192.0.2.1"), get("/v1/users").with("Forwarded", "for=192.0.2.1"),
	} {
		got := a.send(t, r)
		got.problem(t, http.StatusTooManyRequests, "rate_limited")
		if seconds, err := strconv.Atoi(got.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 100 {
			t.Errorf("%s: Retry-After is %q", r, got.header.Get("Retry-After"))
		}
	}
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
		{nil, 200, "127.0.0.1"},
		{nil, 429, "127.0.0.1"},
		{[]string{"2001:db8::1"}, 200, "2001:db8::1"},
		{[]string{"2001:db8::1"}, 429, "2001:db8::1"},
	} {
		id := fmt.Sprintf("client-%d", n)
		got := a.send(t, get("/v1/users").with("X-Forwarded-For", tc.forwarded...).with("X-Request-ID", id))
		if got.status != tc.status {
			t.Errorf("%q: got %d, want %d", tc.forwarded, got.status, tc.status)
		}
		if line := a.requestLine(t, id); line["client"] != tc.client {
			t.Errorf("%q: the client is %v, want %s", tc.forwarded, line["client"], tc.client)
		}
	}
}

// manyClients sends requests from 100,000 client addresses.
func manyClients(t *testing.T, s Service) {
	a := connect(t, s, start(t, s, map[string]string{
		"RATE_LIMIT_RPS": "0.001", "RATE_LIMIT_BURST": "1", "TRUSTED_PROXIES": "127.0.0.0/8", "LOG_LEVEL": "ERROR",
	}))
	first := get("/v1/users").with("X-Forwarded-For", "192.0.2.1")
	a.send(t, first).want(t, http.StatusOK)
	a.floodFrom(t, 0, 20_000)
	before, known := a.memory("VmRSS:")
	a.floodFrom(t, 20_000, 100_000)
	if after, _ := a.memory("VmRSS:"); known && after > before+16<<20 {
		t.Errorf("80,000 more clients increased the memory from %d to %d MiB", before>>20, after>>20)
	}
	a.send(t, get("/healthz")).want(t, http.StatusOK)
}

// floodFrom sends a request from each of these clients, in batches.
func (a *api) floodFrom(t *testing.T, begin, end int) {
	t.Helper()
	const batch = 500
	for ; begin < end; begin += batch {
		var text strings.Builder
		for n := begin; n < begin+batch; n++ {
			fmt.Fprintf(&text, "GET /v1/users/x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.%d.%d.%d\r\n\r\n", n>>16, n>>8&255, n&255)
		}
		w := a.dial(t)
		go w.send(text.String() + rawGet("/healthz", ""))
		if responses := w.receiveAll(t, http.MethodGet); len(responses) != batch+1 {
			t.Fatalf("%d responses to %d requests", len(responses), batch+1)
		}
	}
}
