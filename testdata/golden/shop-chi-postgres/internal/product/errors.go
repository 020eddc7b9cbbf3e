package product

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
)

// NotFoundError says that no product has the id.
type NotFoundError struct {
	ID uuid.UUID
}

func (e NotFoundError) Error() string {
	return fmt.Sprintf("product %s: not found", e.ID)
}

// Kind says that this is a missing product.
func (NotFoundError) Kind() failure.Kind { return failure.NotFound }

// DuplicateError says that another product has the value of a unique field.
type DuplicateError struct {
	Field string
	Value any
}

func (e DuplicateError) Error() string {
	return fmt.Sprintf("product: %s is taken", e.Field)
}

// Kind says that this is a conflict.
func (DuplicateError) Kind() failure.Kind { return failure.Conflict }

// Violations names the field.
func (e DuplicateError) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: e.Field, Detail: "is taken"},
	}
}

// InUseError says that a product can't go while another resource refers to it.
type InUseError struct {
	ID uuid.UUID
	// By and Field are what refers to it: "orders", "buyer_id".
	By    string
	Field string
}

func (e InUseError) Error() string {
	return fmt.Sprintf("product %s: still the %s of %s", e.ID, e.Field, e.By)
}

// Kind says that this is a conflict.
func (InUseError) Kind() failure.Kind { return failure.Conflict }

// Violations speaks of the whole product.
func (e InUseError) Violations() []failure.Violation {
	return []failure.Violation{
		{Detail: "is still the " + e.Field + " of " + e.By},
	}
}

// InvalidError says which rules a product breaks.
type InvalidError struct {
	Broken []failure.Violation
}

func (e InvalidError) Error() string {
	details := make([]string, len(e.Broken))
	for i, violation := range e.Broken {
		details[i] = violation.Field + " " + violation.Detail
	}
	return "product: " + strings.Join(details, ", ")
}

// Kind says that this is an invalid product.
func (InvalidError) Kind() failure.Kind { return failure.Invalid }

// Violations returns every broken rule.
func (e InvalidError) Violations() []failure.Violation { return e.Broken }
