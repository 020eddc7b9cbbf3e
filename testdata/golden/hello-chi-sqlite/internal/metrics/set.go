// Package metrics counts what the service does, and shows it as Prometheus reads it.
package metrics

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Set is the metrics of one service. It is safe for concurrent use. A nil Set counts
// nothing.
type Set struct {
	mu       sync.RWMutex // guards what follows
	requests map[requestLabels]*durationHistogram
	others   []func(w io.Writer)
}

// requestLabels tell kinds of requests apart. All have few values, however many
// requests there are.
type requestLabels struct {
	route  string
	method string
	status int
}

// String returns the labels as Prometheus reads them.
func (l requestLabels) String() string {
	return fmt.Sprintf(`method=%q,route=%q,status="%d"`, l.method, l.route, l.status)
}

// New returns a set in which all counts are zero.
func New() *Set {
	metrics.ExposeMetadata(true)
	return &Set{requests: map[requestLabels]*durationHistogram{}}
}

// Record counts a request. The route is a pattern, never a path; a method that HTTP
// doesn't define counts as "other".
func (s *Set) Record(method, route string, status int, duration time.Duration) {
	if s != nil {
		s.histogramOf(requestLabels{route, methodLabel(method), status}).observe(duration)
	}
}

func (s *Set) histogramOf(labels requestLabels) *durationHistogram {
	s.mu.RLock()
	histogram := s.requests[labels]
	s.mu.RUnlock()
	if histogram != nil {
		return histogram
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests[labels] == nil {
		s.requests[labels] = &durationHistogram{}
	}
	return s.requests[labels]
}

// methodLabel bounds the methods that clients can make up.
func methodLabel(method string) string {
	switch method {
	case http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPatch, http.MethodPost, http.MethodPut, http.MethodTrace:
		return method
	default:
		return "other"
	}
}

// ServeHTTP answers with all metrics, those of the Go runtime and the process included.
func (s *Set) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	s.mu.RLock()
	requests, others := maps.Clone(s.requests), s.others
	s.mu.RUnlock()
	writeRequests(w, requests)
	for _, write := range others {
		write(w)
	}
	metrics.WriteProcessMetrics(w)
}

func writeRequests(w io.Writer, requests map[requestLabels]*durationHistogram) {
	sorted := slices.SortedFunc(maps.Keys(requests), func(a, b requestLabels) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
	})
	metrics.WriteMetadataIfNeeded(w, "http_requests_total", "counter")
	for _, labels := range sorted {
		requests[labels].writeCount(w, "http_requests_total", labels.String())
	}
	metrics.WriteMetadataIfNeeded(w, "http_request_duration_seconds", "histogram")
	for _, labels := range sorted {
		requests[labels].write(w, "http_request_duration_seconds", labels.String())
	}
}
