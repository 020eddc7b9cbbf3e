package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.com/hello/internal/metrics"
)

// scrape returns the samples that the set shows, by name and labels.
func scrape(t *testing.T, set *metrics.Set) map[string]string {
	t.Helper()
	response := httptest.NewRecorder()
	set.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	samples := map[string]string{}
	types := map[string]bool{}
	form := regexp.MustCompile(`^([a-z_]+(?:\{.*\})?) (\S+)$`)
	for line := range strings.Lines(response.Body.String()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			if strings.HasPrefix(line, "# TYPE") && types[line] {
				t.Errorf("%s is there twice", line)
			}
			types[line] = true
			continue
		}
		sample := form.FindStringSubmatch(line)
		if sample == nil {
			t.Errorf("%q is no sample", line)
			continue
		}
		if _, twice := samples[sample[1]]; twice {
			t.Errorf("%s is there twice", sample[1])
		}
		samples[sample[1]] = sample[2]
	}
	return samples
}

func TestRequestsAreCounted(t *testing.T) {
	t.Parallel()
	set := metrics.New()
	set.Record(http.MethodGet, "/a/{id}", http.StatusOK, 20*time.Millisecond)
	set.Record(http.MethodGet, "/a/{id}", http.StatusOK, 3*time.Second)
	set.Record(http.MethodGet, "unmatched", http.StatusNotFound, 0)
	set.Record("BREW", "unmatched", http.StatusMethodNotAllowed, 0)
	set.Record("get", "unmatched", http.StatusMethodNotAllowed, 0)
	got := scrape(t, set)
	for name, want := range map[string]string{
		`http_requests_total{method="GET",route="/a/{id}",status="200"}`:                                 "2",
		`http_request_duration_seconds_count{method="GET",route="/a/{id}",status="200"}`:                 "2",
		`http_request_duration_seconds_sum{method="GET",route="/a/{id}",status="200"}`:                   "3.02",
		`http_request_duration_seconds_bucket{method="GET",route="/a/{id}",status="200",le="0.01"}`:      "0",
		`http_request_duration_seconds_bucket{method="GET",route="/a/{id}",status="200",le="0.025"}`:     "1",
		`http_request_duration_seconds_bucket{method="GET",route="/a/{id}",status="200",le="+Inf"}`:      "2",
		`http_requests_total{method="GET",route="unmatched",status="404"}`:                               "1",
		`http_requests_total{method="other",route="unmatched",status="405"}`:                             "2",
		`http_request_duration_seconds_bucket{method="other",route="unmatched",status="405",le="0.001"}`: "2",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %s", name, got[name], want)
		}
	}
}

func TestTheRuntimeIsShown(t *testing.T) {
	t.Parallel()
	got := scrape(t, metrics.New())
	for _, name := range []string{"go_goroutines", "go_memstats_heap_alloc_bytes", "go_gc_duration_seconds_count"} {
		if got[name] == "" {
			t.Errorf("there is no %s", name)
		}
	}
}

func TestRecordAllocatesNothing(t *testing.T) {
	set := metrics.New()
	record := func() { set.Record(http.MethodGet, "/a/{id}", http.StatusOK, time.Millisecond) }
	if count := testing.AllocsPerRun(100, record); count != 0 {
		t.Errorf("%v allocations", count)
	}
}
