package app

import (
	"context"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store/sqlite"
)

// openStore returns the store that is configured. It doesn't wait for it.
func openStore(_ context.Context, cfg config.Config) (*sqlite.Store, error) {
	return sqlite.Open(cfg.Database)
}
