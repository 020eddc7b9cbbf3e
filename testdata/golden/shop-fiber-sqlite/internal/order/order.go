// Package order holds what an order is, the rules it keeps, and where its
// business logic lives.
package order

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/instant"
	"example.com/shop/internal/rule"
)

// Order is an order as it is stored.
type Order struct {
	// ID is a UUIDv7, given when the order is created.
	ID uuid.UUID
	Fields
	// CreatedAt and UpdatedAt are in UTC, to the microsecond.
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Fields are what clients set.
type Fields struct {
	Number   string
	Status   Status
	Count    int32
	PlacedAt time.Time
	// BuyerID is the id of a customer.
	BuyerID uuid.UUID
	// GiftForID is the id of a customer.
	GiftForID *uuid.UUID
}

// Status is an order's status.
type Status string

// The values of Status.
const (
	StatusNew  Status = "new"
	StatusPaid Status = "paid"
)

// Violations returns every rule that the fields break, in the fields' order.
func (f Fields) Violations() []failure.Violation {
	var found []failure.Violation
	rule.Check(&found, "number", f.Number, rule.NotBlank, rule.Text, rule.MaxLength(255))
	rule.Check(&found, "status", f.Status, rule.OneOf(StatusNew, StatusPaid))
	rule.Check(&found, "count", f.Count, rule.Min[int32](1), rule.Max[int32](99))
	rule.Check(&found, "placed_at", f.PlacedAt, rule.Instant)
	return found
}

// normalized returns the fields in the form in which stores keep them.
func (f Fields) normalized() Fields {
	f.PlacedAt = instant.Of(f.PlacedAt)
	return f
}
