package memory

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"example.com/shop/internal/optional"
	"example.com/shop/internal/review"
)

// reviewTraits is how reviews are kept.
var reviewTraits = traitsOf[review.Review]{
	copy: func(item review.Review) review.Review {
		item.Contact = optional.Copy(item.Contact)
		return item
	},
	unique: func(review.Review) map[string]any { return nil },
}

// reviewRepository implements review.Repository.
type reviewRepository struct {
	work unitOfWork
}

func (r reviewRepository) Create(ctx context.Context, item review.Review) error {
	return r.work.write(ctx, func(views *viewSet) error {
		return putReview(views, item)
	})
}

func (r reviewRepository) Get(ctx context.Context, id uuid.UUID) (review.Review, error) {
	var item review.Review
	err := r.work.read(ctx, func(views *viewSet) error {
		found, ok := views.reviews.Get(id)
		if !ok {
			return review.NotFoundError{ID: id}
		}
		item = found
		return nil
	})
	return item, err
}

func (r reviewRepository) List(ctx context.Context, after uuid.UUID, limit int) ([]review.Review, error) {
	var items []review.Review
	err := r.work.read(ctx, func(views *viewSet) error {
		items = views.reviews.List(after, limit)
		return nil
	})
	return items, err
}

func (r reviewRepository) Update(ctx context.Context, id uuid.UUID, change func(item *review.Review) error) (review.Review, error) {
	var item review.Review
	err := r.work.write(ctx, func(views *viewSet) error {
		found, ok := views.reviews.Get(id)
		if !ok {
			return review.NotFoundError{ID: id}
		}
		item = found
		if err := change(&item); err != nil {
			return err
		}
		item.ID, item.CreatedAt = id, found.CreatedAt
		return putReview(views, item)
	})
	if err != nil {
		return review.Review{}, err
	}
	return item, nil
}

func (r reviewRepository) Delete(ctx context.Context, id uuid.UUID, check func(item review.Review) error) error {
	return r.work.write(ctx, func(views *viewSet) error {
		item, ok := views.reviews.Get(id)
		if !ok {
			return review.NotFoundError{ID: id}
		}
		if check != nil {
			if err := check(item); err != nil {
				return err
			}
		}
		views.reviews.Remove(id)
		return nil
	})
}

// reviewConflicts returns an error for each constraint that a review violates.
func reviewConflicts(views *viewSet, item review.Review) error {
	var found []error
	if !views.products.Has(item.ProductID) {
		found = append(found, review.ReferenceError{Field: "product_id", ID: item.ProductID})
	}
	return errors.Join(found...)
}

// putReview stores a review unless a constraint is against it.
func putReview(views *viewSet, item review.Review) error {
	if err := reviewConflicts(views, item); err != nil {
		return err
	}
	views.reviews.Put(item.ID, item)
	return nil
}
