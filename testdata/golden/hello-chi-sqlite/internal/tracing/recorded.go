package tracing

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// Recorded reports whether the context is that of a request whose span is recorded.
func Recorded(ctx context.Context) bool { return trace.SpanFromContext(ctx).IsRecording() }
