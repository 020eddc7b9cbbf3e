// Package user is the domain of users: what a user is, how users are stored, and what
// can be done with them.
package user

import (
	"example.com/hello/internal/apperr"
	"example.com/hello/internal/entity"
	"example.com/hello/internal/rule"
)

// User is a stored user.
type User struct {
	entity.Meta
	Fields
}

// Fields are the parts of a user that clients set.
type Fields struct {
	Email string
	Name  string
}

// Validate returns an apperr.InvalidError that lists every rule that the fields violate.
func (f Fields) Validate() error {
	var v apperr.Violations
	v.Check("email", rule.NotBlank(f.Email), rule.Email(f.Email))
	v.Check("name", rule.NotBlank(f.Name), rule.Text(f.Name, 255))
	return v.Err()
}

// Filter selects users. A nil field selects all of them.
type Filter struct {
	Email *string
}
