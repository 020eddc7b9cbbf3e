package httpapi

import "context"

// WithTraceID returns a context of a request that belongs to a trace.
func WithTraceID(ctx context.Context, id string) context.Context {
	found := identityOf(ctx)
	found.traceID = id
	return context.WithValue(ctx, identityKey{}, found)
}
