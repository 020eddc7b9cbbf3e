package server

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/tracing"
)

// startSpan begins the span of a request, to be ended by the caller, and returns the
// context that has it.
func (s *Server) startSpan(ctx context.Context, r tracing.Request) (context.Context, trace.Span) {
	ctx, span := s.tracer.Start(ctx, r)
	return httpapi.WithTraceID(ctx, span.SpanContext().TraceID().String()), span
}
