package server

import (
	"context"
	"errors"

	"example.com/hello/internal/apperr"
)

// ready returns nil if the service can handle requests.
func (s *Server) ready(context.Context) error {
	if s.draining.Load() {
		return apperr.UnavailableError{Err: errors.New("the service is shutting down")}
	}
	return nil
}

// Drain makes readyz fail, and asks clients to close their connections.
func (s *Server) Drain() { s.draining.Store(true) }
