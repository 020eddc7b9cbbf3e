package app_test

import (
	"testing"

	"example.com/hello/internal/auth/authtest"
)

// authEnvironment is what a service needs to know of the issuer of tokens.
func authEnvironment(t *testing.T) map[string]string {
	t.Helper()
	cfg := authtest.Config(t)
	return map[string]string{
		"AUTH_ISSUER": string(cfg.Issuer), "AUTH_AUDIENCE": string(cfg.Audience), "AUTH_JWKS_FILE": cfg.KeysFile,
	}
}
