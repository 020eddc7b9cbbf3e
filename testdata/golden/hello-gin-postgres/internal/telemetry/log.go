// Package telemetry is how the service reports on itself: its log, its metrics, and the
// listener for operators.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"example.com/hello/internal/config"
)

// NewLogger returns a logger that writes JSON, or text to a terminal. It adds the request
// ID and the trace ID to every line that is logged with the context of a request.
func NewLogger(w io.Writer, cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "text" || cfg.LogFormat == "auto" && isTerminal(w) {
		return slog.New(requestHandler{slog.NewTextHandler(w, options)})
	}
	return slog.New(requestHandler{slog.NewJSONHandler(w, options)})
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

type requestIDKey struct{}

// WithRequestID returns a context for a request with this ID.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the ID of the request that the context belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// requestHandler adds the request ID and the trace ID from the context.
type requestHandler struct{ slog.Handler }

func (h requestHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestID(ctx); id != "" {
		record.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.String("trace_id", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs)}
}

// Request has the data that is reported about a request after its response.
type Request struct {
	Method string
	Route  string // the pattern that matched; empty if none did
	Status int
	Bytes  int // of the response's body
	Start  time.Time
	Client string
}

// Done logs the request, probes only at the level DEBUG.
func (r Request) Done(ctx context.Context, log *slog.Logger) {
	duration := time.Since(r.Start)
	level := slog.LevelInfo
	if r.Route == "/healthz" || r.Route == "/readyz" {
		level = slog.LevelDebug
	}
	if span := trace.SpanFromContext(ctx); r.Route != "" && span.IsRecording() {
		span.SetName(r.Method + " " + r.Route)
		span.SetAttributes(semconv.HTTPRoute(r.Route))
	}
	log.Log(ctx, level, "request", "method", r.Method, "route", r.Route, "status", r.Status, "bytes", r.Bytes,
		"duration_ms", float64(duration.Microseconds())/1000, "client", r.Client)
}
