package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"example.com/hello/internal/tracing"
)

// systemName is SQLite's among OpenTelemetry's names.
const systemName = "sqlite"

// withSpans returns do with a span for each of its statements, where the context's request
// is recorded, and else do itself.
func withSpans(ctx context.Context, do func(context.Context, querier) error) func(context.Context, querier) error {
	if !tracing.Recorded(ctx) {
		return do
	}
	return func(ctx context.Context, q querier) error { return do(ctx, tracedQuerier{q}) }
}

type tracedQuerier struct {
	querier
}

func (t tracedQuerier) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = tracing.StartQuery(ctx, systemName, query)
	result, err := t.querier.ExecContext(ctx, query, args...)
	tracing.EndQuery(ctx, err)
	return result, err
}

func (t tracedQuerier) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = tracing.StartQuery(ctx, systemName, query)
	rows, err := t.querier.QueryContext(ctx, query, args...)
	tracing.EndQuery(ctx, err)
	return rows, err
}

func (t tracedQuerier) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = tracing.StartQuery(ctx, systemName, query)
	row := t.querier.QueryRowContext(ctx, query, args...)
	err := row.Err()
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	tracing.EndQuery(ctx, err)
	return row
}
