package order

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
)

// NotFoundError says that no order has the id.
type NotFoundError struct {
	ID uuid.UUID
}

func (e NotFoundError) Error() string {
	return fmt.Sprintf("order %s: not found", e.ID)
}

// Kind says that this is a missing order.
func (NotFoundError) Kind() failure.Kind { return failure.NotFound }

// DuplicateError says that another order has the value of a unique field.
type DuplicateError struct {
	Field string
	Value any
}

func (e DuplicateError) Error() string {
	return fmt.Sprintf("order: %s is taken", e.Field)
}

// Kind says that this is a conflict.
func (DuplicateError) Kind() failure.Kind { return failure.Conflict }

// Violations names the field.
func (e DuplicateError) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: e.Field, Detail: "is taken"},
	}
}

// ReferenceError says that a field refers to what isn't there.
type ReferenceError struct {
	Field string
	ID    uuid.UUID
}

func (e ReferenceError) Error() string {
	return fmt.Sprintf("order: %s %s doesn't exist", e.Field, e.ID)
}

// Kind says that this is a conflict.
func (ReferenceError) Kind() failure.Kind { return failure.Conflict }

// Violations names the field.
func (e ReferenceError) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: e.Field, Detail: "refers to what doesn't exist"},
	}
}

// InvalidError says which rules an order breaks.
type InvalidError struct {
	Broken []failure.Violation
}

func (e InvalidError) Error() string {
	details := make([]string, len(e.Broken))
	for i, violation := range e.Broken {
		details[i] = violation.Field + " " + violation.Detail
	}
	return "order: " + strings.Join(details, ", ")
}

// Kind says that this is an invalid order.
func (InvalidError) Kind() failure.Kind { return failure.Invalid }

// Violations returns every broken rule.
func (e InvalidError) Violations() []failure.Violation { return e.Broken }
