package auth

import "example.com/hello/internal/failure"

// TokenError refuses a token.
type TokenError struct {
	// Reason is for whoever sent it: "The token has expired."
	Reason string
}

func (e TokenError) Error() string { return e.Reason }

// Kind returns failure.Unauthorized.
func (TokenError) Kind() failure.Kind { return failure.Unauthorized }

// UnavailableError says that no token can be judged: the keys could never be read.
type UnavailableError struct{ Cause error }

func (e UnavailableError) Error() string {
	if e.Cause == nil {
		return "the keys for tokens aren't read yet"
	}
	return "the keys for tokens were never read: " + e.Cause.Error()
}

func (e UnavailableError) Unwrap() error { return e.Cause }

// Kind returns failure.Unavailable.
func (UnavailableError) Kind() failure.Kind { return failure.Unavailable }
