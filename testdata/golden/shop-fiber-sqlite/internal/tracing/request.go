package tracing

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Request is what a span says of a request when it begins, and the fields by which it
// may go on with its caller's trace (W3C Trace Context). The span keeps the strings.
type Request struct {
	Method      string
	Path        string
	Traceparent []string
	Tracestate  []string
}

// Start begins the span of a request. Whoever calls it ends it.
func (t *Tracer) Start(ctx context.Context, r Request) (context.Context, trace.Span) {
	if len(r.Traceparent) == 1 {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{
			"traceparent": r.Traceparent[0],
			"tracestate":  strings.Join(r.Tracestate, ","),
		})
	}
	attributes := append(make([]attribute.KeyValue, 0, 4), methodAttributes(r.Method)...)
	attributes = append(attributes, attribute.String("url.path", r.Path), attribute.String("url.scheme", "http"))
	return t.tracer.Start(ctx, spanMethod(r.Method), trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attributes...))
}

// Describe gives the span that Start began what is known when the request is answered.
// The route is a pattern, or empty where none matched.
func (t *Tracer) Describe(ctx context.Context, method, route string, status int, client string) {
	span := trace.SpanFromContext(ctx)
	if t == nil || !span.IsRecording() {
		return
	}
	if route != "" {
		span.SetName(spanMethod(method) + " " + route)
		span.SetAttributes(attribute.String("http.route", route))
	}
	span.SetAttributes(attribute.Int("http.response.status_code", status), attribute.String("client.address", client))
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", strconv.Itoa(status)))
	}
}

// isKnown reports whether HTTP defines the method.
func isKnown(method string) bool {
	switch method {
	case http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPatch, http.MethodPost, http.MethodPut, http.MethodTrace:
		return true
	default:
		return false
	}
}

// spanMethod returns the method as the names of spans have it.
func spanMethod(method string) string {
	if !isKnown(method) {
		return "HTTP"
	}
	return method
}

func methodAttributes(method string) []attribute.KeyValue {
	if isKnown(method) {
		return []attribute.KeyValue{attribute.String("http.request.method", method)}
	}
	return []attribute.KeyValue{
		attribute.String("http.request.method", "_OTHER"),
		attribute.String("http.request.method_original", method),
	}
}
