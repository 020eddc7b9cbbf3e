package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.com/shop/internal/apperr"
)

const (
	prepareInterval = time.Second     // between attempts to prepare the store
	prepareWait     = 3 * time.Second // how long requests wait while the service starts
)

// Prepare prepares the store. It tries again until it succeeds or ctx ends.
func (s *Server) Prepare(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.store.Prepare(ctx)
		if err == nil {
			close(s.prepared)
			s.log.InfoContext(ctx, "ready")
			return
		}
		s.log.WarnContext(ctx, "not ready", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(prepareInterval):
		}
	}
}

// awaitPrepared waits until the store is prepared, at most for the given time.
func (s *Server) awaitPrepared(ctx context.Context, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case <-s.prepared:
		return nil
	default:
	}
	select {
	case <-s.prepared:
		return nil
	case <-ctx.Done():
		return apperr.UnavailableError{Err: errors.New("the store is not prepared")}
	}
}

// ready returns nil if the service can handle requests.
func (s *Server) ready(ctx context.Context) error {
	if s.draining.Load() {
		return apperr.UnavailableError{Err: errors.New("the service is shutting down")}
	}
	if err := s.awaitPrepared(ctx, 0); err != nil {
		return err
	}
	return s.store.Ping(ctx)
}

// probe reports whether the path is that of a probe.
func probe(path string) bool { return path == "/healthz" || path == "/readyz" }

// Drain makes readyz fail, and asks clients to close their connections.
func (s *Server) Drain() { s.draining.Store(true) }

// open reports whether the path is for operators or readers of the documentation, who
// need neither a database nor permission.
func open(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/openapi.yaml" || path == "/docs" || strings.HasPrefix(path, "/docs/")
}
