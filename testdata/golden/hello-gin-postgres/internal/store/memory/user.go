package memory

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"example.com/hello/internal/apperr"
	"example.com/hello/internal/entity"
	"example.com/hello/internal/user"
)

// users is a user.Repository. The table implements all methods but List.
type users struct {
	table[user.User, *user.User]
}

func newUsers(s *Store, inTx bool) users {
	return users{table[user.User, *user.User]{
		store: s,
		inTx:  inTx,
		rows:  func(all *tables) map[uuid.UUID]user.User { return all.users },
		check: checkUser,
	}}
}

func checkUser(all *tables, item user.User) error {
	for _, other := range all.users {
		if other.ID != item.ID && strings.EqualFold(other.Email, item.Email) {
			return apperr.ConflictError{Field: "email", Detail: "is taken"}
		}
	}
	return nil
}

func (r users) List(ctx context.Context, filter user.Filter, query entity.Query) (entity.Page[user.User], error) {
	return r.list(ctx, query, func(item user.User) bool {
		return filter.Email == nil || strings.EqualFold(item.Email, *filter.Email)
	})
}
