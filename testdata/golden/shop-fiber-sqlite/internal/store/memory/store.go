// Package memory stores data in the memory of the process. It is a fake for tests that
// behaves like the stores in databases.
package memory

import (
	"context"
	"errors"
	"maps"
	"sync"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/order"
	"example.com/shop/internal/store"
)

// Store is a store.Store.
type Store struct {
	mu     sync.Mutex
	tables tables
}

var _ store.Store = (*Store)(nil)

// tables has the rows of each table.
type tables struct {
	customers map[uuid.UUID]customer.Customer
	orders    map[uuid.UUID]order.Order
}

// clone returns a copy for restoring the tables after a failed transaction.
func (t *tables) clone() tables {
	return tables{
		customers: maps.Clone(t.customers),
		orders:    maps.Clone(t.orders),
	}
}

// referenced reports whether any row refers to the one with the ID.
func (t *tables) referenced(id uuid.UUID) bool {
	return ordersReferTo(id, t.orders)
}

// New returns an empty store.
func New() *Store {
	return &Store{tables: tables{
		customers: map[uuid.UUID]customer.Customer{},
		orders:    map[uuid.UUID]order.Order{},
	}}
}

// Repositories returns repositories in which every call is a separate transaction.
func (s *Store) Repositories() store.Repositories { return s.repositories(false) }

func (s *Store) repositories(inTx bool) store.Repositories {
	return store.Repositories{
		Customers: newCustomers(s, inTx),
		Orders:    newOrders(s, inTx),
	}
}

// InTx runs fn in one transaction. All other calls wait for its end.
func (s *Store) InTx(_ context.Context, fn func(store.Repositories) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.tables.clone()
	err = errors.New("fn panicked")
	defer func() {
		if err != nil {
			s.tables = before
		}
	}()
	err = fn(s.repositories(true))
	return err
}

// Prepare returns nil.
func (*Store) Prepare(context.Context) error { return nil }

// Ping returns nil.
func (*Store) Ping(context.Context) error { return nil }

// Close returns nil.
func (*Store) Close() error { return nil }
