package memory

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/review"
)

// reviews is a review.Repository. The table implements all methods but List.
type reviews struct {
	table[review.Review, *review.Review]
}

func newReviews(s *Store, inTx bool) reviews {
	return reviews{table[review.Review, *review.Review]{
		store: s,
		inTx:  inTx,
		rows:  func(all *tables) map[uuid.UUID]review.Review { return all.reviews },
		check: checkReview,
	}}
}

func checkReview(all *tables, item review.Review) error {
	if !exists(all.products, item.ProductID) {
		return apperr.ConflictError{Field: "product_id", Detail: "doesn't exist"}
	}
	return nil
}

// reviewsReferTo reports whether any review refers to the ID.
func reviewsReferTo(id uuid.UUID, rows map[uuid.UUID]review.Review) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(rows)), func(item review.Review) bool {
		return item.ProductID == id
	})
}

func (r reviews) List(ctx context.Context, filter review.Filter, query entity.Query) (entity.Page[review.Review], error) {
	return r.list(ctx, query, func(item review.Review) bool {
		return matches(filter.ProductID, &item.ProductID)
	})
}
