package customer

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
)

// Repository stores customers. Each call is a separate transaction, unless the
// repository comes from a store's InTx. If the database can't be reached or doesn't
// answer in time, every method returns an apperr.UnavailableError.
type Repository interface {
	// Create stores a new customer. It returns an apperr.ConflictError if the email is
	// taken.
	Create(ctx context.Context, item Customer) error

	// Get returns the customer, or an apperr.NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (Customer, error)

	// List returns one page of the customers that the filter selects.
	List(ctx context.Context, filter Filter, query entity.Query) (entity.Page[Customer], error)

	// Update changes a customer atomically and returns its next version. If change returns
	// an error, nothing is stored; entity.ErrUnchanged isn't passed on. Update returns an
	// apperr.StaleError if versions don't allow the stored version, an
	// apperr.NotFoundError, or what Create returns.
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*Customer) error) (Customer, error)

	// Delete removes the customer. It returns an apperr.StaleError if versions don't allow
	// the stored version, an apperr.NotFoundError, or an apperr.ConflictError if something
	// refers to it.
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}
