package sqlite_test

import (
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"

	"example.com/shop/internal/config"
	"example.com/shop/internal/store/sqlite"
	"example.com/shop/internal/tracing"
	"example.com/shop/internal/tracing/tracingtest"
)

func TestStatementsAreSpans(t *testing.T) {
	opened, err := sqlite.Open(config.Database{URL: filepath.Join(t.TempDir(), "test.db"), MigrateOnStart: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	if err := opened.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
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
	got := receiver.Named(t, "PRAGMA")
	if attributes := tracingtest.Attributes(got.GetAttributes()); attributes["db.system.name"] != "sqlite" {
		t.Errorf("got %v", attributes)
	}
	if above := receiver.Named(t, "GET"); string(got.GetParentSpanId()) != string(above.GetSpanId()) {
		t.Errorf("got %v", got)
	}
}
