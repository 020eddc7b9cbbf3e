package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/sample"
	"example.com/hello/internal/store"
	"example.com/hello/internal/user"
)

// newUser returns a user that isn't stored.
func (s *samples) newUser(t *testing.T) user.User {
	t.Helper()
	n := s.next()
	return user.User{
		ID: newID(t),
		Fields: user.Fields{
			Email: sample.Email(n),
			Name:  sample.Text(n, 255),
		},
		CreatedAt: sample.Time(n),
		UpdatedAt: sample.Time(n),
	}
}

// userTraits is what the tests must know of users.
var userTraits = traits[user.User]{
	repository: func(r store.Repositories) repository[user.User] { return r.Users },
	sample:     func(t *testing.T, s *samples) user.User { t.Helper(); return s.newUser(t) },
	id:         func(item *user.User) *uuid.UUID { return &item.ID },
	updatedAt:  func(item *user.User) *time.Time { return &item.UpdatedAt },
	notFound:   func(id uuid.UUID) error { return user.NotFoundError{ID: id} },
	edges: slices.Concat(
		edges(sample.Emails(), func(item *user.User, value string) { item.Email = value }),
		edges(sample.Texts(), func(item *user.User, value string) { item.Name = value }),
	),
	uniques: []uniqueField[user.User]{
		{field: "email", copy: func(to *user.User, from user.User) { to.Email = from.Email }},
	},
}
