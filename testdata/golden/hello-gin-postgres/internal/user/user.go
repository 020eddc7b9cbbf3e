// Package user holds what a user is, the rules it keeps, and where its
// business logic lives.
package user

import (
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/rule"
)

// User is a user as it is stored.
type User struct {
	// ID is a UUIDv7, given when the user is created.
	ID uuid.UUID
	Fields
	// CreatedAt and UpdatedAt are in UTC, to the microsecond.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Fields are what clients set.
type Fields struct {
	Email string
	Name  string
}

// Violations returns every rule that the fields break, in the fields' order.
func (f Fields) Violations() []failure.Violation {
	var found []failure.Violation
	rule.Check(&found, "email", f.Email, rule.NotBlank, rule.Text, rule.MaxLength(254), rule.Email)
	rule.Check(&found, "name", f.Name, rule.NotBlank, rule.Text, rule.MaxLength(255))
	return found
}
