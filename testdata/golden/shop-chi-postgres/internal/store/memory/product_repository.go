package memory

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/optional"
	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
)

// productTraits is how products are kept.
var productTraits = traitsOf[product.Product]{
	copy: func(item product.Product) product.Product {
		item.Page = optional.Copy(item.Page)
		item.Weight = optional.Copy(item.Weight)
		item.Batch = optional.Copy(item.Batch)
		item.Launched = optional.Copy(item.Launched)
		item.Traits = optional.Copy(item.Traits)
		return item
	},
	unique: func(item product.Product) map[string]any {
		values := map[string]any{}
		values["sku"] = item.Sku
		return values
	},
}

// productRepository implements product.Repository.
type productRepository struct {
	work unitOfWork
}

func (r productRepository) Create(ctx context.Context, item product.Product) error {
	return r.work.write(ctx, func(views *viewSet) error {
		return putProduct(views, item)
	})
}

func (r productRepository) Get(ctx context.Context, id uuid.UUID) (product.Product, error) {
	var item product.Product
	err := r.work.read(ctx, func(views *viewSet) error {
		found, ok := views.products.Get(id)
		if !ok {
			return product.NotFoundError{ID: id}
		}
		item = found
		return nil
	})
	return item, err
}

func (r productRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]product.Product, error) {
	var items []product.Product
	err := r.work.read(ctx, func(views *viewSet) error {
		items = views.products.List(after, limit)
		return nil
	})
	return items, err
}

func (r productRepository) Update(ctx context.Context, id uuid.UUID, change func(item *product.Product) error) (product.Product, error) {
	var item product.Product
	err := r.work.write(ctx, func(views *viewSet) error {
		found, ok := views.products.Get(id)
		if !ok {
			return product.NotFoundError{ID: id}
		}
		item = found
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, found.CreatedAt
		return putProduct(views, item)
	})
	if err != nil {
		return product.Product{}, err
	}
	return item, nil
}

func (r productRepository) Delete(ctx context.Context, id uuid.UUID, check func(item product.Product) error) error {
	return r.work.write(ctx, func(views *viewSet) error {
		item, ok := views.products.Get(id)
		if !ok {
			return product.NotFoundError{ID: id}
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		if err := productReferrers(views, id); err != nil {
			return err
		}
		views.products.Remove(id)
		return nil
	})
}

// productReferrers returns an error for each field that refers to a product.
func productReferrers(views *viewSet, id uuid.UUID) error {
	var found []error
	if views.reviews.Any(func(other review.Review) bool {
		return other.ProductID == id
	}) {
		found = append(found, product.InUseError{ID: id, By: "reviews", Field: "product_id"})
	}
	return errors.Join(found...)
}

// productConflicts returns an error for each constraint that a product violates.
func productConflicts(views *viewSet, item product.Product) error {
	var found []error
	if views.products.Taken("sku", item.Sku, item.ID) {
		found = append(found, product.DuplicateError{Field: "sku", Value: item.Sku})
	}
	return errors.Join(found...)
}

// putProduct stores a product unless a constraint is against it.
func putProduct(views *viewSet, item product.Product) error {
	if err := productConflicts(views, item); err != nil {
		return err
	}
	views.products.Put(item.ID, item)
	return nil
}
