// Package server serves the API over HTTP. It is the only package that depends on the
// web framework.
package server

import (
	"context"
	"log/slog"
	"net"
	"sync/atomic"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/config"
	"example.com/shop/internal/customer"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/order"
	"example.com/shop/internal/store"
)

// Server is the HTTP server of the API.
type Server struct {
	cfg      config.HTTP
	log      *slog.Logger
	store    store.Store
	verifier *auth.Verifier
	app      *fiber.App
	prepared chan struct{} // closed when the store is prepared
	draining atomic.Bool

	customers *customer.Service
	orders    *order.Service
}

// New returns a server for a store, which the caller must close.
func New(cfg config.HTTP, st store.Store, verifier *auth.Verifier, log *slog.Logger) *Server {
	repositories := st.Repositories()
	s := &Server{
		cfg:       cfg,
		log:       log,
		store:     st,
		verifier:  verifier,
		prepared:  make(chan struct{}),
		customers: customer.NewService(repositories.Customers),
		orders:    order.NewService(repositories.Orders),
	}
	s.app = fiber.New(fiber.Config{
		CaseSensitive:                true,
		StrictRouting:                true,
		Immutable:                    true, // Strings from a request stay valid after it.
		JSONEncoder:                  httpapi.Encode,
		ErrorHandler:                 s.respondError,
		DisablePreParseMultipartForm: true,
		StreamRequestBody:            true, // readBody reads it.
		WriteTimeout:                 cfg.WriteTimeout,
		ReadTimeout:                  cfg.ReadHeaderTimeout, // of the header
		IdleTimeout:                  cfg.IdleTimeout,
		ReadBufferSize:               16 << 10, // It bounds the header.
	})
	s.register(s.app)
	s.harden(s.app.Server())
	return s
}

// Serve handles requests until Shutdown. It closes the listener.
func (s *Server) Serve(l net.Listener) error {
	return s.app.Listener(listener{l, s.log}, fiber.ListenConfig{DisableStartupMessage: true})
}

// Shutdown stops accepting requests and waits for those in flight. It returns an error if
// ctx ends before.
func (s *Server) Shutdown(ctx context.Context) error { return s.app.ShutdownWithContext(ctx) }
