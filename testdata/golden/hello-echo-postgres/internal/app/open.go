package app

import (
	"example.com/hello/internal/config"
	"example.com/hello/internal/store/postgres"
)

// openStore returns the store that is configured. It doesn't wait for it.
func openStore(cfg config.Config) (*postgres.Store, error) {
	return postgres.Open(cfg.Database)
}
