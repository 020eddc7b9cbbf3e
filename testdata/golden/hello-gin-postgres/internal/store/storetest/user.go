package storetest

import (
	"fmt"
	"testing"

	"example.com/hello/internal/entity"
	"example.com/hello/internal/store"
	"example.com/hello/internal/user"
)

// UserFields returns valid fields that don't conflict with others.
func UserFields() user.Fields {
	n := next()
	return user.Fields{
		Email: fmt.Sprintf("someone%d@example.com", n),
		Name:  fmt.Sprintf("Name %d", n),
	}
}

var users = resource[user.User, user.Filter]{
	repository: func(r store.Repositories) repository[user.User, user.Filter] { return r.Users },
	sample: func(_ *testing.T, _ store.Repositories) user.User {
		return user.User{Meta: entity.New(), Fields: UserFields()}
	},
	conflicts: map[string]func(*user.User, user.User){
		"email": func(item *user.User, other user.User) { item.Email = other.Email },
	},
	filters: func(item user.User) []user.Filter {
		return []user.Filter{
			{Email: &item.Email},
		}
	},
}
