package app

import (
	"context"
	"log/slog"
	"time"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/store"
)

// The store is tried again after the first pause, which doubles up to the last.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// prepareStore prepares the store, however long it takes to become available. It returns
// an error when waiting doesn't help, and nil when ctx ends.
func prepareStore(ctx context.Context, log *slog.Logger, opened store.Store) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := opened.Prepare(ctx)
		switch {
		case err == nil:
			log.InfoContext(ctx, "the store is ready")
			return nil
		case ctx.Err() != nil:
			return nil
		case failure.KindOf(err) != failure.Unavailable:
			return err
		}
		log.WarnContext(ctx, "the store isn't ready", "error", err.Error(), "again_in", pause.String())
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}
