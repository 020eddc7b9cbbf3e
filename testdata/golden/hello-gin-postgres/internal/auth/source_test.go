package auth

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/hello/internal/config"
)

func TestFetch(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		serve http.HandlerFunc
		ok    bool
	}{
		"a set": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }, true},
		"a set of another place": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/elsewhere", http.StatusFound)
			}
		}, false},
		"an error":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, false},
		"nothing new": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, false},
		"without end": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write(make([]byte, 1<<16))
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tc.serve)
			defer server.Close()
			data, err := newSource(config.Auth{KeysURL: config.KeysURL(server.URL)}).read()
			if (err == nil) != tc.ok || tc.ok && string(data) != "{}" {
				t.Errorf("got %q, %v", data, err)
			}
		})
	}
}

func TestFetchEndsInTime(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	begin := time.Now()
	if _, err := newSource(config.Auth{KeysURL: config.KeysURL(server.URL)}).read(); err == nil || time.Since(begin) > 2*fetchTime {
		t.Errorf("got %v after %s", err, time.Since(begin))
	}
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "keys.json")
	keys := newSource(config.Auth{KeysFile: name})
	if _, err := keys.read(); err == nil {
		t.Error("a file that isn't there: there is no error")
	}
	for text, ok := range map[string]bool{"{}": true, strings.Repeat(" ", mostBytes+1): false} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.read(); (err == nil) != ok {
			t.Errorf("%d bytes: got %v", len(text), err)
		}
	}
}
