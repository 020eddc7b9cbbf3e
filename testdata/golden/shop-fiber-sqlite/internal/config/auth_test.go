package config_test

import (
	"maps"
	"strings"
	"testing"

	"example.com/shop/internal/config"
)

// mandatory are the variables without which nothing starts.
var mandatory = map[string]string{
	"AUTH_ISSUER":    "https://issuer.example",
	"AUTH_AUDIENCE":  "api",
	"AUTH_JWKS_FILE": "keys.json",
}

func TestAuth(t *testing.T) {
	for name, tc := range map[string]struct {
		changed map[string]string
		named   string // in the error; empty: there is none
	}{
		"a file":                      {nil, ""},
		"a URL":                       {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "https://issuer.example/keys"}, ""},
		"a URL of this machine":       {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "http://localhost:81/keys"}, ""},
		"its address":                 {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "http://[::1]/keys"}, ""},
		"both":                        {map[string]string{"AUTH_JWKS_URL": "https://issuer.example/keys"}, "AUTH_JWKS_URL"},
		"neither":                     {map[string]string{"AUTH_JWKS_FILE": ""}, "AUTH_JWKS_FILE"},
		"no issuer":                   {map[string]string{"AUTH_ISSUER": ""}, "AUTH_ISSUER"},
		"no audience":                 {map[string]string{"AUTH_AUDIENCE": ""}, "AUTH_AUDIENCE"},
		"a URL that anyone can alter": {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "http://secret@issuer.example/keys"}, "https://"},
		"a URL of another kind":       {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "file:///keys"}, "AUTH_JWKS_URL"},
		"no URL":                      {map[string]string{"AUTH_JWKS_FILE": "", "AUTH_JWKS_URL": "issuer.example/keys"}, "AUTH_JWKS_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			variables := maps.Clone(mandatory)
			maps.Copy(variables, tc.changed)
			_, err := config.Parse(environment(variables))
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v", err)
			}
			if (err == nil) != (tc.named == "") || err != nil && !strings.Contains(err.Error(), tc.named) {
				t.Errorf("got %v, want an error with %q", err, tc.named)
			}
		})
	}
}

// The variable that is given and wrong counts as given.
func TestAuthNamesEveryProblemOfItsKeys(t *testing.T) {
	const together = "one of them must be set"
	for name, tc := range map[string]struct {
		file string
		want bool // the complaint about both together
	}{
		"a wrong URL alone":         {"", false},
		"a wrong URL, and the file": {"keys.json", true},
	} {
		t.Run(name, func(t *testing.T) {
			variables := maps.Clone(mandatory)
			variables["AUTH_JWKS_URL"], variables["AUTH_JWKS_FILE"] = "http://issuer.example/keys", tc.file
			_, err := config.Parse(environment(variables))
			if err == nil || !strings.Contains(err.Error(), "https://") || strings.Contains(err.Error(), together) != tc.want {
				t.Errorf("got %v, want a complaint about the URL, and one about both: %t", err, tc.want)
			}
		})
	}
}
