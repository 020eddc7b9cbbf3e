package product

import (
	"context"

	"github.com/google/uuid"

	"example.com/shop/internal/entity"
)

// Repository stores products. Each call is a separate transaction, unless the
// repository comes from a store's InTx. If the database can't be reached or doesn't
// answer in time, every method returns an apperr.UnavailableError.
type Repository interface {
	// Create stores a new product. It returns an apperr.ConflictError if the sku is
	// taken.
	Create(ctx context.Context, item Product) error

	// Get returns the product, or an apperr.NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (Product, error)

	// List returns one page of the products that the filter selects.
	List(ctx context.Context, filter Filter, query entity.Query) (entity.Page[Product], error)

	// Update changes a product atomically and returns its next version. If change returns
	// an error, nothing is stored; entity.ErrUnchanged isn't passed on. Update returns an
	// apperr.StaleError if versions don't allow the stored version, an
	// apperr.NotFoundError, or what Create returns.
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*Product) error) (Product, error)

	// Delete removes the product. It returns an apperr.StaleError if versions don't allow
	// the stored version, an apperr.NotFoundError, or an apperr.ConflictError if something
	// refers to it.
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}
