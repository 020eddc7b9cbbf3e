// Package review holds what a review is, the rules it keeps, and where its
// business logic lives.
package review

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/rule"
)

// Review is a review as it is stored.
type Review struct {
	// ID is a UUIDv7, given when the review is created.
	ID uuid.UUID
	Fields
	// CreatedAt and UpdatedAt are in UTC, to the microsecond.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Fields are what clients set.
type Fields struct {
	// ProductID is the id of a product.
	ProductID uuid.UUID
	Stars     int32
	Text      string
	Contact   *string
}

// Violations returns every rule that the fields break, in the fields' order.
func (f Fields) Violations() []failure.Violation {
	var found []failure.Violation
	rule.Check(&found, "stars", f.Stars, rule.Min[int32](1), rule.Max[int32](5))
	rule.Check(&found, "text", f.Text, rule.NotBlank, rule.Text, rule.MaxBytes(65536))
	rule.CheckOptional(&found, "contact", f.Contact, rule.Text, rule.MaxLength(254), rule.Email)
	return found
}
