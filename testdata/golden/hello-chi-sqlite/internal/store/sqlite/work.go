package sqlite

import (
	"context"
	"database/sql"

	"example.com/hello/internal/store"
)

// unitOfWork is what a repository works in: the store, or one transaction.
type unitOfWork interface {
	read(ctx context.Context, do func(context.Context, querier) error) error
	write(ctx context.Context, do func(context.Context, querier) error) error
}

// querier runs statements.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// txWork is a transaction.
type txWork struct {
	querier querier
}

func (t txWork) read(ctx context.Context, do func(context.Context, querier) error) error {
	return t.write(ctx, do)
}

func (t txWork) write(ctx context.Context, do func(context.Context, querier) error) error {
	return translate(ctx, do(ctx, t.querier))
}

// repositoriesOf returns the repositories that work in a unit of work.
func repositoriesOf(work unitOfWork) store.Repositories {
	return store.Repositories{
		Users: userRepository{work},
	}
}

// queryAll returns one T for each row that a query finds; places returns where the
// columns of a row go.
func queryAll[T any](ctx context.Context, q querier, places func(*T) []any, query string, args ...any) (_ []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	items := []T{}
	for rows.Next() {
		var item T
		if err := rows.Scan(places(&item)...); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, rows.Err()
}
