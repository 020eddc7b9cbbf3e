package postgres

import (
	"context"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/review"
)

// reviewColumns lists the columns of the table, in the order of reviewRow.
const reviewColumns = `"id", "version", "product_id", "stars", "text", "contact", "created_at", "updated_at"`

func reviewRow(item *review.Review) []any {
	return []any{&item.ID, &item.Version, &item.ProductID, &item.Stars, &item.Text, &item.Contact, &item.CreatedAt, &item.UpdatedAt}
}

// reviews is a review.Repository. The table implements all methods but List.
type reviews struct {
	table[review.Review, *review.Review]
}

func newReviews(db database) reviews {
	return reviews{table[review.Review, *review.Review]{db: db, name: `"reviews"`, columns: reviewColumns, values: reviewRow}}
}

func (r reviews) List(ctx context.Context, filter review.Filter, query entity.Query) (entity.Page[review.Review], error) {
	var where conditions
	add(&where, `"product_id" = $%d`, filter.ProductID)
	return r.list(ctx, where, query)
}
