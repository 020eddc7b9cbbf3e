// Package failure says what kinds of failure there are. An error says its own
// kind by a method, and whoever answers for it asks KindOf.
package failure

import (
	"context"
	"errors"
)

// Kind is what a caller can do about an error.
type Kind int

// The kinds of failure.
const (
	// Internal is a failure that no caller can help: all that doesn't say what it is.
	Internal Kind = iota
	// MalformedBody is a body that isn't one JSON value in UTF-8.
	MalformedBody
	// InvalidParameter is a part of the path or the query that can't be understood.
	InvalidParameter
	// RouteNotFound is a path that leads nowhere.
	RouteNotFound
	// NotFound is an id that nothing has.
	NotFound
	// MethodNotAllowed is a method that a path doesn't have.
	MethodNotAllowed
	// Conflict is a change that what is stored doesn't allow.
	Conflict
	// PreconditionFailed is a change of something that is no longer as the caller knew it.
	PreconditionFailed
	// BodyTooLarge is a body over the limit.
	BodyTooLarge
	// UnsupportedMediaType is a body in a form that isn't understood.
	UnsupportedMediaType
	// Invalid is a value that breaks a rule.
	Invalid
	// Unauthorized is a request that doesn't say who sends it, or not so that it is believed.
	Unauthorized
	// Forbidden is a request of somebody who may not do that.
	Forbidden
	// RateLimited is one request too many of a client's.
	RateLimited
	// Timeout is work that ended because its context did.
	Timeout
	// Unavailable is a dependency, or the service itself, that can't answer now.
	Unavailable
)

// Kinds returns every kind there is.
func Kinds() []Kind {
	kinds := make([]Kind, 0, Unavailable+1)
	for kind := Internal; kind <= Unavailable; kind++ {
		kinds = append(kinds, kind)
	}
	return kinds
}

// KindOf returns what the first error in err's tree that has a kind says of
// itself, Timeout for the end of a context, and Internal for all others.
func KindOf(err error) Kind {
	var kinded interface{ Kind() Kind }
	if errors.As(err, &kinded) {
		return kinded.Kind()
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return Timeout
	}
	return Internal
}
