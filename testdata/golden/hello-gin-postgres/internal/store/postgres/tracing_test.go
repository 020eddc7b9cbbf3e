package postgres_test

import (
	"log/slog"
	"net/http"
	"testing"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store/postgres/pgtest"
	"example.com/hello/internal/tracing"
	"example.com/hello/internal/tracing/tracingtest"
)

func TestStatementsAreSpans(t *testing.T) {
	opened := open(t, pgtest.NewSchema(t))
	receiver := tracingtest.NewReceiver(t)
	cfg := config.Tracing{Endpoint: config.Endpoint(receiver.URL), TimeoutMillis: 5000}
	tracer, err := tracing.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tracer.Start(t.Context(), tracing.Request{Method: http.MethodGet})
	if err := opened.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	span.End()
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := receiver.Named(t, "SELECT")
	if attributes := tracingtest.Attributes(got.GetAttributes()); attributes["db.system.name"] != "postgresql" {
		t.Errorf("got %v", attributes)
	}
	if above := receiver.Named(t, "GET"); string(got.GetParentSpanId()) != string(above.GetSpanId()) {
		t.Errorf("got %v", got)
	}
}
