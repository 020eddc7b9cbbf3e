package tracing

import (
	"log/slog"
	"strings"

	"github.com/go-logr/logr"
	"go.opentelemetry.io/otel"
)

// reportTo makes the log tell what OpenTelemetry has to say, which goes to stderr else.
func reportTo(log *slog.Logger) {
	otel.SetLogger(logr.New(sdkReports{log}))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.Warn("traces may be lost", "error", err.Error())
	}))
}

// sdkReports is a logr.LogSink.
type sdkReports struct{ log *slog.Logger }

// Init does nothing.
func (sdkReports) Init(logr.RuntimeInfo) {}

// Enabled lets everything through: Info sorts it.
func (sdkReports) Enabled(int) bool { return true }

// Info reports a variable that can't be used. All else is chat, but for warnings.
func (r sdkReports) Info(level int, message string, pairs ...any) {
	if len(pairs) > 0 {
		if name, ok := pairs[0].(string); ok && strings.HasPrefix(name, "OTEL_") {
			r.log.Warn("a variable is ignored", "variable", name, "reason", message)
			return
		}
	}
	if level <= 1 {
		r.log.Warn("OpenTelemetry warns", "reason", message)
	}
}

// Error reports what OpenTelemetry can't do.
func (r sdkReports) Error(err error, message string, _ ...any) {
	r.log.Warn("OpenTelemetry warns", "reason", message, "error", err.Error())
}

// WithValues returns the same sink.
func (r sdkReports) WithValues(...any) logr.LogSink { return r }

// WithName returns the same sink.
func (r sdkReports) WithName(string) logr.LogSink { return r }
