package sqlite

import (
	"context"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/order"
)

// orderColumns lists the columns of the table, in the order of orderRow.
const orderColumns = `"id", "version", "number", "status", "count", "placed_at", "buyer_id", "gift_for_id", "created_at", "updated_at"`

func orderRow(item *order.Order) []any {
	return []any{&item.ID, &item.Version, &item.Number, &item.Status, &item.Count, &item.PlacedAt, &item.BuyerID, &item.GiftForID, &item.CreatedAt, &item.UpdatedAt}
}

// orders is an order.Repository. The table implements all methods but List.
type orders struct {
	table[order.Order, *order.Order]
}

func newOrders(db database) orders {
	return orders{table[order.Order, *order.Order]{db: db, name: `"orders"`, columns: orderColumns, values: orderRow}}
}

func (r orders) List(ctx context.Context, filter order.Filter, query entity.Query) (entity.Page[order.Order], error) {
	var where conditions
	add(&where, `"number" = ?`, filter.Number)
	add(&where, `"status" = ?`, filter.Status)
	add(&where, `"placed_at" = ?`, filter.PlacedAt)
	add(&where, `"buyer_id" = ?`, filter.BuyerID)
	add(&where, `"gift_for_id" = ?`, filter.GiftForID)
	return r.list(ctx, where, query)
}
