package server

import (
	"net/http"
	"testing"

	"example.com/hello/internal/ratelimit"
	"example.com/hello/internal/store/memory"
)

// The client is the last address in X-Forwarded-For that isn't a trusted proxy's.
func TestRateLimit_Clients(t *testing.T) {
	a := newAPI(t, memory.New(), loadDocument(t))
	a.server.limiter = ratelimit.New(0.01, 1)
	for _, tc := range []struct {
		forwarded string
		status    int
		code      string
	}{
		{"192.0.2.1", http.StatusOK, ""},
		{"192.0.2.1", http.StatusTooManyRequests, "rate_limited"},
		{"192.0.2.2, 192.0.2.1, 127.0.0.9", http.StatusTooManyRequests, "rate_limited"},
		{"192.0.2.2", http.StatusOK, ""},
		{"", http.StatusOK, ""},
		{"", http.StatusTooManyRequests, "rate_limited"},
	} {
		a.want(a.do(http.MethodGet, kinds[0].path, nil, "X-Forwarded-For", tc.forwarded), tc.status, tc.code)
		a.want(a.do(http.MethodGet, "/healthz", nil, "X-Forwarded-For", tc.forwarded), http.StatusOK, "")
	}
}
