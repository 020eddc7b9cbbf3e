package server

import (
	"context"
	"log/slog"

	"example.com/hello/internal/config"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/tracing"
)

// Parts are what a server is made of.
type Parts struct {
	Config config.HTTP
	Log    *slog.Logger
	// Requests has a line for each request; all else goes to Log.
	Requests *httpapi.RequestLog
	Services Services
	// Ready tells whether what the service depends on can answer. It must return when
	// its context ends.
	Ready  func(context.Context) error
	Tracer *tracing.Tracer // nil: none
}
