package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
)

// The columns are in the order of customerPlaces.
const (
	insertCustomer = `INSERT INTO "customers" ("id", "name", "email", "bio", "vip", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	selectCustomer = `SELECT "id", "name", "email", "bio", "vip", "created_at", "updated_at" FROM "customers" WHERE "id" = ?1`
	listCustomer   = `SELECT "id", "name", "email", "bio", "vip", "created_at", "updated_at" FROM "customers" WHERE "id" > ?1 ORDER BY "id" LIMIT ?2`
	updateCustomer = `UPDATE "customers" SET "name" = ?2, "email" = ?3, "bio" = ?4, "vip" = ?5, "updated_at" = ?7 WHERE "id" = ?1`
	deleteCustomer = `DELETE FROM "customers" WHERE "id" = ?1`

	customerEmailTaken = `SELECT EXISTS (SELECT 1 FROM "customers" WHERE "email" = ?1 AND "id" <> ?2)`

	customerIsOrderBuyerID   = `SELECT EXISTS (SELECT 1 FROM "orders" WHERE "buyer_id" = ?1)`
	customerIsOrderGiftForID = `SELECT EXISTS (SELECT 1 FROM "orders" WHERE "gift_for_id" = ?1)`
)

// customerRepository implements customer.Repository.
type customerRepository struct {
	work unitOfWork
}

// customerPlaces returns where the columns of a customer come from and go to.
func customerPlaces(item *customer.Customer) []any {
	return []any{
		&item.ID,
		&item.Name,
		&item.Email,
		&item.Bio,
		&item.Vip,
		placeOf(&item.CreatedAt),
		placeOf(&item.UpdatedAt),
	}
}

func (r customerRepository) Create(ctx context.Context, item customer.Customer) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		return putCustomer(ctx, q, insertCustomer, item)
	})
}

func (r customerRepository) Get(ctx context.Context, id uuid.UUID) (customer.Customer, error) {
	var item customer.Customer
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		item, err = getCustomer(ctx, q, id)
		return err
	})
	return item, err
}

func (r customerRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]customer.Customer, error) {
	var items []customer.Customer
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		items, err = queryAll(ctx, q, customerPlaces, listCustomer, after, limit)
		return err
	})
	return items, err
}

func (r customerRepository) Update(ctx context.Context, id uuid.UUID, change func(item *customer.Customer) error) (customer.Customer, error) {
	var item customer.Customer
	err := r.work.write(ctx, func(ctx context.Context, q querier) error {
		stored, err := getCustomer(ctx, q, id)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, stored.CreatedAt
		return putCustomer(ctx, q, updateCustomer, item)
	})
	if err != nil {
		return customer.Customer{}, err
	}
	return item, nil
}

func (r customerRepository) Delete(ctx context.Context, id uuid.UUID, check func(item customer.Customer) error) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		item, err := getCustomer(ctx, q, id)
		if err != nil {
			return err
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		return attempt(ctx, q, deleteCustomer, []any{id},
			suspicion{customerIsOrderBuyerID, []any{id}, customer.InUseError{ID: id, By: "orders", Field: "buyer_id"}},
			suspicion{customerIsOrderGiftForID, []any{id}, customer.InUseError{ID: id, By: "orders", Field: "gift_for_id"}},
		)
	})
}

func getCustomer(ctx context.Context, q querier, id uuid.UUID) (customer.Customer, error) {
	var item customer.Customer
	err := q.QueryRowContext(ctx, selectCustomer, id).Scan(customerPlaces(&item)...)
	if errors.Is(err, sql.ErrNoRows) {
		return customer.Customer{}, customer.NotFoundError{ID: id}
	}
	return item, err
}

// putCustomer runs a statement that stores a customer.
func putCustomer(ctx context.Context, q querier, statement string, item customer.Customer) error {
	return attempt(ctx, q, statement, customerPlaces(&item),
		suspicion{customerEmailTaken, []any{&item.Email, item.ID}, customer.DuplicateError{Field: "email", Value: item.Email}},
	)
}
