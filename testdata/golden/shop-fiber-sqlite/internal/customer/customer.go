// Package customer is the domain of customers: what a customer is, how customers are stored, and what
// can be done with them.
package customer

import (
	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/rule"
)

// Customer is a stored customer.
type Customer struct {
	entity.Meta
	Fields
}

// Fields are the parts of a customer that clients set.
type Fields struct {
	Name  string
	Email string
	Bio   *string
	Vip   bool
}

// Validate returns an apperr.InvalidError that lists every rule that the fields violate.
func (f Fields) Validate() error {
	var v apperr.Violations
	v.Check("name", rule.NotBlank(f.Name), rule.Text(f.Name, 255))
	v.Check("email", rule.NotBlank(f.Email), rule.Email(f.Email))
	if f.Bio != nil {
		v.Check("bio", rule.LongText(*f.Bio, 65536))
	}
	return v.Err()
}

// Size returns about how many bytes the fields have, so that a page of large ones ends
// early.
func (f Fields) Size() (size int) {
	if f.Bio != nil {
		size += len(*f.Bio)
	}
	return size
}

// Filter selects customers. A nil field selects all of them.
type Filter struct {
	Email *string
	Vip   *bool
}
