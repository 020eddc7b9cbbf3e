package main

import (
	"bytes"
	"path/filepath"
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
		"migrate":                  {[]string{"migrate", "up"}, "LOG_LEVEL=loud", 0, "_create_", ""},
		"an unknown command":       {[]string{"sing"}, "", 2, "", "usage: hello"},
		"an unknown argument":      {[]string{"serve", "loudly"}, "", 2, "", "usage: hello"},
		"an invalid configuration": {nil, "LOG_LEVEL=loud", 1, "", "LOG_LEVEL"},
		"an invalid database":      {nil, "DATABASE_URL=x://user:secret@host/", 1, "", "DATABASE_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			environ := []string{"DATABASE_URL=" + filepath.Join(t.TempDir(), "test.db"), tc.variable}
			if got := run(t.Context(), tc.args, environ, &stdout, &stderr); got != tc.code {
				t.Errorf("got exit code %d, want %d", got, tc.code)
			}
			if !strings.Contains(stdout.String(), tc.stdout) || !strings.Contains(stderr.String(), tc.stderr) || strings.Contains(stderr.String(), "secret") {
				t.Errorf("got stdout %q, stderr %q", stdout.String(), stderr.String())
			}
		})
	}
}
