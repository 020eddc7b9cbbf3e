go 1.26.0

require (
	github.com/labstack/echo/v5 v5.3.1
	github.com/stretchr/testify v1.12.1 // indirect; implied by go.opentelemetry.io/otel go.opentelemetry.io/otel/log go.opentelemetry.io/otel/metric go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/trace
	golang.org/x/net v0.59.0 // indirect; implied by example.com/pins go.opentelemetry.io/proto/otlp
)
