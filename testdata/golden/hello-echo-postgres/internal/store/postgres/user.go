package postgres

import (
	"context"

	"example.com/hello/internal/entity"
	"example.com/hello/internal/user"
)

// userColumns lists the columns of the table, in the order of userRow.
const userColumns = `"id", "version", "email", "name", "created_at", "updated_at"`

func userRow(item *user.User) []any {
	return []any{&item.ID, &item.Version, &item.Email, &item.Name, &item.CreatedAt, &item.UpdatedAt}
}

// users is a user.Repository. The table implements all methods but List.
type users struct {
	table[user.User, *user.User]
}

func newUsers(db database) users {
	return users{table[user.User, *user.User]{db: db, name: `"users"`, columns: userColumns, values: userRow}}
}

func (r users) List(ctx context.Context, filter user.Filter, query entity.Query) (entity.Page[user.User], error) {
	var where conditions
	add(&where, `lower("email") = lower($%d)`, filter.Email)
	return r.list(ctx, where, query)
}
