package server

import (
	"strings"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

// mountAll is the whole way of a request: the chain, then the routes.
func (s *Server) mountAll(r fiber.Router, services Services) {
	// "*" takes in what begins with no slash too, as OPTIONS * does.
	r.Use("*",
		s.identify,
		s.observe,
		s.recoverPanic,
		s.limitTime,
	)

	r.Get("/openapi.yaml", s.openAPI)
	s.mountDocs(r)
	r.Get("/healthz", s.alive)
	r.Get("/readyz", s.readiness)
	s.mountResources(r.Group("/v1"), services)
	s.mountOwn(r, services)
}

func (*Server) alive(c fiber.Ctx) error { return sendResponse(c, httpapi.Alive()) }

func (s *Server) readiness(c fiber.Ctx) error {
	response, err := httpapi.Ready(c.Context(), s.draining.Load(), s.ready)
	if err != nil {
		return err
	}
	return sendResponse(c, response)
}

func (*Server) openAPI(c fiber.Ctx) error { return sendResponse(c, httpapi.OpenAPI()) }

// patternOf returns a route's path as the OpenAPI document writes it.
func patternOf(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if name, isParameter := strings.CutPrefix(segment, ":"); isParameter {
			segments[i] = "{" + name + "}"
		}
	}
	return strings.Join(segments, "/")
}
