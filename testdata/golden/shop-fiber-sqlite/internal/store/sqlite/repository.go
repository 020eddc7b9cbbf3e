package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/store"
)

// repositories returns all repositories for the same database.
func repositories(db database) store.Repositories {
	return store.Repositories{
		Customers: newCustomers(db),
		Orders:    newOrders(db),
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
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// inTx is a database whose calls are all part of one transaction.
type inTx struct{ tx querier }

func (t inTx) read(ctx context.Context, fn func(context.Context, querier) error) error {
	return translate(ctx, fn(ctx, t.tx))
}

func (t inTx) write(ctx context.Context, fn func(context.Context, querier) error) error {
	return t.read(ctx, fn)
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
		values := t.values(&item)
		_, err := tx.ExecContext(ctx, "INSERT INTO "+t.name+" ("+t.columns+") VALUES ("+placeholders(values)+")", values...)
		return err
	})
}

func (t table[T, P]) Get(ctx context.Context, id uuid.UUID) (item T, err error) {
	err = t.db.read(ctx, func(ctx context.Context, db querier) error {
		item, err = t.get(ctx, db, id)
		return err
	})
	return item, err
}

func (t table[T, P]) get(ctx context.Context, db querier, id uuid.UUID) (item T, err error) {
	err = db.QueryRowContext(ctx, "SELECT "+t.columns+" FROM "+t.name+` WHERE "id" = ?`, id).Scan(t.values(&item)...)
	if errors.Is(err, sql.ErrNoRows) {
		err = apperr.NotFoundError{ID: id}
	}
	return item, err
}

// getVersion returns the item if its version is allowed.
func (t table[T, P]) getVersion(ctx context.Context, db querier, id uuid.UUID, versions entity.Versions) (T, error) {
	item, err := t.get(ctx, db, id)
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
		values := t.values(&item)
		_, err = tx.ExecContext(ctx, "UPDATE "+t.name+" SET ("+t.columns+") = ("+placeholders(values)+`) WHERE "id" = ?`, append(values, id)...)
		return err
	})
	return item, err
}

func (t table[T, P]) Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error {
	return t.db.write(ctx, func(ctx context.Context, tx querier) error {
		if _, err := t.getVersion(ctx, tx, id, versions); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM "+t.name+` WHERE "id" = ?`, id)
		if violatesForeignKey(err) {
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
		add(&where, `"id" < ?`, &query.After)
	default:
		add(&where, `"id" > ?`, &query.After)
	}
	statement := "SELECT " + t.columns + " FROM " + t.name + where.sql() + " ORDER BY " + order + " LIMIT ?"
	err = t.db.read(ctx, func(ctx context.Context, db querier) error {
		rows, err := db.QueryContext(ctx, statement, append(where.args, query.Limit+1)...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
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

// add adds a condition with a value, unless it is nil.
func add[T any](c *conditions, term string, value *T) {
	if value != nil {
		c.terms = append(c.terms, term)
		c.args = append(c.args, *value)
	}
}

func (c conditions) sql() string {
	if len(c.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.terms, " AND ")
}

func placeholders(values []any) string {
	return strings.Join(slices.Repeat([]string{"?"}, len(values)), ", ")
}
