package user

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"example.com/hello/internal/failure"
)

// NotFoundError says that no user has the id.
type NotFoundError struct {
	ID uuid.UUID
}

func (e NotFoundError) Error() string {
	return fmt.Sprintf("user %s: not found", e.ID)
}

// Kind says that this is a missing user.
func (NotFoundError) Kind() failure.Kind { return failure.NotFound }

// DuplicateError says that another user has the value of a unique field.
type DuplicateError struct {
	Field string
	Value any
}

func (e DuplicateError) Error() string {
	return fmt.Sprintf("user: %s is taken", e.Field)
}

// Kind says that this is a conflict.
func (DuplicateError) Kind() failure.Kind { return failure.Conflict }

// Violations names the field.
func (e DuplicateError) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: e.Field, Detail: "is taken"},
	}
}

// InvalidError says which rules a user breaks.
type InvalidError struct {
	Broken []failure.Violation
}

func (e InvalidError) Error() string {
	details := make([]string, len(e.Broken))
	for i, violation := range e.Broken {
		details[i] = violation.Field + " " + violation.Detail
	}
	return "user: " + strings.Join(details, ", ")
}

// Kind says that this is an invalid user.
func (InvalidError) Kind() failure.Kind { return failure.Invalid }

// Violations returns every broken rule.
func (e InvalidError) Violations() []failure.Violation { return e.Broken }
