// Package store says what a store is: all repositories of the service over one
// database. Its subpackages are the stores, and storetest is the test suite that each
// of them passes.
package store

import (
	"context"

	"example.com/hello/internal/user"
)

// Repositories has one repository for each resource.
type Repositories struct {
	Users user.Repository
}

// Store stores all resources. It is safe for concurrent use.
type Store interface {
	// Repositories returns repositories whose every call is a transaction of its own.
	Repositories() Repositories

	// InTx runs fn in one transaction. What fn changes through the repositories it is
	// given is stored when fn returns nil, and discarded when it returns an error,
	// which InTx returns as it is, or panics. fn must not use any other repository.
	InTx(ctx context.Context, fn func(Repositories) error) error

	// Prepare brings the schema up to date, or checks that it is. If it returns an
	// apperr.UnavailableError, trying again later may help.
	Prepare(ctx context.Context) error

	// Ping returns an apperr.UnavailableError if the database doesn't answer.
	Ping(ctx context.Context) error

	// Close closes all connections. The store can't be used afterwards.
	Close() error
}
