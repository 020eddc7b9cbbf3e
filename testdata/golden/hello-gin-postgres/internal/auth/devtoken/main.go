// Command devtoken prints a token with the given scopes for a service with the same
// AUTH_ variables. If AUTH_JWKS_FILE doesn't exist, it creates that file.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"example.com/hello/internal/auth/authtest"
	"example.com/hello/internal/config"
)

func main() {
	if err := run(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "devtoken:", err)
		os.Exit(1)
	}
}

func run() error {
	cfg, err := config.Load[config.Auth](os.Environ())
	if err != nil {
		return err
	}
	if cfg.JWKSFile == "" {
		return errors.New("AUTH_JWKS_FILE must be set")
	}
	issuer, err := authtest.Open(cfg)
	if err != nil {
		return err
	}
	token, err := issuer.Token(jwt.MapClaims{"scope": strings.Join(os.Args[1:], " ")})
	if err != nil {
		return err
	}
	_, err = fmt.Println(token)
	return err
}
