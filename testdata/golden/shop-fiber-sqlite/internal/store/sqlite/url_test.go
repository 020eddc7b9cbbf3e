package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"example.com/shop/internal/config"
	"example.com/shop/internal/store/sqlite"
)

func TestOpenFindsTheFile(t *testing.T) {
	t.Chdir(t.TempDir())
	absolute := filepath.ToSlash(t.TempDir())
	for url, want := range map[string]string{
		"a.db":                                  "a.db",
		"file:b.db":                             "b.db",
		"file:c.db?_pragma=cache_size(-1000)":   "c.db",
		"d #1%.db":                              "d #1%.db",
		"file:e%20%231.db":                      "e #1.db",
		"file://" + absolute + "/f.db":          absolute + "/f.db",
		"file://localhost" + absolute + "/g.db": absolute + "/g.db",
		"file:" + absolute + "/h.db":            absolute + "/h.db",
	} {
		t.Run(url, func(t *testing.T) {
			opened := open(t, url)
			if err := opened.Ping(t.Context()); err != nil {
				t.Errorf("ping: %v", err)
			}
			if _, err := os.Stat(want); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	for _, url := range []string{"", ":memory:", "file::memory:", "file:", "file:x?mode=memory", "postgres://localhost/x", "file://elsewhere/x.db", "file:%zz", "file:x?%zz"} {
		if _, err := sqlite.Open(config.Database{URL: url}); err == nil {
			t.Errorf("%q is opened", url)
		}
	}
}
