package postgres

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.com/shop/internal/store"
)

// unitOfWork is what a repository works in: the store, or one transaction.
type unitOfWork interface {
	read(ctx context.Context, do func(context.Context, querier) error) error
	write(ctx context.Context, do func(context.Context, pgx.Tx) error) error
}

// querier runs statements.
type querier interface {
	Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// txWork is a transaction.
type txWork struct {
	tx pgx.Tx
}

func (t txWork) read(ctx context.Context, do func(context.Context, querier) error) error {
	return patiently(ctx, t.tx.Conn(), func(ctx context.Context) error { return do(ctx, t.tx) })
}

func (t txWork) write(ctx context.Context, do func(context.Context, pgx.Tx) error) error {
	return patiently(ctx, t.tx.Conn(), func(ctx context.Context) error { return do(ctx, t.tx) })
}

// repositoriesOf returns the repositories that work in a unit of work.
func repositoriesOf(work unitOfWork) store.Repositories {
	return store.Repositories{
		Products: productRepository{work},
		Reviews:  reviewRepository{work},
	}
}

// valuesAt returns what is at the places.
func valuesAt(places []any) []any {
	values := make([]any, len(places))
	for i, place := range places {
		values[i] = reflect.ValueOf(place).Elem().Interface()
	}
	return values
}

// queryAll returns one T for each row that a query finds; places returns where the
// columns of a row go.
func queryAll[T any](ctx context.Context, q querier, places func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (T, error) {
		var item T
		err := row.Scan(places(&item)...)
		return item, err
	})
}
