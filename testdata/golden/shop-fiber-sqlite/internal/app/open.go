package app

import (
	"context"

	"example.com/shop/internal/config"
	"example.com/shop/internal/store/sqlite"
)

// openStore returns the store that is configured. It doesn't wait for it.
func openStore(_ context.Context, cfg config.Config) (*sqlite.Store, error) {
	return sqlite.Open(cfg.Database)
}
