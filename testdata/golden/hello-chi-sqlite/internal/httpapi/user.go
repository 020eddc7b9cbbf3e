package httpapi

import (
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/entity"
	"example.com/hello/internal/rule"
	"example.com/hello/internal/user"
)

// UserFields is the JSON of a user's fields.
type UserFields struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// NewUserFields returns the JSON of the fields.
func NewUserFields(f user.Fields) UserFields {
	return UserFields(f)
}

// Fields returns the fields of the domain.
func (r UserFields) Fields() user.Fields { return user.Fields(r) }

func (UserFields) required() []string {
	return []string{"email", "name"}
}

func (r UserFields) validate() error { return r.Fields().Validate() }

// User is the JSON of a user.
type User struct {
	ID uuid.UUID `json:"id"`
	UserFields
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// NewUser returns the JSON of a user.
func NewUser(item user.User) User {
	return User{ID: item.ID, UserFields: NewUserFields(item.Fields), CreatedAt: item.CreatedAt, UpdatedAt: item.UpdatedAt}
}

// ParseUserList reads the query parameters of a list of users.
func ParseUserList(query string) (user.Filter, entity.Query, error) {
	p := parseQuery(query)
	filter := user.Filter{Email: p.text("email", rule.Email)}
	return filter, p.page(), p.finish()
}
