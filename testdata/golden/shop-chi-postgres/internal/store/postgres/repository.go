package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/store"
)

// repositories returns all repositories for the same database.
func repositories(db database) store.Repositories {
	return store.Repositories{
		Products: newProducts(db),
		Reviews:  newReviews(db),
	}
}

// database runs statements, either each call in a separate transaction or all calls in
// the same one.
type database interface {
	read(ctx context.Context, fn func(context.Context, querier) error) error
	write(ctx context.Context, fn func(context.Context, querier) error) error
}

// querier is a pool of connections or a transaction.
type querier interface {
	Exec(ctx context.Context, query string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, query string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// inTx is a database whose calls are all part of one transaction.
type inTx struct{ tx pgx.Tx }

func (t inTx) read(ctx context.Context, fn func(context.Context, querier) error) error {
	return bounded(ctx, func(ctx context.Context) error { return fn(ctx, t.tx) })
}

// write uses a savepoint, so that the transaction can go on after a conflict.
func (t inTx) write(ctx context.Context, fn func(context.Context, querier) error) error {
	return bounded(ctx, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, t.tx, func(tx pgx.Tx) error { return fn(ctx, tx) })
	})
}

// table has the statements that all resources share.
type table[T any, P entity.Pointer[T]] struct {
	db      database
	name    string
	columns string
	values  func(*T) []any // pointers to the values of the columns
}

func (t table[T, P]) Create(ctx context.Context, item T) error {
	return t.db.write(ctx, func(ctx context.Context, tx querier) error {
		values, err := arguments(t.values(&item))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO "+t.name+" ("+t.columns+") VALUES ("+placeholders(values)+")", values...)
		return err
	})
}

func (t table[T, P]) Get(ctx context.Context, id uuid.UUID) (item T, err error) {
	err = t.db.read(ctx, func(ctx context.Context, db querier) error {
		item, err = t.get(ctx, db, id, "")
		return err
	})
	return item, err
}

// get returns the item with the ID. The lock is "FOR UPDATE" or "".
func (t table[T, P]) get(ctx context.Context, db querier, id uuid.UUID, lock string) (item T, err error) {
	err = db.QueryRow(ctx, "SELECT "+t.columns+" FROM "+t.name+` WHERE "id" = $1 `+lock, id).Scan(t.values(&item)...)
	if errors.Is(err, pgx.ErrNoRows) {
		err = apperr.NotFoundError{ID: id}
	}
	return item, err
}

// getVersion locks and returns the item if its version is allowed.
func (t table[T, P]) getVersion(ctx context.Context, db querier, id uuid.UUID, versions entity.Versions) (T, error) {
	item, err := t.get(ctx, db, id, "FOR UPDATE")
	if err == nil && !versions.Allow(P(&item).Metadata().Version) {
		err = apperr.StaleError{}
	}
	return item, err
}

func (t table[T, P]) Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*T) error) (item T, err error) {
	err = t.db.write(ctx, func(ctx context.Context, tx querier) error {
		stored, err := t.getVersion(ctx, tx, id, versions)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); errors.Is(err, entity.ErrUnchanged) {
			item = stored
			return nil
		} else if err != nil {
			return err
		}
		P(&item).Metadata().Version++
		values, err := arguments(t.values(&item))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE "+t.name+" SET ("+t.columns+") = ROW("+placeholders(values)+`) WHERE "id" = $1`, values...)
		return err
	})
	return item, err
}

func (t table[T, P]) Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error {
	return t.db.write(ctx, func(ctx context.Context, tx querier) error {
		if _, err := t.getVersion(ctx, tx, id, versions); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM "+t.name+` WHERE "id" = $1`, id)
		if failure, ok := errors.AsType[*pgconn.PgError](err); ok && failure.Code == foreignKeyViolation {
			return apperr.ConflictError{Detail: "is still referenced"}
		}
		return err
	})
}

// list returns the page of the rows that meet the conditions.
func (t table[T, P]) list(ctx context.Context, where conditions, query entity.Query) (page entity.Page[T], err error) {
	order := `"id"`
	if query.Descending {
		order = `"id" DESC`
	}
	switch {
	case query.After == uuid.Nil:
	case query.Descending:
		add(&where, `"id" < $%d`, &query.After)
	default:
		add(&where, `"id" > $%d`, &query.After)
	}
	statement := fmt.Sprintf("SELECT %s FROM %s%s ORDER BY %s LIMIT %d", t.columns, t.name, where.sql(), order, query.Limit+1)
	err = t.db.read(ctx, func(ctx context.Context, db querier) error {
		rows, err := db.Query(ctx, statement, where.args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var item T
			if err := rows.Scan(t.values(&item)...); err != nil {
				return err
			}
			if !page.Add(item, query.Limit) {
				break
			}
		}
		return rows.Err()
	})
	return page, err
}

// conditions are joined by AND.
type conditions struct {
	terms []string
	args  []any
}

// add adds a condition with a value, for the placeholder $%d in the term, unless it is nil.
func add[T any](c *conditions, term string, value *T) {
	if value != nil {
		c.args = append(c.args, *value)
		c.terms = append(c.terms, fmt.Sprintf(term, len(c.args)))
	}
}

func (c conditions) sql() string {
	if len(c.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.terms, " AND ")
}

func placeholders(values []any) string {
	all := make([]string, len(values))
	for i := range all {
		all[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(all, ", ")
}

// arguments returns the values of the pointers. pgx panics if an optional one is nil
// and of a type with a method Value.
func arguments(pointers []any) ([]any, error) {
	values := make([]any, len(pointers))
	for i, pointer := range pointers {
		value, err := driver.DefaultParameterConverter.ConvertValue(pointer)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}
