package review

import (
	"context"

	"github.com/google/uuid"
)

// Repository keeps reviews. It is safe for concurrent use.
//
// A method that waits gives up when its context ends, and returns an error that
// wraps the context's. When the store can't be reached, it returns an error of the
// kind failure.Unavailable. A method that fails has changed nothing.
type Repository interface {
	// Create stores a new review as it is given, id and times included. When the
	// store's constraints refuse it, the error holds a ReferenceError for every
	// reference to what isn't there.
	Create(ctx context.Context, item Review) error

	// Get returns the review with the id, or a NotFoundError.
	Get(ctx context.Context, id uuid.UUID) (Review, error)

	// List returns at most limit reviews whose ids follow after, in the order of
	// ids. The zero UUID comes before all.
	List(ctx context.Context, after uuid.UUID, limit int) ([]Review, error)

	// Update gives the stored review to change, stores what change leaves, and
	// returns that. No other update or delete of the review comes in between. When
	// change fails, its error is returned; it must not use the repository itself. A
	// change of the id or of CreatedAt is not stored. It returns a NotFoundError, and the errors of Create.
	Update(ctx context.Context, id uuid.UUID, change func(item *Review) error) (Review, error)

	// Delete removes the review with the id, unless check, which may be nil, returns
	// an error: that is then returned. No update comes in between. It returns a
	// NotFoundError.
	Delete(ctx context.Context, id uuid.UUID, check func(item Review) error) error
}
