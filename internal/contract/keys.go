package contract

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"
)

// signer is a key of an issuer of tokens.
type signer struct {
	id      string
	private crypto.Signer
	token   func() string // returns a token with every scope
}

// trusted is the key that services trust by default.
var trusted = newSigner("trusted")

// fromTrusted has the header fields of a client with every scope.
var fromTrusted = "Host: x\r\nAuthorization: Bearer " + trusted.token() + "\r\n"

func newSigner(id string) signer {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // the system has no randomness
	}
	return signerOf(id, private)
}

func newRSASigner(id string, bits int) signer {
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return signerOf(id, private)
}

func newEd25519Signer(id string) signer {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return signerOf(id, private)
}

func signerOf(id string, private crypto.Signer) signer {
	s := signer{id: id, private: private}
	s.token = sync.OnceValue(func() string {
		claims := tokenClaims()
		claims["scope"] = everyScope
		return s.sign(tokenHeader(s), claims)
	})
	return s
}

const everyScope = "users:read users:write orders:read orders:write products:read products:write"

// environment configures a service for the issuer, without the keys.
func (signer) environment() map[string]string {
	return map[string]string{"AUTH_ISSUER": "https://issuer.example", "AUTH_AUDIENCE": "service"}
}

// tokenClaims returns the claims of a token without a scope.
func tokenClaims() object {
	return object{"iss": "https://issuer.example", "aud": "service", "sub": "tester", "exp": time.Now().Add(24 * time.Hour).Unix()}
}

func tokenHeader(s signer) object {
	alg := "ES256"
	switch s.private.(type) {
	case *rsa.PrivateKey:
		alg = "RS256"
	case ed25519.PrivateKey:
		alg = "EdDSA"
	}
	return object{"alg": alg, "kid": s.id, "typ": "JWT"}
}

// sign returns a signed token.
func (s signer) sign(header, claims object) string {
	text := encoded([]byte(header.String())) + "." + encoded([]byte(claims.String()))
	digest := sha256.Sum256([]byte(text))
	if private, ok := s.private.(*ecdsa.PrivateKey); ok {
		r, v, err := ecdsa.Sign(rand.Reader, private, digest[:])
		if err != nil {
			panic(err)
		}
		signature := make([]byte, 64)
		r.FillBytes(signature[:32])
		v.FillBytes(signature[32:])
		return text + "." + encoded(signature)
	}
	message, options := digest[:], crypto.SignerOpts(crypto.SHA256)
	if _, ok := s.private.(ed25519.PrivateKey); ok {
		message, options = []byte(text), crypto.Hash(0)
	}
	signature, err := s.private.Sign(rand.Reader, message, options)
	if err != nil {
		panic(err)
	}
	return text + "." + encoded(signature)
}

// symmetric returns a token signed with HS256 and a secret.
func symmetric(id string, secret []byte) string {
	claims := tokenClaims()
	claims["scope"] = everyScope
	text := encoded([]byte(object{"alg": "HS256", "kid": id}.String())) + "." + encoded([]byte(claims.String()))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return text + "." + encoded(mac.Sum(nil))
}

func encoded(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// keySet returns the JWK set with the public keys.
func keySet(signers ...signer) []byte {
	keys := []object{}
	for _, s := range signers {
		keys = append(keys, s.jwk())
	}
	set, err := json.Marshal(object{"keys": keys})
	if err != nil {
		panic(err)
	}
	return set
}

func (s signer) jwk() object {
	if public, ok := s.private.Public().(*rsa.PublicKey); ok {
		return object{"kty": "RSA", "kid": s.id, "n": encoded(public.N.Bytes()), "e": encoded([]byte{1, 0, 1})}
	}
	if public, ok := s.private.Public().(ed25519.PublicKey); ok {
		return object{"kty": "OKP", "crv": "Ed25519", "kid": s.id, "x": encoded(public)}
	}
	public, ok := s.private.Public().(*ecdsa.PublicKey)
	if !ok {
		panic("unknown kind of key")
	}
	point, err := public.Bytes()
	if err != nil {
		panic(err)
	}
	return object{"kty": "EC", "crv": "P-256", "kid": s.id, "x": encoded(point[1:33]), "y": encoded(point[33:])}
}
