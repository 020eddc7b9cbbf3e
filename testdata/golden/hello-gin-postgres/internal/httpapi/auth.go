package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"example.com/hello/internal/auth"
	"example.com/hello/internal/failure"
)

// Authenticate returns a context with what the token in a request's Authorization
// fields claims. It is an error, as RFC 6750 answers it, where there is no valid one.
func Authenticate(ctx context.Context, tokens *auth.Verifier, authorization []string) (context.Context, error) {
	token, sent := bearerToken(authorization)
	if !sent {
		return ctx, RequestError{Reason: failure.Unauthorized, Header: newChallenge("Bearer")}
	}
	claims, err := tokens.Verify(ctx, token)
	if invalid, ok := errors.AsType[auth.TokenError](err); ok {
		return ctx, RequestError{
			Reason: failure.Unauthorized,
			Detail: invalid.Reason,
			Header: newChallenge(`Bearer error="invalid_token"`),
		}
	}
	return auth.WithClaims(ctx, claims), err
}

// bearerToken returns the token that was sent. Of several fields none counts, and so
// what was sent is no token.
func bearerToken(authorization []string) (token string, sent bool) {
	if len(authorization) != 1 {
		return "", len(authorization) > 1
	}
	scheme, token, _ := strings.Cut(authorization[0], " ")
	token = strings.Trim(token, " ")
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}

// Authorize returns an error unless the token that was sent allows to do this with these
// resources: to read them, or else to write.
func Authorize(ctx context.Context, method, resources string) error {
	scope := resources + ":write"
	if method == http.MethodGet || method == http.MethodHead {
		scope = resources + ":read"
	}
	if auth.ClaimsOf(ctx).Allow(scope) {
		return nil
	}
	return RequestError{
		Reason: failure.Forbidden,
		Detail: "The token does not allow " + scope + ".",
		Header: newChallenge(`Bearer error="insufficient_scope", scope="` + scope + `"`),
	}
}

func newChallenge(text string) http.Header { return http.Header{"Www-Authenticate": {text}} }
