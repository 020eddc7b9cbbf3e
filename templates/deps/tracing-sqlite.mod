go 1.26.0

require (
	github.com/XSAM/otelsql v0.44.0
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/otel v1.47.0 // indirect
	go.opentelemetry.io/otel/log v1.47.0 // indirect
	go.opentelemetry.io/otel/metric v1.47.0 // indirect
	go.opentelemetry.io/otel/sdk v1.47.0 // indirect; implied by example.com/pins go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp go.opentelemetry.io/otel/exporters/otlp/otlptrace go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp
	go.opentelemetry.io/otel/sdk/metric v1.47.0 // indirect; implied by go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp go.opentelemetry.io/otel/sdk
	go.opentelemetry.io/otel/trace v1.47.0
	golang.org/x/sys v0.49.0 // indirect; implied by example.com/pins github.com/pressly/goose/v3 golang.org/x/crypto golang.org/x/net
)
