package server

import (
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"example.com/hello/internal/httpapi"
)

// router returns a router with all routes and the middleware, which applies to each.
func (s *Server) router() chi.Router {
	r := chi.NewRouter()
	r.Use(
		middleware.ClientIPFromRemoteAddr,
		s.identify,
		s.observe,
		s.recoverPanics,
		s.limit,
		middleware.GetHead,
	)
	r.NotFound(s.handle(noRoute))
	r.MethodNotAllowed(s.handle(noRoute))

	r.Get("/healthz", s.handle(static("text/plain; charset=utf-8", "ok")))
	r.Get("/readyz", s.handle(s.readyz))
	r.Get("/openapi.yaml", s.handle(static("application/yaml", httpapi.OpenAPI)))
	r.Get("/docs", s.handle(static("text/html; charset=utf-8", httpapi.DocsPage)))
	r.Get("/docs/{asset}", s.handle(docsAsset))

	s.userRoutes(r)

	r.Group(s.routes)
	return r
}
