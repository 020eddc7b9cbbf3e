package cli

import (
	"os"
	"testing"
)

// TestMain gives the tests a cache of their own, so that none of them leaves
// anything in the user's.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "newsvc-cli-")
	if err != nil {
		panic(err)
	}
	if err := os.Setenv("XDG_CACHE_HOME", dir); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}
