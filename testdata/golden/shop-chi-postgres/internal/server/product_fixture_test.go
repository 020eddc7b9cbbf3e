package server_test

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/product"
	"example.com/shop/internal/sample"
)

func productFixture() fixtureKind {
	return fixtureKind{
		collection: "/v1/products",
		body: func(_ *testService, n int) map[string]any {
			return map[string]any{
				"title":    sample.Text(n, 80),
				"sku":      sample.Text(n, 255),
				"page":     sample.URL(n),
				"stock":    sample.Number[int64](n, -9223372036854775808, 9223372036854775807),
				"weight":   sample.Float(n, -1.7976931348623157e+308, 1.7976931348623157e+308),
				"price":    sample.Decimal(n, 10, 2),
				"batch":    sample.UUID(n),
				"launched": sample.Date(n),
				"traits":   sample.JSON(n),
			}
		},
		unique: []string{"sku"},
		referrers: []resourceReferrer{
			{collection: "/v1/reviews", member: "product_id"},
		},
	}
}

// failingProducts are products whose repository fails.
type failingProducts struct {
	fail func(context.Context) error
}

func (f failingProducts) Create(ctx context.Context, _ product.Product) error { return f.fail(ctx) }

func (f failingProducts) Get(ctx context.Context, _ uuid.UUID) (none product.Product, err error) {
	return none, f.fail(ctx)
}

func (f failingProducts) List(ctx context.Context, _ uuid.UUID, _ int) ([]product.Product, error) {
	return nil, f.fail(ctx)
}

func (f failingProducts) Update(ctx context.Context, _ uuid.UUID, _ func(*product.Product) error) (none product.Product, err error) {
	return none, f.fail(ctx)
}

func (f failingProducts) Delete(ctx context.Context, _ uuid.UUID, _ func(product.Product) error) error {
	return f.fail(ctx)
}
