package telemetry

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

var inFlight = metrics.NewGauge("http_requests_in_flight", nil)

// RequestStarted counts a request until it is done.
func RequestStarted() { inFlight.Inc() }

// measure counts a request that is done. All unknown methods count as one, because every
// value of a label is kept forever.
func measure(r Request, duration time.Duration) {
	inFlight.Dec()
	if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, r.Method) {
		r.Method = "other"
	}
	metrics.GetOrCreateCounter(fmt.Sprintf(`http_requests_total{method=%q,route=%q,status="%d"}`, r.Method, r.Route, r.Status)).Inc()
	metrics.GetOrCreatePrometheusHistogram(fmt.Sprintf(`http_request_duration_seconds{method=%q,route=%q}`, r.Method, r.Route)).Update(duration.Seconds())
}

// MeasureBuild reports the version of the service.
func MeasureBuild(version string) {
	metrics.GetOrCreateGauge(fmt.Sprintf("build_info{version=%q}", version), nil).Set(1)
}

var (
	// emptyHelp matches the help of a metric, which the metrics package leaves empty.
	emptyHelp = regexp.MustCompile(`(?m)^# HELP (\S+)$`)
	// misnamed matches metrics of that package whose names break Prometheus' conventions.
	misnamed = regexp.MustCompile(`(?m)^(# \w+ )?(go_\w+_count|process_io_\w+)\b.*\n`)
)

// Metrics writes all metrics in Prometheus' text format.
func Metrics(w http.ResponseWriter, _ *http.Request) {
	var text bytes.Buffer
	metrics.ExposeMetadata(true)
	metrics.WritePrometheus(&text, true)
	metrics.WriteFDMetrics(&text)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(emptyHelp.ReplaceAll(misnamed.ReplaceAll(text.Bytes(), nil), []byte("# HELP $1 $1")))
}
