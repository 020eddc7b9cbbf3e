package memory

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/customer"
	"example.com/shop/internal/entity"
)

// customers is a customer.Repository. The table implements all methods but List.
type customers struct {
	table[customer.Customer, *customer.Customer]
}

func newCustomers(s *Store, inTx bool) customers {
	return customers{table[customer.Customer, *customer.Customer]{
		store: s,
		inTx:  inTx,
		rows:  func(all *tables) map[uuid.UUID]customer.Customer { return all.customers },
		check: checkCustomer,
	}}
}

func checkCustomer(all *tables, item customer.Customer) error {
	for _, other := range all.customers {
		if other.ID != item.ID && strings.EqualFold(other.Email, item.Email) {
			return apperr.ConflictError{Field: "email", Detail: "is taken"}
		}
	}
	return nil
}

func (r customers) List(ctx context.Context, filter customer.Filter, query entity.Query) (entity.Page[customer.Customer], error) {
	return r.list(ctx, query, func(item customer.Customer) bool {
		return (filter.Email == nil || strings.EqualFold(item.Email, *filter.Email)) &&
			matches(filter.Vip, &item.Vip)
	})
}
