go 1.26.0

require (
	github.com/labstack/echo/v5 v5.3.1
	github.com/stretchr/testify v1.12.1 // indirect; implied by github.com/XSAM/otelsql github.com/pressly/goose/v3 go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp go.opentelemetry.io/otel go.opentelemetry.io/otel/exporters/otlp/otlptrace go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp go.opentelemetry.io/otel/log go.opentelemetry.io/otel/metric go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/trace
	golang.org/x/net v0.61.0 // indirect; implied by example.com/pins github.com/pressly/goose/v3
	golang.org/x/time v0.16.0 // indirect
)
