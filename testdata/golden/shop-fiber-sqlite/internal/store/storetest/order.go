package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/order"
	"example.com/shop/internal/store"
)

// OrderFields returns valid fields that don't conflict with others. It stores what
// they refer to.
func OrderFields(t *testing.T, r store.Repositories) order.Fields {
	t.Helper()
	n := next()
	return order.Fields{
		Number:    fmt.Sprintf("Number %d", n),
		Status:    []order.Status{order.StatusNew, order.StatusPaid}[n%2],
		Count:     between[int32](n, 1, 99),
		PlacedAt:  time.Date(2026, 1, 1, 0, 0, int(n), 1000, time.UTC),
		BuyerID:   createCustomer(t, r),
		GiftForID: new(createCustomer(t, r)),
	}
}

var orders = resource[order.Order, order.Filter]{
	repository: func(r store.Repositories) repository[order.Order, order.Filter] { return r.Orders },
	sample: func(t *testing.T, r store.Repositories) order.Order {
		t.Helper()
		return order.Order{Meta: entity.New(), Fields: OrderFields(t, r)}
	},
	conflicts: map[string]func(*order.Order, order.Order){
		"number": func(item *order.Order, other order.Order) { item.Number = other.Number },
	},
	filters: func(item order.Order) []order.Filter {
		return []order.Filter{
			{Number: &item.Number},
			{Status: &item.Status},
			{PlacedAt: &item.PlacedAt},
			{BuyerID: &item.BuyerID},
			{GiftForID: item.GiftForID},
		}
	},
	references: map[string]reference[order.Order]{
		"buyer_id":    {func(item *order.Order, id uuid.UUID) { item.BuyerID = id }, createCustomer, deleteCustomer},
		"gift_for_id": {func(item *order.Order, id uuid.UUID) { item.GiftForID = &id }, createCustomer, deleteCustomer},
	},
	clear: func(item *order.Order) {
		item.GiftForID = nil
	},
}
