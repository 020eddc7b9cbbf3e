// Package server serves the API over HTTP with fiber.
package server

import (
	"context"
	"log/slog"
	"math"
	"net"
	"sync/atomic"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/config"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/metrics"
	"example.com/shop/internal/ratelimit"
	"example.com/shop/internal/tracing"
)

// Server is the HTTP server. It is made by New.
type Server struct {
	cfg         config.HTTP
	log         *slog.Logger
	requestLog  *httpapi.RequestLog
	ready       func(context.Context) error
	app         *fiber.App
	connections openConnections
	draining    atomic.Bool
	tokens      *auth.Verifier
	metrics     *metrics.Set
	limiter     *ratelimit.Limiter
	tracer      *tracing.Tracer // nil: none
	// requests is the context of all requests. abort ends it.
	requests context.Context
	abort    context.CancelFunc
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
	s.requests, s.abort = context.WithCancel(context.Background())
	s.app = fiber.New(fiber.Config{
		CaseSensitive:  true,
		StrictRouting:  true,
		RequestMethods: append([]string{otherMethod}, fiber.DefaultMethods...),
		ErrorHandler:   s.sendProblem,
		// The body comes as a stream, for guard to read: see there.
		StreamRequestBody:            true,
		BodyLimit:                    int(min(cfg.MaxBodyBytes, math.MaxInt)),
		DisablePreParseMultipartForm: true,
		DisableDefaultContentType:    true,
		ReadBufferSize:               maxHeaderBytes,
		// This is the time for the header alone: received grants the body's.
		ReadTimeout:  cfg.ReadHeaderTimeout,
		WriteTimeout: cfg.WriteTimeout,
		IdleTimeout:  cfg.IdleTimeout,
	})
	s.mountAll(s.app, parts.Services)
	s.harden(s.app.Server())
	return s
}

// Routes returns every route that the router has. HEAD goes with every GET.
func (s *Server) Routes() []Route {
	var routes []Route
	for _, route := range s.app.GetRoutes(true) {
		if route.Method != fiber.MethodHead {
			routes = append(routes, Route{Method: route.Method, Pattern: patternOf(route.Path)})
		}
	}
	return routes
}

// Serve answers the requests that come in through the listener until Shutdown. Then
// it returns nil, while requests may still be in flight.
func (s *Server) Serve(listener net.Listener) error {
	return s.connections.accept(listener, func(listener net.Listener) error {
		return s.app.Listener(wireListener{listener}, fiber.ListenConfig{DisableStartupMessage: true})
	})
}

// Drain makes /readyz say 503 from here on. All else is served as before.
func (s *Server) Drain() { s.draining.Store(true) }
