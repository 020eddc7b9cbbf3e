// Package admin serves what is for operators, on a listener that the public doesn't
// reach.
package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"example.com/hello/internal/config"
)

const (
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
	// writeTimeout leaves time for a profile or a trace of some minutes.
	writeTimeout = 5 * time.Minute
)

// Server serves pages until Close.
type Server struct {
	listener net.Listener // nil: there is nothing to serve
	http     *http.Server
}

// Listen listens at the address that is configured, unless that or the pages are empty,
// and returns a server that isn't serving yet.
func Listen(ctx context.Context, cfg config.Admin, log *slog.Logger, pages Pages) (*Server, error) {
	if cfg.Addr == "" || len(pages) == 0 {
		return &Server{}, nil
	}
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", cfg.Addr.String())
	if err != nil {
		return nil, fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	log.InfoContext(ctx, "listening for operators", "addr", listener.Addr().String())
	return &Server{listener: listener, http: &http.Server{
		Handler:           pages.handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       headerTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}}, nil
}

// Serve returns nil after Close, or at once where there is nothing to serve.
func (s *Server) Serve() error {
	if s.listener == nil {
		return nil
	}
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	return nil
}

// Close closes the listener, and every connection: no page is worth waiting for.
func (s *Server) Close() {
	if s.listener != nil {
		_ = s.http.Close()
		_ = s.listener.Close() // which the other doesn't, before Serve.
	}
}
