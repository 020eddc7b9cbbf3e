package server_test

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/sample"
)

func customerFixture() fixtureKind {
	return fixtureKind{
		collection: "/v1/customers",
		body: func(_ *testService, n int) map[string]any {
			return map[string]any{
				"name":  sample.Text(n, 255),
				"email": sample.Email(n),
				"bio":   sample.Text(n, 65536),
				"vip":   sample.Bool(n),
			}
		},
		unique: []string{"email"},
		referrers: []resourceReferrer{
			{collection: "/v1/orders", member: "buyer_id"},
			{collection: "/v1/orders", member: "gift_for_id"},
		},
	}
}

// failingCustomers are customers whose repository fails.
type failingCustomers struct {
	fail func(context.Context) error
}

func (f failingCustomers) Create(ctx context.Context, _ customer.Customer) error { return f.fail(ctx) }

func (f failingCustomers) Get(ctx context.Context, _ uuid.UUID) (none customer.Customer, err error) {
	return none, f.fail(ctx)
}

func (f failingCustomers) List(ctx context.Context, _ uuid.UUID, _ int) ([]customer.Customer, error) {
	return nil, f.fail(ctx)
}

func (f failingCustomers) Update(ctx context.Context, _ uuid.UUID, _ func(*customer.Customer) error) (none customer.Customer, err error) {
	return none, f.fail(ctx)
}

func (f failingCustomers) Delete(ctx context.Context, _ uuid.UUID, _ func(customer.Customer) error) error {
	return f.fail(ctx)
}
