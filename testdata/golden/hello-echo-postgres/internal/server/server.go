// Package server serves the API over HTTP.
package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/auth"
	"example.com/hello/internal/config"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/metrics"
	"example.com/hello/internal/ratelimit"
	"example.com/hello/internal/tracing"
)

// maxHeaderBytes is how much of a request's header is read.
const maxHeaderBytes = 64 << 10

// Server is the HTTP server. It is made by New.
type Server struct {
	cfg         config.HTTP
	log         *slog.Logger
	requestLog  *httpapi.RequestLog
	ready       func(context.Context) error
	router      *echo.Echo
	http        *http.Server
	connections openConnections
	draining    atomic.Bool
	tokens      *auth.Verifier
	metrics     *metrics.Set
	limiter     *ratelimit.Limiter
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
	s.tokens = auth.NewVerifier(cfg.Auth, parts.Log)
	s.metrics = parts.Metrics
	s.limiter = ratelimit.New(float64(cfg.RateLimit.PerSecond), cfg.RateLimit.Burst)
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
