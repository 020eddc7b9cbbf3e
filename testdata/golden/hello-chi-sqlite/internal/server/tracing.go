package server

import (
	"net/http"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/tracing"
)

// trace makes a span of each request, where traces are exported.
func (s *Server) trace(next http.Handler) http.Handler {
	if s.tracer == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := s.startSpan(r.Context(), tracing.Request{
			Method:      r.Method,
			Path:        httpapi.Path(r.RequestURI),
			Traceparent: r.Header.Values("Traceparent"),
			Tracestate:  r.Header.Values("Tracestate"),
		})
		defer span.End()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
