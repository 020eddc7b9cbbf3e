// Package server serves the API over HTTP.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/config"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/metrics"
	"example.com/shop/internal/tracing"
)

// maxHeaderBytes is how much of a request's header is read.
const maxHeaderBytes = 64 << 10

// Server is the HTTP server. It is made by New.
type Server struct {
	cfg         config.HTTP
	log         *slog.Logger
	requestLog  *httpapi.RequestLog
	ready       func(context.Context) error
	router      *chi.Mux
	http        *http.Server
	connections openConnections
	draining    atomic.Bool
	metrics     *metrics.Set
	tracer      *tracing.Tracer // nil: none
}

// New returns a server that isn't serving yet.
func New(parts Parts) *Server {
	cfg := parts.Config
	s := &Server{
		cfg:        cfg,
		log:        parts.Log,
		requestLog: parts.Requests,
		ready:      parts.Ready,
	}
	s.metrics = parts.Metrics
	s.tracer = parts.Tracer
	s.router = s.newRouter(parts.Services)
	s.http = &http.Server{
		Handler:                      drainedAfter(s.router, cfg.MaxBodyBytes),
		DisableGeneralOptionsHandler: true,
		// The time to read a body begins with its header's end, and the time to write when
		// there is something to write: see timed and sendResponse.
		ReadHeaderTimeout: cfg.ReadHeaderTimeout,
		WriteTimeout:      cfg.RequestTimeout + cfg.WriteTimeout,
		IdleTimeout:       cfg.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		ConnState:         followState,
	}
	return s
}

// Serve answers the requests that come in through the listener until Shutdown. Then
// it returns nil, while requests may still be in flight.
func (s *Server) Serve(listener net.Listener) error {
	return s.connections.accept(listener, s.http.Serve)
}

// Drain makes /readyz say 503 from here on. All else is served as before.
func (s *Server) Drain() { s.draining.Store(true) }
