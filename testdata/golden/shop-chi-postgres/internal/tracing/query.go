package tracing

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// StartQuery begins the span of a statement that a recorded request sends to a database
// system; of no other. The text must hold no value of anyone's. EndQuery ends it, and
// must be given the context that is returned.
func StartQuery(ctx context.Context, system, text string) context.Context {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx
	}
	operation, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	operation = strings.ToUpper(operation)
	ctx, _ = parent.TracerProvider().Tracer(scopeName).Start(ctx, operation,
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(
			attribute.String("db.system.name", system),
			attribute.String("db.operation.name", operation),
			attribute.String("db.query.text", text),
		))
	return ctx
}

// EndQuery ends the span that StartQuery began, if it did. Of an error, it tells the type
// alone: the text may hold values.
func EndQuery(ctx context.Context, err error) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	if err != nil {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", fmt.Sprintf("%T", err)))
	}
	span.End()
}
