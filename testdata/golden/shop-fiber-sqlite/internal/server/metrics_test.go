package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/shop/internal/metrics"
)

// Labels are patterns and words of HTTP: never an id, nor what a client made up.
func TestRequestsAreCountedByRoute(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	counts := metrics.New()
	s := startService(t, func(with *testSetup) { with.Metrics = counts })
	made := s.create(f, nil)
	s.do(http.MethodGet, f.pathOf(t, made), nil)
	s.do(http.MethodHead, f.pathOf(t, made), nil)
	s.do(http.MethodGet, f.missing(), nil)
	s.do(http.MethodGet, "/nowhere", nil)
	s.do("BREW", f.collection, nil)
	s.log.requests(t, 6) // They are counted when they are logged.

	response := httptest.NewRecorder()
	counts.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	got := response.Body.String()
	for _, want := range []string{
		`{method="POST",route="` + f.collection + `",status="201"} 1`,
		`{method="GET",route="` + f.collection + `/{id}",status="200"} 1`,
		`{method="HEAD",route="` + f.collection + `/{id}",status="200"} 1`,
		`{method="GET",route="` + f.collection + `/{id}",status="404"} 1`,
		`{method="GET",route="unmatched",status="404"} 1`,
		`{method="other",route="unmatched",status="405"} 1`,
	} {
		if !strings.Contains(got, "\nhttp_requests_total"+want+"\n") || !strings.Contains(got, "\nhttp_request_duration_seconds_count"+want+"\n") {
			t.Errorf("there is no %s", want)
		}
	}
	if id, _ := made.member(t, "id").(string); strings.Contains(got, id) || strings.Contains(got, "BREW") {
		t.Error("there is what a client sent")
	}
}
