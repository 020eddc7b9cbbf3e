package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/tracing"
)

// trace makes a span of each request, where traces are exported.
func (s *Server) trace(next echo.HandlerFunc) echo.HandlerFunc {
	if s.tracer == nil {
		return next
	}
	return func(c *echo.Context) error {
		r := c.Request()
		ctx, span := s.startSpan(r.Context(), tracing.Request{
			Method:      methodOf(r),
			Path:        httpapi.Path(r.RequestURI),
			Traceparent: r.Header.Values("Traceparent"),
			Tracestate:  r.Header.Values("Tracestate"),
		})
		defer span.End()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}
