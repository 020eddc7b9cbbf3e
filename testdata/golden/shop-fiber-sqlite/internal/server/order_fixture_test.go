package server_test

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/order"
	"example.com/shop/internal/sample"
)

func orderFixture() fixtureKind {
	return fixtureKind{
		collection: "/v1/orders",
		body: func(s *testService, n int) map[string]any {
			return map[string]any{
				"number":    sample.Text(n, 255),
				"status":    sample.OneOf(n, "new", "paid"),
				"count":     sample.Number[int32](n, 1, 99),
				"placed_at": sample.Time(n),
				"buyer_id":  s.anyID("/v1/customers"),
			}
		},
		unique:     []string{"number"},
		references: []string{"buyer_id", "gift_for_id"},
	}
}

// failingOrders are orders whose repository fails.
type failingOrders struct {
	fail func(context.Context) error
}

func (f failingOrders) Create(ctx context.Context, _ order.Order) error { return f.fail(ctx) }

func (f failingOrders) Get(ctx context.Context, _ uuid.UUID) (none order.Order, err error) {
	return none, f.fail(ctx)
}

func (f failingOrders) List(ctx context.Context, _ uuid.UUID, _ int) ([]order.Order, error) {
	return nil, f.fail(ctx)
}

func (f failingOrders) Update(ctx context.Context, _ uuid.UUID, _ func(*order.Order) error) (none order.Order, err error) {
	return none, f.fail(ctx)
}

func (f failingOrders) Delete(ctx context.Context, _ uuid.UUID, _ func(order.Order) error) error {
	return f.fail(ctx)
}
