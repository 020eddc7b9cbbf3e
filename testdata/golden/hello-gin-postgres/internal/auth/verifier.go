package auth

import (
	"context"
	"errors"
	"log/slog"

	"github.com/golang-jwt/jwt/v5"

	"example.com/hello/internal/config"
)

// Verifier judges tokens: JWTs (RFC 7519) of one issuer for one audience, signed with
// one of the issuer's keys.
type Verifier struct {
	keys   *keyring
	parser *jwt.Parser
}

// NewVerifier returns a Verifier. It begins to read the keys, and doesn't wait for them.
func NewVerifier(cfg config.Auth, log *slog.Logger) *Verifier {
	return newVerifier(cfg, newKeyring(newSource(cfg), log))
}

func newVerifier(cfg config.Auth, keys *keyring) *Verifier {
	return &Verifier{
		keys: keys,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{algorithmRSA, algorithmEC}),
			jwt.WithIssuer(string(cfg.Issuer)),
			jwt.WithAudience(string(cfg.Audience)),
			jwt.WithExpirationRequired(),
			jwt.WithStrictDecoding(),
		),
	}
}

// Verify returns what a token claims. The error is a TokenError where it isn't valid,
// an UnavailableError where that can't be told, and ctx's when that ends.
func (v *Verifier) Verify(ctx context.Context, token string) (Claims, error) {
	// A map keeps names as they are (RFC 7519, 10.1.1): in a struct, Scope would be scope.
	claims := jwt.MapClaims{}
	_, err := v.parser.ParseWithClaims(token, claims, func(parsed *jwt.Token) (any, error) {
		return v.keysOf(ctx, parsed)
	})
	if err != nil {
		return Claims{}, judged(err)
	}
	return claimed(claims)
}

// claimed returns those of the claims that are looked at further on.
func claimed(claims jwt.MapClaims) (Claims, error) {
	subject, err := claims.GetSubject()
	if err != nil {
		return Claims{}, judged(err)
	}
	scope, ok := claims["scope"].(string)
	if !ok && claims["scope"] != nil {
		return Claims{}, TokenError{"The token is not a JWT."}
	}
	return Claims{Subject: subject, Scope: scope}, nil
}

// keysOf returns the keys that may have signed the token. The token says no more of
// them than an id: none that it holds or points to is looked at.
func (v *Verifier) keysOf(ctx context.Context, token *jwt.Token) (jwt.VerificationKeySet, error) {
	var candidates jwt.VerificationKeySet
	if _, found := token.Header["crit"]; found {
		return candidates, TokenError{"The token demands what is not understood here."}
	}
	id := ""
	if sent, found := token.Header["kid"]; found {
		if id, _ = sent.(string); id == "" {
			return candidates, TokenError{"The token is not a JWT."}
		}
	}
	keys, err := v.keys.find(ctx, id, token.Method.Alg())
	for _, found := range keys {
		candidates.Keys = append(candidates.Keys, found.public)
	}
	if err == nil && len(keys) == 0 {
		err = TokenError{"The token is signed with a key that is not known."}
	}
	return candidates, err
}

// reasons are what is told of tokens, by what the parser says of them; the first that
// fits. What is wrong with its claims is told only of a token that the issuer signed.
var reasons = []struct {
	err  error
	text string
}{
	{jwt.ErrTokenSignatureInvalid, "The token's signature is not valid."},
	{jwt.ErrTokenRequiredClaimMissing, "The token lacks exp, iss or aud."},
	{jwt.ErrTokenExpired, "The token has expired."},
	{jwt.ErrTokenNotValidYet, "The token is not valid yet."},
	{jwt.ErrTokenInvalidIssuer, "The token is from another issuer."},
	{jwt.ErrTokenInvalidAudience, "The token is for another audience."},
}

// judged returns the error of keysOf where that failed, and else why the token is refused.
func judged(err error) error {
	if token, ok := errors.AsType[TokenError](err); ok {
		return token
	}
	if unavailable, ok := errors.AsType[UnavailableError](err); ok {
		return unavailable
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	for _, reason := range reasons {
		if errors.Is(err, reason.err) {
			return TokenError{reason.text}
		}
	}
	return TokenError{"The token is not a JWT."}
}
