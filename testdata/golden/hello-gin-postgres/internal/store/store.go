// Package store says what a store of all resources is. Its subfolders hold the
// stores there are, and storetest the tests that each of them passes.
package store

import (
	"context"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/user"
)

// Repositories are the repositories of one store.
type Repositories struct {
	Users user.Repository
}

// Store keeps all resources. It is safe for concurrent use.
type Store interface {
	// Repositories returns repositories whose every call is a transaction of its own.
	Repositories() Repositories

	// InTx runs do in one transaction: what do changes through the repositories it is
	// given is stored when it returns nil, and nothing of it when it returns an error
	// or panics. Nobody else sees any of it before. The error of do is returned as it
	// is. do must not use the repositories after it has returned, nor begin
	// another transaction in its own.
	InTx(ctx context.Context, do func(ctx context.Context, repositories Repositories) error) error

	// Prepare brings the schema up to date, or finds that it is. Until it has
	// succeeded once, all other calls return an UnavailableError. When it returns one
	// itself, trying again later may help.
	Prepare(ctx context.Context) error

	// Ping returns nil when the store can serve, and else an UnavailableError.
	Ping(ctx context.Context) error

	// Close releases what the store holds. Calls that follow return an
	// UnavailableError.
	Close() error
}

// UnavailableError says that the store can't be reached, or doesn't answer in time.
type UnavailableError struct {
	Cause error
}

func (e UnavailableError) Error() string { return "the store is unavailable: " + e.Cause.Error() }

// Unwrap returns the cause.
func (e UnavailableError) Unwrap() error { return e.Cause }

// Kind says that trying again later may help.
func (UnavailableError) Kind() failure.Kind { return failure.Unavailable }
