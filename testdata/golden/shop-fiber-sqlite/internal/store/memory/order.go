package memory

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/order"
)

// orders is an order.Repository. The table implements all methods but List.
type orders struct {
	table[order.Order, *order.Order]
}

func newOrders(s *Store, inTx bool) orders {
	return orders{table[order.Order, *order.Order]{
		store: s,
		inTx:  inTx,
		rows:  func(all *tables) map[uuid.UUID]order.Order { return all.orders },
		check: checkOrder,
	}}
}

func checkOrder(all *tables, item order.Order) error {
	for _, other := range all.orders {
		if other.ID != item.ID && other.Number == item.Number {
			return apperr.ConflictError{Field: "number", Detail: "is taken"}
		}
	}
	if !exists(all.customers, item.BuyerID) {
		return apperr.ConflictError{Field: "buyer_id", Detail: "doesn't exist"}
	}
	if item.GiftForID != nil && !exists(all.customers, *item.GiftForID) {
		return apperr.ConflictError{Field: "gift_for_id", Detail: "doesn't exist"}
	}
	return nil
}

// ordersReferTo reports whether any order refers to the ID.
func ordersReferTo(id uuid.UUID, rows map[uuid.UUID]order.Order) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(rows)), func(item order.Order) bool {
		return item.BuyerID == id || item.GiftForID != nil && *item.GiftForID == id
	})
}

func (r orders) List(ctx context.Context, filter order.Filter, query entity.Query) (entity.Page[order.Order], error) {
	return r.list(ctx, query, func(item order.Order) bool {
		return matches(filter.Number, &item.Number) &&
			matches(filter.Status, &item.Status) &&
			(filter.PlacedAt == nil || item.PlacedAt.Equal(*filter.PlacedAt)) &&
			matches(filter.BuyerID, &item.BuyerID) &&
			matches(filter.GiftForID, item.GiftForID)
	})
}
