package storetest

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/review"
	"example.com/shop/internal/store"
)

// ReviewFields returns valid fields that don't conflict with others. It stores what
// they refer to.
func ReviewFields(t *testing.T, r store.Repositories) review.Fields {
	t.Helper()
	n := next()
	return review.Fields{
		ProductID: createProduct(t, r),
		Stars:     between[int32](n, 1, 5),
		Text:      fmt.Sprintf("Text %d", n),
		Contact:   new(fmt.Sprintf("someone%d@example.com", n)),
	}
}

var reviews = resource[review.Review, review.Filter]{
	repository: func(r store.Repositories) repository[review.Review, review.Filter] { return r.Reviews },
	sample: func(t *testing.T, r store.Repositories) review.Review {
		t.Helper()
		return review.Review{Meta: entity.New(), Fields: ReviewFields(t, r)}
	},
	filters: func(item review.Review) []review.Filter {
		return []review.Filter{
			{ProductID: &item.ProductID},
		}
	},
	references: map[string]reference[review.Review]{
		"product_id": {func(item *review.Review, id uuid.UUID) { item.ProductID = id }, createProduct, deleteProduct},
	},
	clear: func(item *review.Review) {
		item.Contact = nil
	},
}
