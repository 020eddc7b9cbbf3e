package tracing_test

import (
	"context"
	"encoding/hex"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"

	"example.com/hello/internal/config"
	"example.com/hello/internal/tracing"
	"example.com/hello/internal/tracing/tracingtest"
)

const (
	callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	callersSpan  = "00f067aa0ba902b7"
)

// open returns a tracer that exports to url, and what is logged.
func open(t *testing.T, url string) (*tracing.Tracer, *strings.Builder) {
	t.Helper()
	log := &strings.Builder{}
	tracer, err := tracing.Open(t.Context(), config.Tracing{
		ServiceName: "tested", Endpoint: config.Endpoint(url), Headers: "authorization=secret", TimeoutMillis: 5000,
	}, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return tracer, log
}

func closeTracer(t *testing.T, tracer *tracing.Tracer) {
	t.Helper()
	if err := tracer.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSpansOfRequests(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	tracer, _ := open(t, receiver.URL)
	for _, tc := range []struct {
		method, route string
		status        int
	}{
		{http.MethodGet, "/a/{id}", 200}, {http.MethodPost, "/a", 500}, {"BREW", "", 405}, {http.MethodGet, "", 404},
	} {
		ctx, span := tracer.Start(t.Context(), tracing.Request{
			Method: tc.method, Path: "/a/1", Traceparent: []string{"00-" + callersTrace + "-" + callersSpan + "-01"}, Tracestate: []string{"a=1", "b=2"},
		})
		tracer.Describe(ctx, tc.method, tc.route, tc.status, "192.0.2.1")
		span.End()
	}
	closeTracer(t, tracer)

	if got := receiver.Resource()["service.name"]; got != "tested" {
		t.Errorf("service.name is %v", got)
	}
	if got := receiver.Headers(); len(got) != 1 || got[0].Get("Authorization") != "secret" {
		t.Errorf("got headers %v", got)
	}
	for name, want := range map[string]map[string]any{
		"GET /a/{id}": {
			"http.request.method": "GET", "url.path": "/a/1", "url.scheme": "http", "client.address": "192.0.2.1",
			"http.route": "/a/{id}", "http.response.status_code": int64(200),
		},
		"POST /a": {
			"http.request.method": "POST", "url.path": "/a/1", "url.scheme": "http", "client.address": "192.0.2.1",
			"http.route": "/a", "http.response.status_code": int64(500), "error.type": "500",
		},
		"HTTP": {
			"http.request.method": "_OTHER", "http.request.method_original": "BREW", "url.path": "/a/1", "url.scheme": "http",
			"client.address": "192.0.2.1", "http.response.status_code": int64(405),
		},
		"GET": {
			"http.request.method": "GET", "url.path": "/a/1", "url.scheme": "http", "client.address": "192.0.2.1",
			"http.response.status_code": int64(404),
		},
	} {
		span := receiver.Named(t, name)
		if got := tracingtest.Attributes(span.GetAttributes()); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		if hex.EncodeToString(span.GetTraceId()) != callersTrace || hex.EncodeToString(span.GetParentSpanId()) != callersSpan || span.GetTraceState() != "a=1,b=2" {
			t.Errorf("%s: it doesn't go on with its caller's trace: %v", name, span)
		}
		if span.GetKind() != traces.Span_SPAN_KIND_SERVER || span.GetFlags() != 0x301 || len(span.GetSpanId()) != 8 {
			t.Errorf("%s: got %v", name, span)
		}
		if took := time.Duration(span.GetEndTimeUnixNano() - span.GetStartTimeUnixNano()); took < 0 || took > time.Minute {
			t.Errorf("%s: it took %s", name, took)
		}
		if failed := span.GetStatus().GetCode() == traces.Status_STATUS_CODE_ERROR; failed != (want["error.type"] != nil) {
			t.Errorf("%s: the status is %v", name, span.GetStatus())
		}
	}
}

// A caller that is no one's, or two, is none.
func TestTracesThatBegin(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	tracer, _ := open(t, receiver.URL)
	parent := "00-" + callersTrace + "-" + callersSpan + "-01"
	for _, sent := range [][]string{nil, {""}, {"00-" + callersTrace}, {parent, parent}} {
		_, span := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet, Traceparent: sent})
		span.End()
	}
	closeTracer(t, tracer)
	for _, span := range receiver.Spans() {
		if len(span.GetParentSpanId()) != 0 || hex.EncodeToString(span.GetTraceId()) == callersTrace {
			t.Errorf("got %v", span)
		}
	}
}

// The caller decides whether a trace is recorded.
func TestTracesThatTheCallerDoesNotRecord(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	tracer, _ := open(t, receiver.URL)
	_, span := tracer.Start(t.Context(), tracing.Request{Traceparent: []string{"00-" + callersTrace + "-" + callersSpan + "-00"}})
	if got := span.SpanContext().TraceID().String(); got != callersTrace {
		t.Errorf("the trace is %s", got)
	}
	span.End()
	closeTracer(t, tracer)
	if got := receiver.Spans(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// Spans of the service's own say all that OpenTelemetry lets them.
func TestSpansOfAllKinds(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	tracer, _ := open(t, receiver.URL)
	ctx, parent := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet})
	own := parent.TracerProvider().Tracer("own", trace.WithInstrumentationVersion("v1"))
	_, span := own.Start(ctx, "own", trace.WithLinks(trace.Link{SpanContext: parent.SpanContext(), Attributes: []attribute.KeyValue{attribute.Int("n", 1)}}))
	span.SetAttributes(
		attribute.Bool("yes", true), attribute.Bool("no", false), attribute.Int("negative", -7), attribute.Float64("half", 0.5),
		attribute.String("empty", ""), attribute.StringSlice("texts", []string{"a", ""}), attribute.IntSlice("numbers", []int{1, 2}),
	)
	span.AddEvent("seen", trace.WithAttributes(attribute.String("by", "me")))
	span.SetStatus(codes.Error, "broken")
	span.End()
	parent.SetStatus(codes.Ok, "")
	parent.End()
	closeTracer(t, tracer)

	got := receiver.Named(t, "own")
	want := map[string]any{"yes": true, "no": false, "negative": int64(-7), "half": 0.5, "empty": "", "texts": []any{"a", ""}, "numbers": "[1,2]"}
	if attributes := tracingtest.Attributes(got.GetAttributes()); !reflect.DeepEqual(attributes, want) {
		t.Errorf("got %v, want %v", attributes, want)
	}
	if events := got.GetEvents(); len(events) != 1 || events[0].GetName() != "seen" || events[0].GetTimeUnixNano() == 0 || len(events[0].GetAttributes()) != 1 {
		t.Errorf("got events %v", events)
	}
	above := receiver.Named(t, "GET")
	if links := got.GetLinks(); len(links) != 1 || string(links[0].GetSpanId()) != string(above.GetSpanId()) || len(links[0].GetAttributes()) != 1 {
		t.Errorf("got links %v", links)
	}
	if got.GetStatus().GetMessage() != "broken" || above.GetStatus().GetCode() != traces.Status_STATUS_CODE_OK || got.GetFlags() != 0x101 {
		t.Errorf("got %v below %v", got, above)
	}
}

// A collector that is away costs its spans, and nothing else.
func TestACollectorThatIsAway(t *testing.T) {
	tracer, log := open(t, "http://127.0.0.1:1")
	begin := time.Now()
	for range 5000 {
		_, span := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet})
		span.End()
	}
	if err := tracer.Close(t.Context()); err == nil && !strings.Contains(log.String(), "127.0.0.1:1") {
		t.Errorf("nobody is told: %s", log)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A variable that the SDK can't use is named in the log; the rest holds.
func TestVariablesThatAreWrong(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "nonsense")
	t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", "many")
	receiver := tracingtest.NewReceiver(t)
	tracer, log := open(t, receiver.URL)
	_, span := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet})
	span.End()
	closeTracer(t, tracer)
	receiver.Named(t, "GET")
	for _, want := range []string{"nonsense", "OTEL_BSP_MAX_QUEUE_SIZE"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %s in %s", want, log)
		}
	}
}

func TestNoTracer(t *testing.T) {
	for name, cfg := range map[string]config.Tracing{
		"no endpoint": {ServiceName: "tested"},
		"it is off":   {Endpoint: "http://127.0.0.1:1", Disabled: true},
	} {
		tracer, err := tracing.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if tracer != nil || err != nil {
			t.Errorf("%s: got %v, %v", name, tracer, err)
		}
		ctx := context.Background()
		if count := testing.AllocsPerRun(100, func() { tracer.Describe(ctx, http.MethodGet, "/a", 200, "192.0.2.1") }); count != 0 {
			t.Errorf("%s: %v allocations", name, count)
		}
		closeTracer(t, tracer)
	}
}

func TestACertificateThatIsMissing(t *testing.T) {
	_, err := tracing.Open(t.Context(), config.Tracing{Endpoint: "https://127.0.0.1:1", Certificate: "nowhere.pem"}, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "OTEL_EXPORTER_OTLP_CERTIFICATE") {
		t.Errorf("got %v", err)
	}
}
