package review

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
)

// NotFoundError says that no review has the id.
type NotFoundError struct {
	ID uuid.UUID
}

func (e NotFoundError) Error() string {
	return fmt.Sprintf("review %s: not found", e.ID)
}

// Kind says that this is a missing review.
func (NotFoundError) Kind() failure.Kind { return failure.NotFound }

// ReferenceError says that a field refers to what isn't there.
type ReferenceError struct {
	Field string
	ID    uuid.UUID
}

func (e ReferenceError) Error() string {
	return fmt.Sprintf("review: %s %s doesn't exist", e.Field, e.ID)
}

// Kind says that this is a conflict.
func (ReferenceError) Kind() failure.Kind { return failure.Conflict }

// Violations names the field.
func (e ReferenceError) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: e.Field, Detail: "refers to what doesn't exist"},
	}
}

// InvalidError says which rules a review breaks.
type InvalidError struct {
	Broken []failure.Violation
}

func (e InvalidError) Error() string {
	details := make([]string, len(e.Broken))
	for i, violation := range e.Broken {
		details[i] = violation.Field + " " + violation.Detail
	}
	return "review: " + strings.Join(details, ", ")
}

// Kind says that this is an invalid review.
func (InvalidError) Kind() failure.Kind { return failure.Invalid }

// Violations returns every broken rule.
func (e InvalidError) Violations() []failure.Violation { return e.Broken }
