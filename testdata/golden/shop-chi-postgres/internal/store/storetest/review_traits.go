package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/review"
	"example.com/shop/internal/sample"
	"example.com/shop/internal/store"
)

// newReview returns a review that isn't stored.
func (s *samples) newReview(t *testing.T) review.Review {
	t.Helper()
	n := s.next()
	return review.Review{
		ID: newID(t),
		Fields: review.Fields{
			ProductID: s.storedProduct(t),
			Stars:     sample.Number[int32](n, 1, 5),
			Text:      sample.Text(n, 65536),
			Contact:   new(sample.Email(n)),
		},
		CreatedAt: sample.Time(n),
		UpdatedAt: sample.Time(n),
	}
}

// reviewTraits is what the tests must know of reviews.
var reviewTraits = traits[review.Review]{
	repository: func(r store.Repositories) repository[review.Review] { return r.Reviews },
	sample:     func(t *testing.T, s *samples) review.Review { t.Helper(); return s.newReview(t) },
	id:         func(item *review.Review) *uuid.UUID { return &item.ID },
	updatedAt:  func(item *review.Review) *time.Time { return &item.UpdatedAt },
	notFound:   func(id uuid.UUID) error { return review.NotFoundError{ID: id} },
	edges: slices.Concat(
		edges(sample.Numbers(), func(item *review.Review, value int32) { item.Stars = value }),
		edges(sample.Texts(), func(item *review.Review, value string) { item.Text = value }),
		edges(sample.Emails(), func(item *review.Review, value string) { item.Contact = &value }),
		edges([]*string{nil}, func(item *review.Review, value *string) { item.Contact = value }),
	),
	references: []referenceField[review.Review]{
		{
			field:  "product_id",
			target: func(t *testing.T, s *samples) uuid.UUID { t.Helper(); return s.storedProduct(t) },
			remove: func(ctx context.Context, r store.Repositories, id uuid.UUID) error {
				return r.Products.Delete(ctx, id, nil)
			},
			set: func(item *review.Review, id uuid.UUID) { item.ProductID = id },
		},
	},
}
