// Package review is the domain of reviews: what a review is, how reviews are stored, and what
// can be done with them.
package review

import (
	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/rule"
)

// Review is a stored review.
type Review struct {
	entity.Meta
	Fields
}

// Fields are the parts of a review that clients set.
type Fields struct {
	ProductID uuid.UUID
	Stars     int32
	Text      string
	Contact   *string
}

// Validate returns an apperr.InvalidError that lists every rule that the fields violate.
func (f Fields) Validate() error {
	var v apperr.Violations
	v.Check("stars", rule.Min(f.Stars, 1), rule.Max(f.Stars, 5))
	v.Check("text", rule.NotBlank(f.Text), rule.LongText(f.Text, 65536))
	if f.Contact != nil {
		v.Check("contact", rule.NotBlank(*f.Contact), rule.Email(*f.Contact))
	}
	return v.Err()
}

// Size returns about how many bytes the fields have, so that a page of large ones ends
// early.
func (f Fields) Size() (size int) {
	size += len(f.Text)
	return size
}

// Filter selects reviews. A nil field selects all of them.
type Filter struct {
	ProductID *uuid.UUID
}
