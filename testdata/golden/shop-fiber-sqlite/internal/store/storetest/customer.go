package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/store"
)

// CustomerFields returns valid fields that don't conflict with others.
func CustomerFields() customer.Fields {
	n := next()
	return customer.Fields{
		Name:  fmt.Sprintf("Name %d", n),
		Email: fmt.Sprintf("someone%d@example.com", n),
		Bio:   new(fmt.Sprintf("Bio %d", n)),
		Vip:   n%2 == 0,
	}
}

// createCustomer stores a customer that others can refer to.
func createCustomer(t *testing.T, r store.Repositories) uuid.UUID {
	t.Helper()
	item := customer.Customer{Meta: entity.New(), Fields: CustomerFields()}
	if err := r.Customers.Create(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	return item.ID
}

func deleteCustomer(ctx context.Context, r store.Repositories, id uuid.UUID) error {
	return r.Customers.Delete(ctx, id, nil)
}

var customers = resource[customer.Customer, customer.Filter]{
	repository: func(r store.Repositories) repository[customer.Customer, customer.Filter] { return r.Customers },
	sample: func(_ *testing.T, _ store.Repositories) customer.Customer {
		return customer.Customer{Meta: entity.New(), Fields: CustomerFields()}
	},
	conflicts: map[string]func(*customer.Customer, customer.Customer){
		"email": func(item *customer.Customer, other customer.Customer) { item.Email = other.Email },
	},
	filters: func(item customer.Customer) []customer.Filter {
		return []customer.Filter{
			{Email: &item.Email},
			{Vip: &item.Vip},
		}
	},
	clear: func(item *customer.Customer) {
		item.Bio = nil
	},
}
