package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// The algorithms that tokens may be signed with (RFC 7518, 3.1).
const (
	algorithmRSA = "RS256"
	algorithmEC  = "ES256"
)

const (
	// leastRSABits and mostRSABits bound a modulus: less is too weak, more too slow.
	leastRSABits = 2048
	mostRSABits  = 8192
	// mostKeys is how many keys a set may have.
	mostKeys = 100
	// coordinateBytes is how long a coordinate on the curve P-256 is.
	coordinateBytes = 32
)

// key is a public key that may verify tokens.
type key struct {
	id        string // empty: it has none
	algorithm string
	public    crypto.PublicKey
}

// webKey is a JWK as it is sent (RFC 7517, 4; RFC 7518, 6).
type webKey struct {
	Type       string   `json:"kty"`
	ID         string   `json:"kid"`
	Use        string   `json:"use"`
	Operations []string `json:"key_ops"`
	Algorithm  string   `json:"alg"`
	Modulus    string   `json:"n"`
	Exponent   string   `json:"e"`
	Curve      string   `json:"crv"`
	X          string   `json:"x"`
	Y          string   `json:"y"`
}

// parseKeys returns the keys of a JWK set that may verify tokens, and why others are
// left out. What isn't a set is an error.
func parseKeys(data []byte) (keys []key, refused []error, err error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, nil, fmt.Errorf("not a JWK set: %w", err)
	}
	if set.Keys == nil || len(set.Keys) > mostKeys {
		return nil, nil, fmt.Errorf("not a JWK set of up to %d keys", mostKeys)
	}
	for i, text := range set.Keys {
		parsed, err := parseKey(text)
		if err != nil {
			refused = append(refused, fmt.Errorf("key %d: %w", i, err))
			continue
		}
		keys = append(keys, parsed)
	}
	return keys, refused, nil
}

func parseKey(text []byte) (key, error) {
	var sent webKey
	if err := json.Unmarshal(text, &sent); err != nil {
		return key{}, err
	}
	if sent.Use != "" && sent.Use != "sig" || sent.Operations != nil && !slices.Contains(sent.Operations, "verify") {
		return key{}, errors.New("it isn't for signatures")
	}
	parsed := key{id: sent.ID}
	var err error
	switch sent.Type {
	case "RSA":
		parsed.algorithm = algorithmRSA
		parsed.public, err = sent.rsa()
	case "EC":
		parsed.algorithm = algorithmEC
		parsed.public, err = sent.ec()
	default:
		err = fmt.Errorf("there is no use for a key of type %q", sent.Type)
	}
	if err == nil && sent.Algorithm != "" && sent.Algorithm != parsed.algorithm {
		err = fmt.Errorf("it is for %q", sent.Algorithm)
	}
	return parsed, err
}

func (k webKey) rsa() (*rsa.PublicKey, error) {
	modulus, err := base64.RawURLEncoding.DecodeString(k.Modulus)
	if err != nil {
		return nil, fmt.Errorf("n: %w", err)
	}
	exponent, err := base64.RawURLEncoding.DecodeString(k.Exponent)
	if err != nil {
		return nil, fmt.Errorf("e: %w", err)
	}
	n, e := new(big.Int).SetBytes(modulus), new(big.Int).SetBytes(exponent)
	if n.BitLen() < leastRSABits || n.BitLen() > mostRSABits || n.Bit(0) == 0 {
		return nil, fmt.Errorf("n has %d bits, and must be odd and have %d to %d", n.BitLen(), leastRSABits, mostRSABits)
	}
	if e.BitLen() < 2 || e.BitLen() > 31 || e.Bit(0) == 0 {
		return nil, errors.New("e must be odd, more than 1 and less than 2^31")
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

func (k webKey) ec() (*ecdsa.PublicKey, error) {
	if k.Curve != "P-256" {
		return nil, fmt.Errorf("there is no use for the curve %q", k.Curve)
	}
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil {
		return nil, fmt.Errorf("x: %w", err)
	}
	y, err := base64.RawURLEncoding.DecodeString(k.Y)
	if err != nil {
		return nil, fmt.Errorf("y: %w", err)
	}
	if len(x) != coordinateBytes || len(y) != coordinateBytes {
		return nil, fmt.Errorf("x and y must have %d bytes", coordinateBytes)
	}
	const uncompressed = 4
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{uncompressed}, x, y))
}
