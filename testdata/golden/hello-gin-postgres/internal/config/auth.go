package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
)

// Auth configures whose tokens are believed.
type Auth struct {
	// Issuer and Audience are what a token must name.
	Issuer   Mandatory `env:"AUTH_ISSUER"`
	Audience Mandatory `env:"AUTH_AUDIENCE"`
	// KeysURL or KeysFile is where the issuer's public keys are: a JWK set (RFC 7517).
	KeysURL  KeysURL `env:"AUTH_JWKS_URL" secret:"true"`
	KeysFile string  `env:"AUTH_JWKS_FILE"`
}

// check returns what is wrong with several variables together.
func (a Auth) check() error {
	if (a.KeysURL == "") == (a.KeysFile == "") {
		return errors.New("AUTH_JWKS_URL, AUTH_JWKS_FILE: one of them must be set, and not both")
	}
	return nil
}

// Mandatory is a text that must be there.
type Mandatory string

// UnmarshalText refuses an empty text.
func (m *Mandatory) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("must be set")
	}
	*m = Mandatory(text)
	return nil
}

// KeysURL is where keys can be fetched unaltered: an https URL, or an http one of this
// machine; empty for none.
type KeysURL string

// UnmarshalText refuses what anyone on the way could alter. It keeps that too, as there
// is a URL all the same.
func (k *KeysURL) UnmarshalText(text []byte) error {
	*k = KeysURL(text)
	if len(text) == 0 {
		return nil
	}
	parsed, err := url.Parse(string(text))
	if err != nil || parsed.Hostname() == "" {
		return errors.New("must be a URL such as https://issuer.example/jwks.json")
	}
	if parsed.Scheme != "https" && (parsed.Scheme != "http" || !isThisMachine(parsed.Hostname())) {
		return fmt.Errorf("must begin with https://, as %s is another machine", parsed.Hostname())
	}
	return nil
}

func isThisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
