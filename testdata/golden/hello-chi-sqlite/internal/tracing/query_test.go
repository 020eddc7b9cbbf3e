package tracing_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"testing"

	traces "go.opentelemetry.io/proto/otlp/trace/v1"

	"example.com/hello/internal/tracing"
	"example.com/hello/internal/tracing/tracingtest"
)

func TestSpansOfStatements(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	tracer, _ := open(t, receiver.URL)
	ctx, span := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet})
	tracing.EndQuery(tracing.StartQuery(ctx, "sqlite", "select 1"), nil)
	tracing.EndQuery(tracing.StartQuery(ctx, "sqlite", "BEGIN"), errors.New("secret"))
	span.End()
	closeTracer(t, tracer)

	above, read, begin := receiver.Named(t, "GET"), receiver.Named(t, "SELECT"), receiver.Named(t, "BEGIN")
	want := map[string]any{"db.system.name": "sqlite", "db.operation.name": "SELECT", "db.query.text": "select 1"}
	if got := tracingtest.Attributes(read.GetAttributes()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if string(read.GetParentSpanId()) != string(above.GetSpanId()) || read.GetKind() != traces.Span_SPAN_KIND_CLIENT {
		t.Errorf("got %v", read)
	}
	if got := tracingtest.Attributes(begin.GetAttributes())["error.type"]; got != "*errors.errorString" ||
		begin.GetStatus().GetCode() != traces.Status_STATUS_CODE_ERROR || begin.GetStatus().GetMessage() != "" {
		t.Errorf("got %v", begin)
	}
}

func TestStatementsWithoutATraceCostNothing(t *testing.T) {
	ctx := context.Background()
	query := func() { tracing.EndQuery(tracing.StartQuery(ctx, "sqlite", "SELECT 1"), nil) }
	if count := testing.AllocsPerRun(100, query); count != 0 {
		t.Errorf("%v allocations", count)
	}
}
