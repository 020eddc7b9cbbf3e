package app

import (
	"context"

	"example.com/shop/internal/config"
	"example.com/shop/internal/store/postgres"
)

// openStore returns the store that is configured. It doesn't wait for it.
func openStore(ctx context.Context, cfg config.Config) (*postgres.Store, error) {
	return postgres.Open(ctx, cfg.Database)
}
