// Package auth verifies the bearer tokens of requests.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/config"
)

const (
	leeway       = 30 * time.Second // for clock skew
	readInterval = time.Minute      // between reads of the issuer's keys
	rereadPause  = 5 * time.Second  // between reads because of a request with an unknown key
	readTimeout  = 3 * time.Second
)

// The reasons why a request is rejected.
var (
	ErrNoToken      = errors.New("there is no bearer token")
	ErrInvalidToken = errors.New("the bearer token is not valid")
	ErrMissingScope = errors.New("the bearer token lacks the scope")
)

// Caller is the user or client to whom a token was issued.
type Caller struct {
	Subject string
	Scopes  []string
}

type callerKey struct{}

// WithCaller returns a context for a request of the caller.
func WithCaller(ctx context.Context, caller Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// CallerOf returns the caller of the request that the context belongs to.
func CallerOf(ctx context.Context) Caller {
	caller, _ := ctx.Value(callerKey{}).(Caller)
	return caller
}

// Require returns ErrMissingScope unless the caller of the request has the scope.
func Require(ctx context.Context, scope string) error {
	if !slices.Contains(CallerOf(ctx).Scopes, scope) {
		return fmt.Errorf("%w %s", ErrMissingScope, scope)
	}
	return nil
}

// Verifier verifies tokens with the keys of their issuer.
type Verifier struct {
	parser   *jwt.Parser
	location string // the URL of the keys
	client   *http.Client
	log      *slog.Logger
	keys     atomic.Pointer[keyfunc.Keyfunc]

	mu       sync.Mutex // locked while a request reads the keys
	rereadAt time.Time
}

// NewVerifier returns a verifier that reads the issuer's keys in the background,
// immediately and then periodically, until ctx ends.
func NewVerifier(ctx context.Context, cfg config.Auth, log *slog.Logger) (*Verifier, error) {
	location, client, err := source(cfg)
	if err != nil {
		return nil, err
	}
	v := &Verifier{
		location: location, client: client, log: log,
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"RS256", "ES256", "EdDSA"}), jwt.WithIssuer(cfg.Issuer),
			jwt.WithAudience(cfg.Audience), jwt.WithExpirationRequired(), jwt.WithLeeway(leeway)),
	}
	go func() {
		for ctx.Err() == nil {
			v.readKeys(ctx)
			select {
			case <-ctx.Done():
			case <-time.After(readInterval):
			}
		}
	}()
	return v, nil
}

// source returns the URL of the keys, and the client that reads it.
func source(cfg config.Auth) (string, *http.Client, error) {
	if (cfg.JWKSURL == "") == (cfg.JWKSFile == "") {
		return "", nil, errors.New("either AUTH_JWKS_URL or AUTH_JWKS_FILE must be set")
	}
	if cfg.JWKSFile != "" {
		folder, name := filepath.Split(cfg.JWKSFile)
		return "file:///" + url.PathEscape(name), &http.Client{Transport: http.NewFileTransport(http.Dir(folder))}, nil
	}
	if u, err := url.Parse(cfg.JWKSURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", nil, errors.New("AUTH_JWKS_URL: must be an http or https URL")
	}
	return cfg.JWKSURL, http.DefaultClient, nil
}

// readKeys reads the keys. If it fails, it keeps the old ones.
func (v *Verifier) readKeys(ctx context.Context) {
	storage, err := jwkset.NewStorageFromHTTP(v.location, jwkset.HTTPClientStorageOptions{Client: v.client, Ctx: ctx, HTTPTimeout: readTimeout})
	if failure, ok := errors.AsType[*url.Error](err); ok {
		err = failure.Err // without the URL, which may have a secret
	}
	if err != nil {
		v.log.WarnContext(ctx, "the issuer's keys can't be read", "error", err)
		return
	}
	keys, err := keyfunc.New(keyfunc.Options{Storage: storage, UseWhitelist: []jwkset.USE{"", jwkset.UseSig}})
	if err == nil {
		v.keys.Store(&keys)
	}
}

// rereadKeys reads the keys again because a request needs an unknown one, unless that was
// done just before. It returns the current keys, or nil.
func (v *Verifier) rereadKeys(ctx context.Context, old *keyfunc.Keyfunc) *keyfunc.Keyfunc {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys.Load() == old && time.Since(v.rereadAt) > rereadPause {
		v.readKeys(context.WithoutCancel(ctx)) // Other requests wait for the keys too.
		v.rereadAt = time.Now()
	}
	return v.keys.Load()
}

// Ready returns an apperr.UnavailableError if the keys have never been read.
func (v *Verifier) Ready(ctx context.Context) error {
	if v.keys.Load() == nil && v.rereadKeys(ctx, nil) == nil {
		return apperr.UnavailableError{Err: errors.New("the issuer's keys have not been read")}
	}
	return nil
}

// Verify returns the caller to whom the token in an Authorization header was issued.
func (v *Verifier) Verify(ctx context.Context, authorization string) (Caller, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Caller{}, ErrNoToken
	}
	if err := v.Ready(ctx); err != nil {
		return Caller{}, err
	}
	keys := v.keys.Load()
	claims, err := v.parse(token, *keys)
	if errors.Is(err, jwkset.ErrKeyNotFound) {
		claims, err = v.parse(token, *v.rereadKeys(ctx, keys))
	}
	if err != nil {
		return Caller{}, fmt.Errorf("%w: %w", ErrInvalidToken, err)
	}
	subject, _ := claims.GetSubject()
	return Caller{Subject: subject, Scopes: append(words(claims["scope"]), words(claims["scp"])...)}, nil
}

// parse returns the claims of a valid token.
func (v *Verifier) parse(text string, keys keyfunc.Keyfunc) (jwt.MapClaims, error) {
	claims := jwt.MapClaims{} // A struct would match names in any case.
	_, err := v.parser.ParseWithClaims(text, claims, func(token *jwt.Token) (any, error) {
		if _, present := token.Header["crit"]; present {
			return nil, errors.New("the header has critical parameters")
		}
		return keys.Keyfunc(token)
	})
	return claims, err
}

// words returns the words of a claim that is text or a list.
func words(claim any) []string {
	switch claim := claim.(type) {
	case string:
		return strings.Fields(claim)
	case []any:
		var all []string
		for _, item := range claim {
			all = append(all, fmt.Sprint(item))
		}
		return all
	default:
		return nil
	}
}
