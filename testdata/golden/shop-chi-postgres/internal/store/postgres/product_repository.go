package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"example.com/shop/internal/product"
)

// The columns are in the order of productPlaces.
const (
	insertProduct = `INSERT INTO "products" ("id", "title", "sku", "page", "stock", "weight", "price", "batch", "launched", "traits", "created_at", "updated_at") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	selectProduct = `SELECT "id", "title", "sku", "page", "stock", "weight", "price", "batch", "launched", "traits", "created_at", "updated_at" FROM "products" WHERE "id" = $1`
	lockProduct   = `SELECT "id", "title", "sku", "page", "stock", "weight", "price", "batch", "launched", "traits", "created_at", "updated_at" FROM "products" WHERE "id" = $1 FOR UPDATE`
	listProduct   = `SELECT "id", "title", "sku", "page", "stock", "weight", "price", "batch", "launched", "traits", "created_at", "updated_at" FROM "products" WHERE "id" > $1 ORDER BY "id" LIMIT $2`
	updateProduct = `UPDATE "products" SET "title" = $2, "sku" = $3, "page" = $4, "stock" = $5, "weight" = $6, "price" = $7, "batch" = $8, "launched" = $9, "traits" = $10, "created_at" = $11, "updated_at" = $12 WHERE "id" = $1`
	deleteProduct = `DELETE FROM "products" WHERE "id" = $1`

	productSkuTaken = `SELECT EXISTS (SELECT 1 FROM "products" WHERE "sku" = $1 AND "id" <> $2)`

	productIsReviewProductID = `SELECT EXISTS (SELECT 1 FROM "reviews" WHERE "product_id" = $1)`
)

// productRepository implements product.Repository.
type productRepository struct {
	work unitOfWork
}

// productPlaces returns where the columns of a product come from and go to.
func productPlaces(item *product.Product) []any {
	return []any{
		&item.ID,
		&item.Title,
		&item.Sku,
		&item.Page,
		&item.Stock,
		&item.Weight,
		&item.Price,
		&item.Batch,
		&item.Launched,
		&item.Traits,
		&item.CreatedAt,
		&item.UpdatedAt,
	}
}

func (r productRepository) Create(ctx context.Context, item product.Product) error {
	return r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		return putProduct(ctx, tx, insertProduct, item)
	})
}

func (r productRepository) Get(ctx context.Context, id uuid.UUID) (product.Product, error) {
	var item product.Product
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		item, err = getProduct(ctx, q, selectProduct, id)
		return err
	})
	return item, err
}

func (r productRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]product.Product, error) {
	var items []product.Product
	err := r.work.read(ctx, func(ctx context.Context, q querier) (err error) {
		items, err = queryAll(ctx, q, productPlaces, listProduct, after, limit)
		return err
	})
	return items, err
}

func (r productRepository) Update(ctx context.Context, id uuid.UUID, change func(item *product.Product) error) (product.Product, error) {
	var item product.Product
	err := r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		stored, err := getProduct(ctx, tx, lockProduct, id)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, stored.CreatedAt
		return putProduct(ctx, tx, updateProduct, item)
	})
	if err != nil {
		return product.Product{}, err
	}
	return item, nil
}

func (r productRepository) Delete(ctx context.Context, id uuid.UUID, check func(item product.Product) error) error {
	return r.work.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		item, err := getProduct(ctx, tx, lockProduct, id)
		if err != nil {
			return err
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		return attempt(ctx, tx, deleteProduct, []any{id},
			suspicion{"reviews_product_id_fkey", productIsReviewProductID, []any{id}, product.InUseError{ID: id, By: "reviews", Field: "product_id"}},
		)
	})
}

func getProduct(ctx context.Context, q querier, query string, id uuid.UUID) (product.Product, error) {
	var item product.Product
	err := q.QueryRow(ctx, query, id).Scan(productPlaces(&item)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return product.Product{}, product.NotFoundError{ID: id}
	}
	return item, err
}

// putProduct runs a statement that stores a product.
func putProduct(ctx context.Context, tx pgx.Tx, statement string, item product.Product) error {
	return attempt(ctx, tx, statement, valuesAt(productPlaces(&item)),
		suspicion{"products_sku_unique", productSkuTaken, []any{item.Sku, item.ID}, product.DuplicateError{Field: "sku", Value: item.Sku}},
	)
}
