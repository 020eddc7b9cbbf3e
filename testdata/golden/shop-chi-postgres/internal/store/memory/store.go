// Package memory is a store that keeps everything in memory, with the
// transactions, constraints and errors of a database.
package memory

import (
	"context"
	"errors"
	"sync"

	"example.com/shop/internal/store"
)

// Store is a store.Store. One transaction writes at a time; readers never
// wait for it and see what is committed.
type Store struct {
	writer chan struct{} // holds a token while nobody writes

	mu     sync.RWMutex // guards what follows
	tables tableSet
	closed bool
}

var _ store.Store = (*Store)(nil)

// New returns an empty store.
func New() *Store {
	s := &Store{writer: make(chan struct{}, 1), tables: newTableSet()}
	s.writer <- struct{}{}
	return s
}

// Repositories returns repositories whose every call is a transaction of its own.
func (s *Store) Repositories() store.Repositories {
	return repositoriesOf(s)
}

// InTx runs do in one transaction, as store.Store says.
func (s *Store) InTx(ctx context.Context, do func(ctx context.Context, repositories store.Repositories) error) error {
	return s.write(ctx, func(views *viewSet) error {
		tx := &txWork{views: views}
		defer tx.end()
		return do(ctx, repositoriesOf(tx))
	})
}

// Prepare has nothing to do: there is no schema.
func (s *Store) Prepare(ctx context.Context) error { return ctx.Err() }

// Ping returns nil until the store is closed.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, func(*viewSet) error { return nil })
}

// Close waits for the transaction that writes, and drops everything.
func (s *Store) Close() error {
	<-s.writer
	defer func() { s.writer <- struct{}{} }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.tables = newTableSet()
	return nil
}

// read lets do look at what is committed.
func (s *Store) read(ctx context.Context, do func(*viewSet) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return store.UnavailableError{Cause: errClosed}
	}
	return do(s.tables.views())
}

// write runs do when nobody else writes, and commits what it changed when it
// returns nil.
func (s *Store) write(ctx context.Context, do func(*viewSet) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.writer:
		defer func() { s.writer <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.closed { // Only the writer sets it.
		return store.UnavailableError{Cause: errClosed}
	}
	changed := s.tables.views()
	if err := do(changed); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	changed.commit()
	return nil
}

var errClosed = errors.New("it is closed")
