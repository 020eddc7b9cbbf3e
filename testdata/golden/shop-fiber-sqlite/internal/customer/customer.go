// Package customer holds what a customer is, the rules it keeps, and where its
// business logic lives.
package customer

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

// Customer is a customer as it is stored.
type Customer struct {
	// ID is a UUIDv7, given when the customer is created.
	ID uuid.UUID
	Fields
	// CreatedAt and UpdatedAt are in UTC, to the microsecond.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Fields are what clients set.
type Fields struct {
	Name  string
	Email string
	Bio   *string
	Vip   bool
}

// Violations returns every rule that the fields break, in the fields' order.
func (f Fields) Violations() []failure.Violation {
	var found []failure.Violation
	rule.Check(&found, "name", f.Name, rule.NotBlank, rule.Text, rule.MaxLength(255))
	rule.Check(&found, "email", f.Email, rule.NotBlank, rule.Text, rule.MaxLength(254), rule.Email)
	rule.CheckOptional(&found, "bio", f.Bio, rule.Text, rule.MaxBytes(65536))
	return found
}
