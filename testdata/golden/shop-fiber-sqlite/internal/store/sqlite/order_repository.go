package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/optional"
	"example.com/shop/internal/order"
)

// The columns are in the order of orderPlaces.
const (
	insertOrder = `INSERT INTO "orders" ("id", "number", "status", "count", "placed_at", "buyer_id", "gift_for_id", "created_at", "updated_at") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`
	selectOrder = `SELECT "id", "number", "status", "count", "placed_at", "buyer_id", "gift_for_id", "created_at", "updated_at" FROM "orders" WHERE "id" = ?1`
	listOrder   = `SELECT "id", "number", "status", "count", "placed_at", "buyer_id", "gift_for_id", "created_at", "updated_at" FROM "orders" WHERE "id" > ?1 ORDER BY "id" LIMIT ?2`
	updateOrder = `UPDATE "orders" SET "number" = ?2, "status" = ?3, "count" = ?4, "placed_at" = ?5, "buyer_id" = ?6, "gift_for_id" = ?7, "updated_at" = ?9 WHERE "id" = ?1`
	deleteOrder = `DELETE FROM "orders" WHERE "id" = ?1`

	orderNumberTaken = `SELECT EXISTS (SELECT 1 FROM "orders" WHERE "number" = ?1 AND "id" <> ?2)`

	orderBuyerIDMissing   = `SELECT ?1 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "customers" WHERE "id" = ?1)`
	orderGiftForIDMissing = `SELECT ?1 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "customers" WHERE "id" = ?1)`
)

// orderRepository implements order.Repository.
type orderRepository struct {
	work unitOfWork
}

// orderPlaces returns where the columns of an order come from and go to.
func orderPlaces(item *order.Order) []any {
	return []any{
		&item.ID,
		&item.Number,
		&item.Status,
		&item.Count,
		placeOf(&item.PlacedAt),
		&item.BuyerID,
		&item.GiftForID,
		placeOf(&item.CreatedAt),
		placeOf(&item.UpdatedAt),
	}
}

func (r orderRepository) Create(ctx context.Context, item order.Order) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		return putOrder(ctx, q, insertOrder, item)
	})
}

func (r orderRepository) Get(ctx context.Context, id uuid.UUID) (order.Order, error) {
	var item order.Order
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		item, err = getOrder(ctx, q, id)
		return err
	})
	return item, err
}

func (r orderRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]order.Order, error) {
	var items []order.Order
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		items, err = queryAll(ctx, q, orderPlaces, listOrder, after, limit)
		return err
	})
	return items, err
}

func (r orderRepository) Update(ctx context.Context, id uuid.UUID, change func(item *order.Order) error) (order.Order, error) {
	var item order.Order
	err := r.work.write(ctx, func(ctx context.Context, q querier) error {
		stored, err := getOrder(ctx, q, id)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, stored.CreatedAt
		return putOrder(ctx, q, updateOrder, item)
	})
	if err != nil {
		return order.Order{}, err
	}
	return item, nil
}

func (r orderRepository) Delete(ctx context.Context, id uuid.UUID, check func(item order.Order) error) error {
	return r.work.write(ctx, func(ctx context.Context, q querier) error {
		item, err := getOrder(ctx, q, id)
		if err != nil {
			return err
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		return attempt(ctx, q, deleteOrder, []any{id})
	})
}

func getOrder(ctx context.Context, q querier, id uuid.UUID) (order.Order, error) {
	var item order.Order
	err := q.QueryRowContext(ctx, selectOrder, id).Scan(orderPlaces(&item)...)
	if errors.Is(err, sql.ErrNoRows) {
		return order.Order{}, order.NotFoundError{ID: id}
	}
	return item, err
}

// putOrder runs a statement that stores an order.
func putOrder(ctx context.Context, q querier, statement string, item order.Order) error {
	return attempt(ctx, q, statement, orderPlaces(&item),
		suspicion{orderNumberTaken, []any{&item.Number, item.ID}, order.DuplicateError{Field: "number", Value: item.Number}},
		suspicion{orderBuyerIDMissing, []any{&item.BuyerID}, order.ReferenceError{Field: "buyer_id", ID: item.BuyerID}},
		suspicion{orderGiftForIDMissing, []any{&item.GiftForID}, order.ReferenceError{Field: "gift_for_id", ID: optional.Value(item.GiftForID)}},
	)
}
