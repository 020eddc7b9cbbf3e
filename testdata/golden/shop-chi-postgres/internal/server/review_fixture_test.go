package server_test

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/review"
	"example.com/shop/internal/sample"
)

func reviewFixture() fixtureKind {
	return fixtureKind{
		collection: "/v1/reviews",
		body: func(s *testService, n int) map[string]any {
			return map[string]any{
				"product_id": s.anyID("/v1/products"),
				"stars":      sample.Number[int32](n, 1, 5),
				"text":       sample.Text(n, 65536),
				"contact":    sample.Email(n),
			}
		},
		references: []string{"product_id"},
	}
}

// failingReviews are reviews whose repository fails.
type failingReviews struct {
	fail func(context.Context) error
}

func (f failingReviews) Create(ctx context.Context, _ review.Review) error { return f.fail(ctx) }

func (f failingReviews) Get(ctx context.Context, _ uuid.UUID) (none review.Review, err error) {
	return none, f.fail(ctx)
}

func (f failingReviews) List(ctx context.Context, _ uuid.UUID, _ int) ([]review.Review, error) {
	return nil, f.fail(ctx)
}

func (f failingReviews) Update(ctx context.Context, _ uuid.UUID, _ func(*review.Review) error) (none review.Review, err error) {
	return none, f.fail(ctx)
}

func (f failingReviews) Delete(ctx context.Context, _ uuid.UUID, _ func(review.Review) error) error {
	return f.fail(ctx)
}
