package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/sample"
	"example.com/shop/internal/store"
)

// newCustomer returns a customer that isn't stored.
func (s *samples) newCustomer(t *testing.T) customer.Customer {
	t.Helper()
	n := s.next()
	return customer.Customer{
		ID: newID(t),
		Fields: customer.Fields{
			Name:  sample.Text(n, 255),
			Email: sample.Email(n),
			Bio:   new(sample.Text(n, 65536)),
			Vip:   sample.Bool(n),
		},
		CreatedAt: sample.Time(n),
		UpdatedAt: sample.Time(n),
	}
}

// storedCustomer stores a customer and returns its id.
func (s *samples) storedCustomer(t *testing.T) uuid.UUID {
	t.Helper()
	item := s.newCustomer(t)
	if err := s.repositories.Customers.Create(t.Context(), item); err != nil {
		t.Fatalf("create customer: %v", err)
	}
	return item.ID
}

// customerTraits is what the tests must know of customers.
var customerTraits = traits[customer.Customer]{
	repository: func(r store.Repositories) repository[customer.Customer] { return r.Customers },
	sample:     func(t *testing.T, s *samples) customer.Customer { t.Helper(); return s.newCustomer(t) },
	id:         func(item *customer.Customer) *uuid.UUID { return &item.ID },
	updatedAt:  func(item *customer.Customer) *time.Time { return &item.UpdatedAt },
	notFound:   func(id uuid.UUID) error { return customer.NotFoundError{ID: id} },
	edges: slices.Concat(
		edges(sample.Texts(), func(item *customer.Customer, value string) { item.Name = value }),
		edges(sample.Emails(), func(item *customer.Customer, value string) { item.Email = value }),
		edges(sample.Texts(), func(item *customer.Customer, value string) { item.Bio = &value }),
		edges([]*string{nil}, func(item *customer.Customer, value *string) { item.Bio = value }),
		edges(sample.Bools(), func(item *customer.Customer, value bool) { item.Vip = value }),
	),
	uniques: []uniqueField[customer.Customer]{
		{field: "email", copy: func(to *customer.Customer, from customer.Customer) { to.Email = from.Email }},
	},
}
