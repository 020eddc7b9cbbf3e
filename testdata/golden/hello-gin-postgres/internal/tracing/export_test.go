package tracing

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"example.com/hello/internal/config"
)

var oneSpan = []sdk.ReadOnlySpan{tracetest.SpanStub{Name: "one"}.Snapshot()}

func TestRepliesOfTheCollector(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		replies []int
		asked   int
		sent    bool
	}{
		"it takes them":           {[]int{200}, 1, true},
		"it takes them later":     {[]int{503, 429, 502, 504, 202}, 5, true},
		"it refuses them":         {[]int{400, 200}, 1, false},
		"it fails":                {[]int{500, 200}, 1, false},
		"it doesn't know the URL": {[]int{404}, 1, false},
		"it never has time":       {slices.Repeat([]int{503}, 1000), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.replies[asked])
				asked++
			}))
			defer server.Close()
			exporter, err := newCollector(config.Tracing{TracesEndpoint: config.Endpoint(server.URL), TimeoutMillis: 200})
			if err != nil {
				t.Fatal(err)
			}
			exporter.pause = time.Millisecond
			begin := time.Now()
			if err := exporter.ExportSpans(t.Context(), oneSpan); (err == nil) != tc.sent {
				t.Errorf("got %v", err)
			}
			if took := time.Since(begin); tc.asked != 0 && asked != tc.asked || took > 5*time.Second {
				t.Errorf("asked %d times in %s", asked, took)
			}
		})
	}
}

func TestTheCollectorsCertificateIsChecked(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	path := filepath.Join(t.TempDir(), "roots.pem")
	roots := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, roots, 0o600); err != nil {
		t.Fatal(err)
	}
	for certificate, trusted := range map[string]bool{"": false, path: true} {
		exporter, err := newCollector(config.Tracing{TracesEndpoint: config.Endpoint(server.URL), TimeoutMillis: 5000, Certificate: certificate})
		if err != nil {
			t.Fatal(err)
		}
		if err := exporter.ExportSpans(t.Context(), oneSpan); (err == nil) != trusted {
			t.Errorf("with %q: got %v", certificate, err)
		}
	}
}
