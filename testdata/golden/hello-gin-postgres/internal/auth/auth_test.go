package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"example.com/hello/internal/apperr"
	"example.com/hello/internal/auth/authtest"
	"example.com/hello/internal/config"
)

func configuration(t *testing.T) config.Auth {
	t.Helper()
	return config.Auth{Issuer: "https://issuer.example", Audience: "service", JWKSFile: filepath.Join(t.TempDir(), "keys.json")}
}

func newVerifier(t *testing.T, cfg config.Auth) *Verifier {
	t.Helper()
	verifier, err := NewVerifier(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

func TestVerify_Claims(t *testing.T) {
	cfg := configuration(t)
	issuer, err := authtest.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	verifier := newVerifier(t, cfg)
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	for name, tc := range map[string]struct {
		claims jwt.MapClaims
		scopes []string
		err    error
	}{
		"scope":                {jwt.MapClaims{"scope": "a b"}, []string{"a", "b"}, nil},
		"a list of scopes":     {jwt.MapClaims{"scope": []string{"a", "b"}}, []string{"a", "b"}, nil},
		"scp":                  {jwt.MapClaims{"scp": []string{"a"}}, []string{"a"}, nil},
		"names in other case":  {jwt.MapClaims{"SCOPE": "a", "Scp": "b"}, nil, nil},
		"several audiences":    {jwt.MapClaims{"aud": []string{"x", cfg.Audience}}, nil, nil},
		"a clock that differs": {jwt.MapClaims{"exp": in(-20 * time.Second), "nbf": in(20 * time.Second)}, nil, nil},
		"expired":              {jwt.MapClaims{"exp": in(-time.Minute)}, nil, ErrInvalidToken},
		"valid forever":        {jwt.MapClaims{"exp": nil}, nil, ErrInvalidToken},
		"not valid yet":        {jwt.MapClaims{"nbf": in(time.Minute)}, nil, ErrInvalidToken},
		"another issuer":       {jwt.MapClaims{"iss": "x"}, nil, ErrInvalidToken},
		"no issuer":            {jwt.MapClaims{"iss": nil}, nil, ErrInvalidToken},
		"another audience":     {jwt.MapClaims{"aud": "x"}, nil, ErrInvalidToken},
		"no audience":          {jwt.MapClaims{"aud": nil}, nil, ErrInvalidToken},
	} {
		t.Run(name, func(t *testing.T) {
			token, err := issuer.Token(tc.claims)
			if err != nil {
				t.Fatal(err)
			}
			got, err := verifier.Verify(t.Context(), "bearer "+token)
			if !errors.Is(err, tc.err) || !slices.Equal(got.Scopes, tc.scopes) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

// sign returns a token that is valid except for its signature.
func sign(t *testing.T, cfg config.Auth, method jwt.SigningMethod, key any, header map[string]any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, jwt.MapClaims{"iss": cfg.Issuer, "aud": cfg.Audience, "exp": time.Now().Add(time.Hour).Unix()})
	for name, value := range header {
		token.Header[name] = value
	}
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// writeKeys writes a JWK set with these keys by ID.
func writeKeys(t *testing.T, file string, keys map[string]any) {
	t.Helper()
	var set jwkset.JWKSMarshal
	for id, key := range keys {
		jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: id}})
		if err != nil {
			t.Fatal(err)
		}
		set.Keys = append(set.Keys, jwk.Marshal())
	}
	data, err := json.Marshal(set)
	if err := errors.Join(err, os.WriteFile(file, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func TestVerify_Signatures(t *testing.T) {
	rsaKey, _ := rsa.GenerateKey(rand.Reader, 2048)
	ecKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	otherKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	cfg := configuration(t)
	file := cfg.JWKSFile
	writeKeys(t, file, map[string]any{"rsa": rsaKey.Public(), "ec": ecKey.Public()})
	endpoint := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(file))))
	t.Cleanup(endpoint.Close)
	cfg.JWKSURL, cfg.JWKSFile = endpoint.URL+"/"+filepath.Base(file), ""
	verifier := newVerifier(t, cfg)
	for name, tc := range map[string]struct {
		authorization string
		err           error
	}{
		"RS256":                 {"Bearer " + sign(t, cfg, jwt.SigningMethodRS256, rsaKey, map[string]any{"kid": "rsa"}), nil},
		"ES256":                 {"Bearer " + sign(t, cfg, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "ec"}), nil},
		"no key ID":             {"Bearer " + sign(t, cfg, jwt.SigningMethodES256, ecKey, nil), nil},
		"another key":           {"Bearer " + sign(t, cfg, jwt.SigningMethodES256, otherKey, map[string]any{"kid": "ec"}), ErrInvalidToken},
		"a key of another kind": {"Bearer " + sign(t, cfg, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "rsa"}), ErrInvalidToken},
		"critical parameters":   {"Bearer " + sign(t, cfg, jwt.SigningMethodES256, ecKey, map[string]any{"kid": "ec", "crit": []string{"x"}}), ErrInvalidToken},
		"PS256":                 {"Bearer " + sign(t, cfg, jwt.SigningMethodPS256, rsaKey, map[string]any{"kid": "rsa"}), ErrInvalidToken},
		"HS256":                 {"Bearer " + sign(t, cfg, jwt.SigningMethodHS256, []byte("x"), map[string]any{"kid": "rsa"}), ErrInvalidToken},
		"none":                  {"Bearer " + sign(t, cfg, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), ErrInvalidToken},
		"no JWT":                {"Bearer x", ErrInvalidToken},
		"another scheme":        {"Basic dTpw", ErrNoToken},
		"no token":              {"", ErrNoToken},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := verifier.Verify(t.Context(), tc.authorization); !errors.Is(err, tc.err) {
				t.Errorf("got %v, want %v", err, tc.err)
			}
		})
	}
	verifier.rereadAt = time.Time{}
	writeKeys(t, file, map[string]any{"new": otherKey.Public()})
	rotated := "Bearer " + sign(t, cfg, jwt.SigningMethodES256, otherKey, map[string]any{"kid": "new"})
	if _, err := verifier.Verify(t.Context(), rotated); err != nil {
		t.Errorf("a new key: %v", err)
	}
}

func TestVerify_KeysAreMissing(t *testing.T) {
	cfg := configuration(t)
	verifier := newVerifier(t, cfg)
	_, err := verifier.Verify(t.Context(), "Bearer x")
	for _, err := range []error{err, verifier.Ready(t.Context())} {
		if _, ok := errors.AsType[apperr.UnavailableError](err); !ok {
			t.Errorf("got %v, want an apperr.UnavailableError", err)
		}
	}
}
