package sqlite

import (
	"context"

	"example.com/shop/internal/customer"
	"example.com/shop/internal/entity"
)

// customerColumns lists the columns of the table, in the order of customerRow.
const customerColumns = `"id", "version", "name", "email", "bio", "vip", "created_at", "updated_at"`

func customerRow(item *customer.Customer) []any {
	return []any{&item.ID, &item.Version, &item.Name, &item.Email, &item.Bio, &item.Vip, &item.CreatedAt, &item.UpdatedAt}
}

// customers is a customer.Repository. The table implements all methods but List.
type customers struct {
	table[customer.Customer, *customer.Customer]
}

func newCustomers(db database) customers {
	return customers{table[customer.Customer, *customer.Customer]{db: db, name: `"customers"`, columns: customerColumns, values: customerRow}}
}

func (r customers) List(ctx context.Context, filter customer.Filter, query entity.Query) (entity.Page[customer.Customer], error) {
	var where conditions
	add(&where, `lower("email") = lower(?)`, filter.Email)
	add(&where, `"vip" = ?`, filter.Vip)
	return r.list(ctx, where, query)
}
