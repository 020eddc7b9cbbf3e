package config_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/hello/internal/config"
)

func TestAllowedOrigins(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"none":                    {"", "[]"},
		"several":                 {"https://app.example, http://localhost:3000,", "[https://app.example http://localhost:3000]"},
		"an app's":                {"capacitor://localhost", "[capacitor://localhost]"},
		"an address":              {"http://[::1]:3000", "[http://[::1]:3000]"},
		"all":                     {"*", "refused"},
		"all of a domain":         {"https://*.example", "refused"},
		"none in particular":      {"null", "refused"},
		"a path":                  {"https://app.example/", "refused"},
		"a query":                 {"https://app.example?x", "refused"},
		"a user":                  {"https://me@app.example", "refused"},
		"a host alone":            {"app.example", "refused"},
		"capitals":                {"https://App.example", "refused"},
		"the port of every https": {"https://app.example:443", "refused"},
		"no port after the colon": {"https://app.example:", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := config.Parse(environment(map[string]string{"CORS_ALLOWED_ORIGINS": tc.text}))
			got := fmt.Sprint(cfg.HTTP.CORS.AllowedOrigins)
			if err != nil {
				got = "refused"
			}
			if got != tc.want {
				t.Errorf("got %s (%v), want %s", got, err, tc.want)
			}
		})
	}
}

func TestARefusedOriginIsShownAsBrowsersSendIt(t *testing.T) {
	for sent, want := range map[string]string{
		"https://App.example:8443": "https://app.example:8443",
		"https://app.example:443":  "https://app.example",
		"http://[::1]:80":          "http://[::1]",
	} {
		_, err := config.Parse(environment(map[string]string{"CORS_ALLOWED_ORIGINS": sent}))
		if err == nil || !strings.HasSuffix(err.Error(), "as browsers send them: "+want) {
			t.Errorf("%s: got %v, want %s", sent, err, want)
		}
	}
}
