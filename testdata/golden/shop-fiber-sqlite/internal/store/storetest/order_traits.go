package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/order"
	"example.com/shop/internal/sample"
	"example.com/shop/internal/store"
)

// newOrder returns an order that isn't stored.
func (s *samples) newOrder(t *testing.T) order.Order {
	t.Helper()
	n := s.next()
	return order.Order{
		ID: newID(t),
		Fields: order.Fields{
			Number:   sample.Text(n, 255),
			Status:   sample.OneOf(n, order.StatusNew, order.StatusPaid),
			Count:    sample.Number[int32](n, 1, 99),
			PlacedAt: sample.Time(n),
			BuyerID:  s.storedCustomer(t),
		},
		CreatedAt: sample.Time(n),
		UpdatedAt: sample.Time(n),
	}
}

// orderTraits is what the tests must know of orders.
var orderTraits = traits[order.Order]{
	repository: func(r store.Repositories) repository[order.Order] { return r.Orders },
	sample:     func(t *testing.T, s *samples) order.Order { t.Helper(); return s.newOrder(t) },
	id:         func(item *order.Order) *uuid.UUID { return &item.ID },
	updatedAt:  func(item *order.Order) *time.Time { return &item.UpdatedAt },
	notFound:   func(id uuid.UUID) error { return order.NotFoundError{ID: id} },
	edges: slices.Concat(
		edges(sample.Texts(), func(item *order.Order, value string) { item.Number = value }),
		edges([]order.Status{order.StatusNew, order.StatusPaid}, func(item *order.Order, value order.Status) { item.Status = value }),
		edges(sample.Numbers(), func(item *order.Order, value int32) { item.Count = value }),
		edges(sample.Times(), func(item *order.Order, value time.Time) { item.PlacedAt = value }),
		edges([]*uuid.UUID{nil}, func(item *order.Order, value *uuid.UUID) { item.GiftForID = value }),
	),
	uniques: []uniqueField[order.Order]{
		{field: "number", copy: func(to *order.Order, from order.Order) { to.Number = from.Number }},
	},
	references: []referenceField[order.Order]{
		{
			field:  "buyer_id",
			target: func(t *testing.T, s *samples) uuid.UUID { t.Helper(); return s.storedCustomer(t) },
			remove: func(ctx context.Context, r store.Repositories, id uuid.UUID) error {
				return r.Customers.Delete(ctx, id, nil)
			},
			set: func(item *order.Order, id uuid.UUID) { item.BuyerID = id },
		},
		{
			field:  "gift_for_id",
			target: func(t *testing.T, s *samples) uuid.UUID { t.Helper(); return s.storedCustomer(t) },
			remove: func(ctx context.Context, r store.Repositories, id uuid.UUID) error {
				return r.Customers.Delete(ctx, id, nil)
			},
			set: func(item *order.Order, id uuid.UUID) { item.GiftForID = &id },
		},
	},
}
