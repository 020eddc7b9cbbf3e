// Package tracing follows requests through the service and beyond, with OpenTelemetry.
package tracing

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"example.com/hello/internal/config"
)

const (
	// scopeName names the code that makes the spans.
	scopeName = "example.com/hello/internal/tracing"
	// closeTimeout is how long a collector has for the last spans.
	closeTimeout = 5 * time.Second
)

// Tracer makes a span of each request. A nil Tracer makes none, and costs nothing.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// Open returns a tracer that exports to the collector that is configured, and nil where
// there is none. It doesn't connect: spans are exported in the background, and dropped
// where the collector doesn't keep up.
func Open(ctx context.Context, cfg config.Tracing, log *slog.Logger) (*Tracer, error) {
	if cfg.URL() == "" {
		return nil, nil
	}
	reportTo(log)
	exporter, err := newCollector(cfg)
	if err != nil {
		return nil, err
	}
	about, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(attribute.String("service.name", cfg.ServiceName)),
		resource.WithFromEnv(),
	)
	if err != nil {
		otel.Handle(err) // All that could be read is there.
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about))
	return &Tracer{provider: provider, tracer: provider.Tracer(scopeName)}, nil
}

// Close exports what is left, for as long as ctx and the collector's patience last.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, closeTimeout)
	defer cancel()
	return t.provider.Shutdown(ctx)
}
