// Package store defines the store: all repositories of the service in one database. Its
// subpackages implement it, and storetest is the test suite that each implementation
// must pass.
package store

import (
	"context"

	"example.com/shop/internal/product"
	"example.com/shop/internal/review"
)

// Repositories has one repository for each resource.
type Repositories struct {
	Products product.Repository
	Reviews  review.Repository
}

// Store stores all resources. It is safe for concurrent use.
type Store interface {
	// Repositories returns repositories in which every call is a separate transaction.
	Repositories() Repositories

	// InTx runs fn in one transaction. The changes that fn makes through the given
	// repositories are stored if fn returns nil. They are discarded if fn panics or returns
	// an error, which InTx returns unchanged. fn must not use any other repository.
	InTx(ctx context.Context, fn func(Repositories) error) error

	// Prepare updates the schema, or checks that it is up to date. After an
	// apperr.UnavailableError, it may succeed later.
	Prepare(ctx context.Context) error

	// Ping returns an apperr.UnavailableError if the database doesn't respond.
	Ping(ctx context.Context) error

	// Close closes all connections. The store can't be used afterwards.
	Close() error
}
