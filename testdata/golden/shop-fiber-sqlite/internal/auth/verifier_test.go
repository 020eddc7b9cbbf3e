package auth_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/auth/authtest"
)

// rsaKey is made once: that takes its time.
var rsaKey = sync.OnceValue(func() authtest.Key { return authtest.NewRSAKey("rsa", 2048) })

// unsigned returns a token with a signature of one's own.
func unsigned(t *testing.T, header, claims map[string]any, sign func(text string) string) string {
	t.Helper()
	parts := make([]string, 2)
	for i, part := range []map[string]any{header, claims} {
		text, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		parts[i] = base64.RawURLEncoding.EncodeToString(text)
	}
	text := strings.Join(parts, ".")
	return text + "." + sign(text)
}

func signedWith(t *testing.T, secret []byte) func(string) string {
	t.Helper()
	return func(text string) string {
		signature, err := jwt.SigningMethodHS256.Sign(text, secret)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(signature)
	}
}

func noSignature(string) string { return "" }

// claims returns those of a valid token, changed. A nil takes one away.
func claims(changed map[string]any) map[string]any {
	all := authtest.Claims("things:read")
	maps.Copy(all, changed)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	return all
}

func TestVerify(t *testing.T) {
	t.Parallel()
	key, stranger := authtest.NewKey("ec"), authtest.NewKey("stranger")
	namesake := authtest.NewKey("ec")
	now := time.Now()
	publicRSA, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	const unknown, forged = "The token is signed with a key that is not known.", "The token's signature is not valid."
	const lacks, noToken = "The token lacks exp, iss or aud.", "The token is not a JWT."
	for name, tc := range map[string]struct {
		token  string
		reason string // empty: it is valid
	}{
		"ES256":                         {key.Token(claims(nil), nil), ""},
		"RS256":                         {rsaKey().Token(claims(nil), nil), ""},
		"one of several audiences":      {key.Token(claims(map[string]any{"aud": []string{"other", authtest.Audience}}), nil), ""},
		"valid for long":                {key.Token(claims(map[string]any{"nbf": now.Add(-time.Hour).Unix()}), nil), ""},
		"another type":                  {key.Token(claims(nil), map[string]any{"typ": "at+jwt"}), ""},
		"expired":                       {key.Token(claims(map[string]any{"exp": now.Add(-time.Second).Unix()}), nil), "The token has expired."},
		"no exp":                        {key.Token(claims(map[string]any{"exp": nil}), nil), lacks},
		"an exp that is no time":        {key.Token(claims(map[string]any{"exp": "tomorrow"}), nil), noToken},
		"an exp in quotes":              {key.Token(claims(map[string]any{"exp": strconv.FormatInt(now.Add(time.Hour).Unix(), 10)}), nil), noToken},
		"an exp in capitals":            {key.Token(claims(map[string]any{"exp": nil, "EXP": now.Add(time.Hour).Unix()}), nil), lacks},
		"an audience in capitals":       {key.Token(claims(map[string]any{"aud": nil, "AUD": authtest.Audience}), nil), lacks},
		"another scope, in long s":      {key.Token(claims(map[string]any{"\u017fcope": "admin"}), nil), ""},
		"a subject that is no text":     {key.Token(claims(map[string]any{"sub": 7}), nil), noToken},
		"not valid yet":                 {key.Token(claims(map[string]any{"nbf": now.Add(time.Minute).Unix()}), nil), "The token is not valid yet."},
		"another issuer":                {key.Token(claims(map[string]any{"iss": authtest.Issuer + "/"}), nil), "The token is from another issuer."},
		"no issuer":                     {key.Token(claims(map[string]any{"iss": nil}), nil), lacks},
		"another audience":              {key.Token(claims(map[string]any{"aud": "other"}), nil), "The token is for another audience."},
		"no audience":                   {key.Token(claims(map[string]any{"aud": nil}), nil), lacks},
		"no audiences":                  {key.Token(claims(map[string]any{"aud": []string{}}), nil), lacks},
		"scopes in a list":              {key.Token(claims(map[string]any{"scope": []string{"things:read"}}), nil), noToken},
		"an unknown key":                {stranger.Token(claims(nil), nil), unknown},
		"another key with a known id":   {namesake.Token(claims(nil), nil), forged},
		"the id of another algorithm":   {key.Token(claims(nil), map[string]any{"kid": "rsa"}), unknown},
		"a key of its own":              {stranger.Token(claims(nil), map[string]any{"kid": "ec", "jwk": stranger.JWK()}), forged},
		"a place where keys are":        {stranger.Token(claims(nil), map[string]any{"jku": "http://127.0.0.1:1/", "x5u": "http://127.0.0.1:1/"}), unknown},
		"an id that is no text":         {key.Token(claims(nil), map[string]any{"kid": 7}), noToken},
		"an empty id":                   {key.Token(claims(nil), map[string]any{"kid": ""}), noToken},
		"what must be understood":       {key.Token(claims(nil), map[string]any{"crit": []string{"b64"}, "b64": true}), "The token demands what is not understood here."},
		"nothing that must be":          {key.Token(claims(nil), map[string]any{"crit": nil}), "The token demands what is not understood here."},
		"none":                          {unsigned(t, map[string]any{"alg": "none"}, claims(nil), noSignature), forged},
		"None":                          {unsigned(t, map[string]any{"alg": "None", "kid": "ec"}, claims(nil), noSignature), noToken},
		"HS256 with the public key":     {unsigned(t, map[string]any{"alg": "HS256", "kid": "rsa"}, claims(nil), signedWith(t, publicRSA)), forged},
		"HS256 with nothing":            {unsigned(t, map[string]any{"alg": "HS256"}, claims(nil), signedWith(t, []byte{})), forged},
		"a signature of nothing":        {unsigned(t, map[string]any{"alg": "ES256", "kid": "ec"}, claims(nil), noSignature), forged},
		"a signature of zeros":          {unsigned(t, map[string]any{"alg": "ES256", "kid": "ec"}, claims(nil), func(string) string { return strings.Repeat("A", 86) }), forged},
		"RS384":                         {unsigned(t, map[string]any{"alg": "RS384", "kid": "rsa"}, claims(nil), noSignature), forged},
		"PS256":                         {unsigned(t, map[string]any{"alg": "PS256", "kid": "rsa"}, claims(nil), noSignature), forged},
		"claims changed after signing":  {changed(key.Token(claims(nil), nil)), forged},
		"no claims":                     {key.Token(nil, nil), lacks},
		"no algorithm":                  {unsigned(t, map[string]any{}, claims(nil), noSignature), noToken},
		"two parts":                     {"e30.e30", noToken},
		"five parts":                    {"e30.e30.e30.e30.e30", noToken},
		"no token at all":               {"secret", noToken},
		"nothing":                       {"", noToken},
		"a header that is null":         {"bnVsbA." + strings.Repeat("A", 10) + ".", noToken},
		"white space around":            {" " + key.Token(claims(nil), nil) + " ", noToken},
		"the padding that JWTs leave":   {key.Token(claims(nil), nil) + "==", noToken},
		"more than a signature's bytes": {key.Token(claims(nil), nil) + "AAAA", forged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verifier := auth.NewVerifier(authtest.Config(t, key, rsaKey()), slog.New(slog.DiscardHandler))
			got, err := verifier.Verify(t.Context(), tc.token)
			if tc.reason == "" {
				if err != nil || got != (auth.Claims{Subject: "tester", Scope: "things:read"}) {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			refused, ok := errors.AsType[auth.TokenError](err)
			if !ok || refused.Reason != tc.reason || got != (auth.Claims{}) {
				t.Errorf("got %+v, %v; want %s", got, err, tc.reason)
			}
		})
	}
}

// changed returns a token with the claims of another.
func changed(token string) string {
	parts := strings.Split(token, ".")
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.ReplaceAll(decoded(parts[1]), "read", "admin")))
	return strings.Join(parts, ".")
}

func decoded(part string) string {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestATokenThatNamesNoKey(t *testing.T) {
	t.Parallel()
	first, second, stranger := authtest.NewKey("a"), authtest.NewKey("b"), authtest.NewKey("c")
	verifier := auth.NewVerifier(authtest.Config(t, rsaKey(), first, second), slog.New(slog.DiscardHandler))
	for _, key := range []authtest.Key{first, second, rsaKey()} {
		if _, err := verifier.Verify(t.Context(), key.Token(claims(nil), map[string]any{"kid": authtest.None})); err != nil {
			t.Errorf("one of several keys: %v", err)
		}
	}
	if _, err := verifier.Verify(t.Context(), stranger.Token(claims(nil), map[string]any{"kid": authtest.None})); err == nil {
		t.Error("none of them: it is valid")
	}
}

func TestWhatAClientMayDo(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]bool{
		"things:read":                 true,
		"other:read things:read":      true,
		"":                            false,
		"things:read:all":             false,
		"things:write":                false,
		"Things:read":                 false,
		"other:read,things:read":      false,
		"  things:read   things:read": true,
	} {
		ctx := auth.WithClaims(context.Background(), auth.Claims{Scope: scope})
		if got := auth.ClaimsOf(ctx).Allow("things:read"); got != want {
			t.Errorf("%q: got %t", scope, got)
		}
	}
	if auth.ClaimsOf(context.Background()).Allow("things:read") {
		t.Error("a context without claims allows something")
	}
}
