package app

import (
	"context"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store/memory"
)

// openStore returns an empty store.
func openStore(context.Context, config.Config) (*memory.Store, error) {
	return memory.New(), nil
}
