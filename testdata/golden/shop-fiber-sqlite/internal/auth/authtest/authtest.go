// Package authtest issues tokens for tests and for development.
package authtest

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"example.com/shop/internal/config"
)

const keyID = "authtest"

// Issuer issues tokens.
type Issuer struct {
	cfg config.Auth
	key ed25519.PrivateKey
}

// Open returns an issuer of tokens that a service with this configuration accepts. If
// the file with its key doesn't exist, it is created.
func Open(cfg config.Auth) (*Issuer, error) {
	data, err := os.ReadFile(cfg.JWKSFile)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = create(cfg.JWKSFile)
	}
	if err != nil {
		return nil, err
	}
	var set jwkset.JWKSMarshal
	if err := json.Unmarshal(data, &set); err != nil || len(set.Keys) != 1 || set.Keys[0].KID != keyID {
		return nil, fmt.Errorf("%s has other keys than those of this package", cfg.JWKSFile)
	}
	jwk, err := jwkset.NewJWKFromMarshal(set.Keys[0], jwkset.JWKMarshalOptions{Private: true}, jwkset.JWKValidateOptions{})
	key, _ := jwk.Key().(ed25519.PrivateKey)
	return &Issuer{cfg: cfg, key: key}, err
}

// create writes a JWK set with a new private key.
func create(path string) ([]byte, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{
		Marshal:  jwkset.JWKMarshalOptions{Private: true},
		Metadata: jwkset.JWKMetadataOptions{KID: keyID, USE: jwkset.UseSig},
	})
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(jwkset.JWKSMarshal{Keys: []jwkset.JWKMarshal{jwk.Marshal()}})
	return data, errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600))
}

// Token returns a token with claims, which replace or complete those that it must have.
func (i *Issuer) Token(claims jwt.MapClaims) (string, error) {
	all := jwt.MapClaims{"iss": i.cfg.Issuer, "aud": i.cfg.Audience, "sub": "test", "exp": time.Now().Add(24 * time.Hour).Unix()}
	maps.Copy(all, claims)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, all)
	token.Header["kid"] = keyID
	return token.SignedString(i.key)
}
