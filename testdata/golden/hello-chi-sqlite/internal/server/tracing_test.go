package server_test

import (
	"encoding/hex"
	"log/slog"
	"net/http"
	"testing"

	traces "go.opentelemetry.io/proto/otlp/trace/v1"

	"example.com/hello/internal/config"
	"example.com/hello/internal/tracing"
	"example.com/hello/internal/tracing/tracingtest"
)

const callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"

// tracedService returns a service whose spans the receiver has after the second result
// is called.
func tracedService(t *testing.T, receiver *tracingtest.Receiver, changes ...func(*testSetup)) (s *testService, flush func()) {
	t.Helper()
	cfg := config.Tracing{ServiceName: "tested", Endpoint: config.Endpoint(receiver.URL), TimeoutMillis: 5000}
	tracer, err := tracing.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s = startService(t, append(changes, func(with *testSetup) { with.Tracer = tracer })...)
	return s, func() {
		if _, err := s.server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := tracer.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestEachRequestIsASpan(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	receiver := tracingtest.NewReceiver(t)
	s, flush := tracedService(t, receiver)
	parent := "00-" + callersTrace + "-00f067aa0ba902b7-01"
	path := f.missing()
	s.do(http.MethodGet, path+"?limit=secret", nil, "Traceparent", parent)
	s.do(http.MethodHead, f.collection, nil)
	s.do(http.MethodGet, "/nowhere", nil, "Traceparent", parent)
	s.do("BREW", f.collection, nil, "Traceparent", parent)
	flush()

	span := receiver.Named(t, "GET "+f.collection+"/{id}")
	attributes := tracingtest.Attributes(span.GetAttributes())
	for name, want := range map[string]any{
		"http.request.method": "GET", "http.route": f.collection + "/{id}", "url.path": path, "url.scheme": "http",
		"http.response.status_code": int64(404), "client.address": "127.0.0.1",
	} {
		if attributes[name] != want {
			t.Errorf("%s is %v, want %v", name, attributes[name], want)
		}
	}
	if hex.EncodeToString(span.GetTraceId()) != callersTrace || span.GetStatus().GetCode() != traces.Status_STATUS_CODE_UNSET {
		t.Errorf("got %v", span)
	}
	if begun := receiver.Named(t, "HEAD "+f.collection); len(begun.GetParentSpanId()) != 0 {
		t.Errorf("got %v", begun)
	}
	receiver.Named(t, "GET")
	receiver.Named(t, "HTTP")
}

func TestTheLogNamesTheTrace(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	receiver := tracingtest.NewReceiver(t)
	s, flush := tracedService(t, receiver, storeFailing(breakDown))
	s.do(http.MethodGet, f.collection, nil)
	flush()
	span := receiver.Named(t, "GET "+f.collection)
	lines := s.log.requests(t, 1)
	if len(lines) != 1 || lines[0]["trace_id"] != hex.EncodeToString(span.GetTraceId()) {
		t.Errorf("logged %v of %v", lines, span)
	}
	if got := tracingtest.Attributes(span.GetAttributes())["error.type"]; got != "500" || span.GetStatus().GetCode() != traces.Status_STATUS_CODE_ERROR {
		t.Errorf("got %v", span)
	}
}
