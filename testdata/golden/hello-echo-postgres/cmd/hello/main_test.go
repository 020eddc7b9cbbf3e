package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	for name, tc := range map[string]struct {
		args     []string
		variable string
		code     int
		stdout   string
		stderr   string
	}{
		"version":                  {[]string{"version"}, "LOG_LEVEL=loud", 0, "hello devel", ""},
		"an unknown command":       {[]string{"sing"}, "", 2, "", "usage: hello"},
		"an unknown argument":      {[]string{"serve", "loudly"}, "", 2, "", "usage: hello"},
		"an invalid configuration": {nil, "LOG_LEVEL=loud", 1, "", "LOG_LEVEL"},
		"no issuer":                {nil, "AUTH_ISSUER=", 1, "", "AUTH_ISSUER must be set"},
		"keys from nowhere":        {nil, "AUTH_JWKS_URL=x://user:secret@host/", 1, "", "AUTH_JWKS_URL"},
		"an invalid database":      {nil, "DATABASE_URL=x://user:secret@host/", 1, "", "DATABASE_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			environ := []string{tc.variable}
			if got := run(t.Context(), tc.args, environ, &stdout, &stderr); got != tc.code {
				t.Errorf("got exit code %d, want %d", got, tc.code)
			}
			if !strings.Contains(stdout.String(), tc.stdout) || !strings.Contains(stderr.String(), tc.stderr) || strings.Contains(stderr.String(), "secret") {
				t.Errorf("got stdout %q, stderr %q", stdout.String(), stderr.String())
			}
		})
	}
}
