package server_test

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"example.com/hello/internal/config"
)

// allowRequests returns the change of a setup that lets a client send so many requests.
func allowRequests(requests int64, trusted ...string) func(*testSetup) {
	return func(with *testSetup) {
		with.Config.RateLimit = config.RateLimit{PerSecond: 0.001, Burst: requests}
		for _, network := range trusted {
			with.Config.RateLimit.TrustedProxies = append(with.Config.RateLimit.TrustedProxies, netip.MustParsePrefix(network))
		}
	}
}

func provokeRates(t *testing.T, s *testService) {
	t.Helper()
	limited := s.beside(allowRequests(1))
	limited.want(limited.do(http.MethodGet, "/openapi.yaml", nil), http.StatusOK, "")
	for _, documented := range s.statuses() {
		if words := strings.Fields(documented); words[2] == "429" {
			path := strings.NewReplacer("{", "", "}", "").Replace(words[1])
			limited.want(limited.do(words[0], path, nil), http.StatusTooManyRequests, "rate_limited")
		}
	}
}

func TestAClientThatSendsTooMuch(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowRequests(2))
	for range 2 {
		s.want(s.do(http.MethodGet, f.collection, nil), http.StatusOK, "")
	}
	got := s.want(s.do(http.MethodGet, f.collection, nil), http.StatusTooManyRequests, "rate_limited")
	if wait := got.Header.Values("Retry-After"); !slices.Equal(wait, []string{"1000"}) {
		t.Errorf("Retry-After is %q", wait)
	}
	s.want(s.do(http.MethodGet, f.collection+"/1?limit=0", nil), http.StatusTooManyRequests, "rate_limited")
	s.want(s.do(http.MethodGet, "/nowhere", nil), http.StatusNotFound, "route_not_found")
	s.want(s.do("BREW", f.collection, nil), http.StatusMethodNotAllowed, "method_not_allowed")
	for _, probe := range []string{"/healthz", "/readyz"} {
		s.want(s.do(http.MethodGet, probe, nil), http.StatusOK, "")
	}
	if got := s.do(http.MethodGet, f.collection, nil, "X-Forwarded-For", "192.0.2.1"); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("X-Forwarded-For evades: %d", got.StatusCode)
	}
}

func TestWhatLeadsNowhereCostsNothing(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowRequests(1))
	for range 3 {
		s.do(http.MethodGet, "/nowhere", nil)
		s.do("BREW", f.collection, nil)
		s.do(http.MethodGet, "/healthz", nil)
	}
	s.want(s.do(http.MethodGet, f.collection, nil), http.StatusOK, "")
}

func TestClientsBehindATrustedProxy(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowRequests(1, "127.0.0.0/8", "10.0.0.0/8"))
	for _, tc := range []struct {
		forwarded string
		status    int
		client    string
	}{
		{"192.0.2.1", http.StatusOK, "192.0.2.1"},
		{"192.0.2.1", http.StatusTooManyRequests, "192.0.2.1"},
		{"198.51.100.9, 192.0.2.1", http.StatusTooManyRequests, "192.0.2.1"},
		{"192.0.2.1, 10.0.0.1", http.StatusTooManyRequests, "192.0.2.1"},
		{"192.0.2.2", http.StatusOK, "192.0.2.2"},
		{"192.0.2.3, unknown", http.StatusOK, "127.0.0.1"},
		{"192.0.2.4, unknown", http.StatusTooManyRequests, "127.0.0.1"},
		{"192.0.2.4, nonsense, 10.0.0.1", http.StatusOK, "10.0.0.1"},
	} {
		before := len(s.log.requests(t, 0))
		got := s.do(http.MethodGet, f.collection, nil, "X-Forwarded-For", tc.forwarded)
		line := s.log.requests(t, before+1)[before]
		if got.StatusCode != tc.status || line["client"] != tc.client {
			t.Errorf("%s: got %d, client %v; want %d, client %s", tc.forwarded, got.StatusCode, line["client"], tc.status, tc.client)
		}
	}
}

// What one request on a connection says of its client holds for that request alone.
func TestAConnectionHasManyClients(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, allowRequests(1, "127.0.0.0/8"))
	head := requestHead(http.MethodGet, f.collection+"/1") + "X-Forwarded-For: "
	s.wantRaw("three clients", head+"192.0.2.1\r\n\r\n"+head+"192.0.2.2\r\n\r\n"+head+"192.0.2.1\r\n\r\n"+lastRequest, 400, 400, 429, 200)
}
