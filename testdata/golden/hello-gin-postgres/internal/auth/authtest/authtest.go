// Package authtest is an issuer of tokens for tests.
package authtest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"example.com/hello/internal/config"
)

// What the tokens of these tests name.
const (
	Issuer   = "https://issuer.example"
	Audience = "api"
)

// Key signs tokens.
type Key struct {
	ID      string
	method  jwt.SigningMethod
	private crypto.Signer
}

// NewKey returns a new key for ES256.
func NewKey(id string) Key {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return Key{id, jwt.SigningMethodES256, private}
}

// NewRSAKey returns a new key for RS256, with so many bits.
func NewRSAKey(id string, bits int) Key {
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return Key{id, jwt.SigningMethodRS256, private}
}

// Public returns the key's public half.
func (k Key) Public() crypto.PublicKey { return k.private.Public() }

// Claims returns those of a token that is valid for an hour.
func Claims(scope string) map[string]any {
	return map[string]any{
		"iss": Issuer, "aud": Audience, "sub": "tester", "scope": scope, "exp": time.Now().Add(time.Hour).Unix(),
	}
}

// None is the value of what a header shall not have.
const None = "(none)"

// Token returns a token with these claims, and with what else its header shall have.
func (k Key) Token(claims, header map[string]any) string {
	token := jwt.NewWithClaims(k.method, jwt.MapClaims(claims))
	token.Header["kid"] = k.ID
	maps.Copy(token.Header, header)
	maps.DeleteFunc(token.Header, func(_ string, value any) bool { return value == None })
	signed, err := token.SignedString(k.private)
	if err != nil {
		panic(err)
	}
	return signed
}

// JWK returns the public half as RFC 7517 writes it.
func (k Key) JWK() map[string]any {
	shown := map[string]any{"kid": k.ID, "alg": k.method.Alg(), "use": "sig"}
	switch public := k.private.Public().(type) {
	case *rsa.PublicKey:
		shown["kty"], shown["n"] = "RSA", encode(public.N.Bytes())
		shown["e"] = encode(big.NewInt(int64(public.E)).Bytes())
	case *ecdsa.PublicKey:
		point, err := public.Bytes()
		if err != nil {
			panic(err)
		}
		shown["kty"], shown["crv"] = "EC", "P-256"
		shown["x"], shown["y"] = encode(point[1:33]), encode(point[33:])
	}
	return shown
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// Set returns a JWK set.
func Set(keys ...map[string]any) []byte {
	set, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		panic(err)
	}
	return set
}

// Config returns the configuration of a service that believes what the keys sign.
func Config(t *testing.T, keys ...Key) config.Auth {
	t.Helper()
	shown := make([]map[string]any, len(keys))
	for i, key := range keys {
		shown[i] = key.JWK()
	}
	name := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(name, Set(shown...), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Auth{Issuer: Issuer, Audience: Audience, KeysFile: name}
}
