package server

import (
	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/tracing"
)

// trace makes a span of each request, where traces are exported.
func (s *Server) trace(c *gin.Context) {
	if s.tracer == nil {
		return
	}
	r := c.Request
	ctx, span := s.startSpan(r.Context(), tracing.Request{
		Method:      methodOf(r),
		Path:        httpapi.Path(r.RequestURI),
		Traceparent: r.Header.Values("Traceparent"),
		Tracestate:  r.Header.Values("Tracestate"),
	})
	defer span.End()
	c.Request = r.WithContext(ctx)
	c.Next()
}
