package server

import (
	"strings"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/tracing"
)

// trace makes a span of each request, where traces are exported.
func (s *Server) trace(c fiber.Ctx) error {
	if s.tracer == nil {
		return c.Next()
	}
	ctx, span := s.startSpan(c.Context(), tracing.Request{
		Method:      strings.Clone(methodOf(c)),
		Path:        strings.Clone(httpapi.Path(c.OriginalURL())),
		Traceparent: fieldsOf(c, "Traceparent"),
		Tracestate:  fieldsOf(c, "Tracestate"),
	})
	defer span.End()
	c.SetContext(ctx)
	return c.Next()
}
