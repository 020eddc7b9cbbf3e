package user

import (
	"context"

	"github.com/google/uuid"
)

// Repository keeps users. It is safe for concurrent use.
//
// A method that waits gives up when its context ends, and returns an error that
// wraps the context's. When the store can't be reached, it returns an error of the
// kind failure.Unavailable. A method that fails has changed nothing.
type Repository interface {
	// Create stores a new user as it is given, id and times included. When the
	// store's constraints refuse it, the error holds a DuplicateError for every
	// unique value that is taken.
	Create(ctx context.Context, item User) error

	// Get returns the user with the id, or a NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (User, error)

	// List returns at most limit users whose ids follow after, in the order of
	// ids. The zero UUID comes before all.
	List(ctx context.Context, after uuid.UUID, limit int) ([]User, error)

	// Update gives the stored user to change, stores what change leaves, and
	// returns that. No other update or delete of the user comes in between. When
	// change fails, its error is returned; it must not use the repository itself. A
	// change of the id or of CreatedAt is not stored. It returns a NotFoundError, and the errors of Create.
	Update(ctx context.Context, id uuid.UUID, change func(item *User) error) (User, error)

	// Delete removes the user with the id, unless check, which may be nil, returns
	// an error: that is then returned. No update comes in between. It returns a
	// NotFoundError.
	Delete(ctx context.Context, id uuid.UUID, check func(item User) error) error
}
