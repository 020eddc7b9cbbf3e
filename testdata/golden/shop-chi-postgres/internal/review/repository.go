package review

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
)

// Repository stores reviews. Each call is a separate transaction, unless the
// repository comes from a store's InTx. If the database can't be reached or doesn't
// answer in time, every method returns an apperr.UnavailableError.
type Repository interface {
	// Create stores a new review. It returns an apperr.ConflictError if what
	// it refers to doesn't exist.
	Create(ctx context.Context, item Review) error

	// Get returns the review, or an apperr.NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (Review, error)

	// List returns one page of the reviews that the filter selects.
	List(ctx context.Context, filter Filter, query entity.Query) (entity.Page[Review], error)

	// Update changes a review atomically and returns its next version. If change returns
	// an error, nothing is stored; entity.ErrUnchanged isn't passed on. Update returns an
	// apperr.StaleError if versions don't allow the stored version, an
	// apperr.NotFoundError, or what Create returns.
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*Review) error) (Review, error)

	// Delete removes the review. It returns an apperr.StaleError if versions don't allow
	// the stored version, or an apperr.NotFoundError.
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}
