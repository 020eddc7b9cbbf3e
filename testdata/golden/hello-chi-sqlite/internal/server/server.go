// Package server serves the API over HTTP. It is the only package that depends on the
// web framework.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"example.com/hello/internal/config"
	"example.com/hello/internal/store"
	"example.com/hello/internal/user"
)

// Server is the HTTP server of the API.
type Server struct {
	cfg      config.HTTP
	log      *slog.Logger
	store    store.Store
	http     *http.Server
	prepared chan struct{} // closed when the store is prepared
	draining atomic.Bool

	users *user.Service
}

// New returns a server for a store, which the caller must close.
func New(cfg config.HTTP, st store.Store, log *slog.Logger) *Server {
	repositories := st.Repositories()
	s := &Server{
		cfg:      cfg,
		log:      log,
		store:    st,
		prepared: make(chan struct{}),
		users:    user.NewService(repositories.Users),
	}
	s.http = &http.Server{
		Handler:           s.router(),
		ReadHeaderTimeout: cfg.ReadHeaderTimeout,
		ReadTimeout:       cfg.ReadTimeout,
		WriteTimeout:      cfg.WriteTimeout,
		IdleTimeout:       cfg.IdleTimeout,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return s
}

// Serve handles requests until Shutdown. It closes the listener, and never returns nil.
func (s *Server) Serve(listener net.Listener) error { return s.http.Serve(listener) }

// Shutdown stops accepting requests and waits for those in flight. When ctx ends, it
// cuts them off and returns an error.
func (s *Server) Shutdown(ctx context.Context) error {
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}
