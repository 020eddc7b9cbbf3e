// Package order is the domain of orders: what an order is, how orders are stored, and what
// can be done with them.
package order

import (
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/rule"
)

// Order is a stored order.
type Order struct {
	entity.Meta
	Fields
}

// Fields are the parts of an order that clients set.
type Fields struct {
	Number    string
	Status    Status
	Count     int32
	PlacedAt  time.Time
	BuyerID   uuid.UUID
	GiftForID *uuid.UUID
}

// Status is the status of an order.
type Status string

// All values of Status.
const (
	StatusNew  Status = "new"
	StatusPaid Status = "paid"
)

// Check returns what is wrong with the value, or an empty string if nothing is.
func (e Status) Check() string {
	return rule.OneOf(e, StatusNew, StatusPaid)
}

// Validate returns an apperr.InvalidError that lists every rule that the fields violate.
func (f Fields) Validate() error {
	var v apperr.Violations
	v.Check("number", rule.NotBlank(f.Number), rule.Text(f.Number, 255))
	v.Check("status", f.Status.Check())
	v.Check("count", rule.Min(f.Count, 1), rule.Max(f.Count, 99))
	return v.Err()
}

// Filter selects orders. A nil field selects all of them.
type Filter struct {
	Number    *string
	Status    *Status
	PlacedAt  *time.Time
	BuyerID   *uuid.UUID
	GiftForID *uuid.UUID
}
