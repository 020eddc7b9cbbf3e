package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"example.com/shop/internal/review"
)

// The columns are in the order of reviewPlaces.
const (
	insertReview = `INSERT INTO "reviews" ("id", "product_id", "stars", "text", "contact", "created_at", "updated_at") VALUES ($1, $2, $3, $4, $5, $6, $7)`
	selectReview = `SELECT "id", "product_id", "stars", "text", "contact", "created_at", "updated_at" FROM "reviews" WHERE "id" = $1`
	lockReview   = `SELECT "id", "product_id", "stars", "text", "contact", "created_at", "updated_at" FROM "reviews" WHERE "id" = $1 FOR UPDATE`
	listReview   = `SELECT "id", "product_id", "stars", "text", "contact", "created_at", "updated_at" FROM "reviews" WHERE "id" > $1 ORDER BY "id" LIMIT $2`
	updateReview = `UPDATE "reviews" SET "product_id" = $2, "stars" = $3, "text" = $4, "contact" = $5, "created_at" = $6, "updated_at" = $7 WHERE "id" = $1`
	deleteReview = `DELETE FROM "reviews" WHERE "id" = $1`

	reviewProductIDMissing = `SELECT $1::uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "products" WHERE "id" = $1)`
)

// reviewRepository implements review.Repository.
type reviewRepository struct {
	work unitOfWork
}

// reviewPlaces returns where the columns of a review come from and go to.
func reviewPlaces(item *review.Review) []any {
	return []any{
		&item.ID,
		&item.ProductID,
		&item.Stars,
		&item.Text,
		&item.Contact,
		&item.CreatedAt,
		&item.UpdatedAt,
	}
}

func (r reviewRepository) Create(ctx context.Context, item review.Review) error {
	return r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		return putReview(ctx, tx, insertReview, item)
	})
}

func (r reviewRepository) Get(ctx context.Context, id uuid.UUID) (review.Review, error) {
	var item review.Review
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		item, err = getReview(ctx, q, selectReview, id)
		return err
	})
	return item, err
}

func (r reviewRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]review.Review, error) {
	var items []review.Review
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		items, err = queryAll(ctx, q, reviewPlaces, listReview, after, limit)
		return err
	})
	return items, err
}

func (r reviewRepository) Update(ctx context.Context, id uuid.UUID, change func(item *review.Review) error) (review.Review, error) {
	var item review.Review
	err := r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		stored, err := getReview(ctx, tx, lockReview, id)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, stored.CreatedAt
		return putReview(ctx, tx, updateReview, item)
	})
	if err != nil {
		return review.Review{}, err
	}
	return item, nil
}

func (r reviewRepository) Delete(ctx context.Context, id uuid.UUID, check func(item review.Review) error) error {
	return r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		item, err := getReview(ctx, tx, lockReview, id)
		if err != nil {
			return err
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		return attempt(ctx, tx, deleteReview, []any{id})
	})
}

func getReview(ctx context.Context, q querier, query string, id uuid.UUID) (review.Review, error) {
	var item review.Review
	err := q.QueryRow(ctx, query, id).Scan(reviewPlaces(&item)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return review.Review{}, review.NotFoundError{ID: id}
	}
	return item, err
}

// putReview runs a statement that stores a review.
func putReview(ctx context.Context, tx pgx.Tx, statement string, item review.Review) error {
	return attempt(ctx, tx, statement, valuesAt(reviewPlaces(&item)),
		suspicion{"reviews_product_id_fkey", reviewProductIDMissing, []any{item.ProductID}, review.ReferenceError{Field: "product_id", ID: item.ProductID}},
	)
}
