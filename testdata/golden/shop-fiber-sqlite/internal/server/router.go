package server

import (
	"fmt"
	"runtime/debug"

	"github.com/gofiber/fiber/v3"
	recovery "github.com/gofiber/fiber/v3/middleware/recover"

	"example.com/shop/internal/httpapi"
)

// register adds the middleware, which applies to every route, and all routes.
func (s *Server) register(r fiber.Router) {
	recoverPanics := recovery.New(recovery.Config{PanicHandler: func(_ fiber.Ctx, cause any) error {
		return fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
	}})
	r.Use("*", // It also matches paths without a slash, such as that of OPTIONS *.
		recoverPanics, // because fasthttp doesn't
		s.identify,
		s.observe,
		recoverPanics,
		s.limit,
		s.authenticate,
		s.readBody,
	)

	r.Get("/healthz", staticContent(fiber.MIMETextPlainCharsetUTF8, "ok"))
	r.Get("/readyz", s.readyz)
	r.Get("/openapi.yaml", staticContent("application/yaml", httpapi.OpenAPI))
	r.Get("/docs", staticContent(fiber.MIMETextHTMLCharsetUTF8, httpapi.DocsPage))
	r.Get("/docs/:asset", docsAsset)

	s.customerRoutes(r)
	s.orderRoutes(r)

	s.routes(r)
}
