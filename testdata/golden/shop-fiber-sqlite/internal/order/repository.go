package order

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
)

// Repository stores orders. Each call is a separate transaction, unless the
// repository comes from a store's InTx. If the database can't be reached or doesn't
// answer in time, every method returns an apperr.UnavailableError.
type Repository interface {
	// Create stores a new order. It returns an apperr.ConflictError if the number is
	// taken, or if what it refers to doesn't exist.
	Create(ctx context.Context, item Order) error

	// Get returns the order, or an apperr.NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (Order, error)

	// List returns one page of the orders that the filter selects.
	List(ctx context.Context, filter Filter, query entity.Query) (entity.Page[Order], error)

	// Update changes an order atomically and returns its next version. If change returns
	// an error, nothing is stored; entity.ErrUnchanged isn't passed on. Update returns an
	// apperr.StaleError if versions don't allow the stored version, an
	// apperr.NotFoundError, or what Create returns.
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*Order) error) (Order, error)

	// Delete removes the order. It returns an apperr.StaleError if versions don't allow
	// the stored version, or an apperr.NotFoundError.
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}
