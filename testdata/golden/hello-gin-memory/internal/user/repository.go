package user

import (
	"context"

	"github.com/google/uuid"

	"example.com/hello/internal/entity"
)

// Repository stores users. Each call is a separate transaction, unless the
// repository comes from a store's InTx. If the database can't be reached or doesn't
// answer in time, every method returns an apperr.UnavailableError.
type Repository interface {
	// Create stores a new user. It returns an apperr.ConflictError if the email is
	// taken.
	Create(ctx context.Context, item User) error

	// Get returns the user, or an apperr.NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (User, error)

	// List returns one page of the users that the filter selects.
	List(ctx context.Context, filter Filter, query entity.Query) (entity.Page[User], error)

	// Update changes a user atomically and returns its next version. If change returns
	// an error, nothing is stored; entity.ErrUnchanged isn't passed on. Update returns an
	// apperr.StaleError if versions don't allow the stored version, an
	// apperr.NotFoundError, or what Create returns.
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*User) error) (User, error)

	// Delete removes the user. It returns an apperr.StaleError if versions don't allow
	// the stored version, or an apperr.NotFoundError.
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}
