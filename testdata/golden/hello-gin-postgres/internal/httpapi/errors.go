package httpapi

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"example.com/hello/internal/failure"
)

// RequestError refuses a request before the domain sees it.
type RequestError struct {
	Reason failure.Kind
	// Detail is told to the client; empty: what Answers says.
	Detail string
	// Header are fields that the answer has besides.
	Header http.Header
	// Broken are the rules that members of the body break.
	Broken []failure.Violation
}

func (e RequestError) Error() string {
	answer := Answers[e.Reason]
	if e.Detail == "" {
		return answer.Code + ": " + answer.Detail
	}
	return answer.Code + ": " + e.Detail
}

// Kind returns the reason.
func (e RequestError) Kind() failure.Kind { return e.Reason }

// Violations returns the rules that members of the body break.
func (e RequestError) Violations() []failure.Violation { return e.Broken }

// NoRoute refuses a request that the router has no handler for: its path has the
// methods given, in any order, or leads nowhere when there are none. Where GET is
// allowed, HEAD is too.
func NoRoute(methods []string) error {
	if len(methods) == 0 {
		return RequestError{Reason: failure.RouteNotFound}
	}
	allow := strings.Join(sortedMethods(methods), ", ")
	return RequestError{Reason: failure.MethodNotAllowed, Header: http.Header{"Allow": {allow}}}
}

// sortedMethods returns the methods, with HEAD where GET is among them.
func sortedMethods(methods []string) []string {
	sorted := slices.Clone(methods)
	if slices.Contains(sorted, http.MethodGet) {
		sorted = append(sorted, http.MethodHead)
	}
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// notObjectError refuses a body that is JSON, but no object.
type notObjectError struct{}

func (notObjectError) Error() string { return "validation_failed: the body is no object" }

func (notObjectError) Kind() failure.Kind { return failure.Invalid }

func (notObjectError) Violations() []failure.Violation {
	return []failure.Violation{{Detail: "must be an object"}}
}

// PanicError is a panic that was recovered from.
type PanicError struct {
	Value any
	Stack []byte
}

// NewPanicError keeps the value and the stack. It must be called by the deferred
// function that recovered.
func NewPanicError(value any) PanicError {
	return PanicError{Value: value, Stack: debug.Stack()}
}

func (e PanicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.Value, e.Stack) }
