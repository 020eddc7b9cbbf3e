package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"example.com/hello/internal/tracing"
)

// queryTracer is a pgx.QueryTracer.
type queryTracer struct{}

// TraceQueryStart begins the span of a statement.
func (queryTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return tracing.StartQuery(ctx, "postgresql", data.SQL)
}

// TraceQueryEnd ends it.
func (queryTracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	tracing.EndQuery(ctx, data.Err)
}
