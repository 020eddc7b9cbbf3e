// Package apperr has the errors that all domains share. The HTTP API maps each of them
// to a response in one table. Errors that wrap them are found with errors.AsType.
package apperr

import (
	"fmt"

	"github.com/google/uuid"
)

// NotFoundError says that no resource has the ID.
type NotFoundError struct{ ID uuid.UUID }

func (e NotFoundError) Error() string { return "nothing has the ID " + e.ID.String() }

// ConflictError says that a change contradicts what is stored.
type ConflictError struct {
	Field  string // empty if the conflict isn't about a single field
	Detail string
}

func (e ConflictError) Error() string { return fmt.Sprintf("conflict: %s %s", e.Field, e.Detail) }

// StaleError says that the resource has changed since the version that the caller knows.
type StaleError struct{}

func (StaleError) Error() string { return "the resource has changed" }

// UnavailableError says that a dependency of the service doesn't respond in time.
type UnavailableError struct {
	Err error
}

func (e UnavailableError) Error() string { return "unavailable: " + e.Err.Error() }

// Unwrap returns the cause.
func (e UnavailableError) Unwrap() error { return e.Err }

// InvalidError lists the rules that a resource violates.
type InvalidError struct {
	Violations Violations
}

func (e InvalidError) Error() string { return fmt.Sprintf("invalid: %v", e.Violations) }

// Violation is a rule that the value of a field violates.
type Violation struct {
	Field  string // as named in the API; empty if the violation isn't about a single field
	Detail string
}

// Violations collects the rules that a resource violates.
type Violations []Violation

// Check adds every detail that isn't empty.
func (v *Violations) Check(field string, details ...string) {
	for _, detail := range details {
		if detail != "" {
			v.Add(field, detail)
		}
	}
}

// Add adds one violation.
func (v *Violations) Add(field, detail string) {
	*v = append(*v, Violation{Field: field, Detail: detail})
}

// Err returns an InvalidError, or nil if there are no violations.
func (v Violations) Err() error {
	if len(v) == 0 {
		return nil
	}
	return InvalidError{Violations: v}
}
