// Package auth tells whose bearer token a request has, and what it allows.
package auth

import (
	"context"
	"slices"
	"strings"
)

// Claims are what a valid token says of whom it was given to.
type Claims struct {
	// Subject is who that is, in the issuer's words.
	Subject string
	// Scope lists what the token allows, with spaces between (RFC 8693, 4.2).
	Scope string
}

// Allow reports whether the scope is among those of the token.
func (c Claims) Allow(scope string) bool {
	return slices.Contains(strings.Fields(c.Scope), scope)
}

type claimsKey struct{}

// WithClaims returns a context that holds the claims of a request's token.
func WithClaims(ctx context.Context, claims Claims) context.Context {
	return context.WithValue(ctx, claimsKey{}, claims)
}

// ClaimsOf returns the claims that the context holds; where it holds none, those allow
// nothing.
func ClaimsOf(ctx context.Context) Claims {
	claims, _ := ctx.Value(claimsKey{}).(Claims)
	return claims
}
