package server

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

// mountAll is the whole way of a request: the chain, then the routes.
func (s *Server) mountAll(r fiber.Router, services Services) {
	// "*" takes in what begins with no slash too, as OPTIONS * does.
	r.Use("*",
		s.resolveClient,
		s.identify,
		s.trace,
		s.observe,
		s.compress,
		s.answerError,
		s.recoverPanic,
		s.limitTime,
	)

	r.Get("/healthz", s.alive)
	r.Get("/readyz", s.readiness)
	s.mountAPI(r, services)
}

// mountAPI adds all routes but the probes.
func (s *Server) mountAPI(r fiber.Router, services Services) {
	r = guardedBy(r, s.limitRate)
	r.Get("/openapi.yaml", s.openAPI)
	s.mountDocs(r)

	r = guardedBy(r, s.authenticate)
	s.mountResources(r.Group("/v1"), services)
	s.mountOwn(guardedBy(r, s.takeBody), services)
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
	before, rest, found := strings.Cut(path, "/:")
	if !found {
		return path
	}
	name, after, more := strings.Cut(rest, "/")
	if more {
		after = patternOf("/" + after)
	}
	return before + "/{" + name + "}" + after
}

// guardedRouter puts guards before the handlers of its routes. Other than middleware, they
// see only requests that a route matches.
type guardedRouter struct {
	fiber.Router
	guards []any
}

func guardedBy(r fiber.Router, guards ...any) fiber.Router { return guardedRouter{r, guards} }

func (g guardedRouter) Add(methods []string, path string, handler any, handlers ...any) fiber.Router {
	chain := slices.Concat(g.guards, []any{handler}, handlers)
	g.Router.Add(methods, path, chain[0], chain[1:]...)
	return g
}

func (g guardedRouter) All(path string, handler any, handlers ...any) fiber.Router {
	chain := slices.Concat(g.guards, []any{handler}, handlers)
	g.Router.All(path, chain[0], chain[1:]...)
	return g
}

func (g guardedRouter) Get(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodGet}, path, handler, handlers...)
}

func (g guardedRouter) Head(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodHead}, path, handler, handlers...)
}

func (g guardedRouter) Post(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodPost}, path, handler, handlers...)
}

func (g guardedRouter) Put(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodPut}, path, handler, handlers...)
}

func (g guardedRouter) Patch(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodPatch}, path, handler, handlers...)
}

func (g guardedRouter) Delete(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodDelete}, path, handler, handlers...)
}

func (g guardedRouter) Connect(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodConnect}, path, handler, handlers...)
}

func (g guardedRouter) Options(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodOptions}, path, handler, handlers...)
}

func (g guardedRouter) Trace(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodTrace}, path, handler, handlers...)
}

func (g guardedRouter) Query(path string, handler any, handlers ...any) fiber.Router {
	return g.Add([]string{fiber.MethodQuery}, path, handler, handlers...)
}

func (g guardedRouter) Group(prefix string, handlers ...any) fiber.Router {
	return guardedBy(g.Router.Group(prefix, handlers...), g.guards...)
}

func (g guardedRouter) Route(prefix string, mount func(fiber.Router), name ...string) fiber.Router {
	return g.Router.Route(prefix, func(r fiber.Router) { mount(guardedBy(r, g.guards...)) }, name...)
}

func (g guardedRouter) Domain(host string) fiber.Router {
	return guardedBy(g.Router.Domain(host), g.guards...)
}

// RouteChain panics: what it adds would have no guards.
func (guardedRouter) RouteChain(string) fiber.Register {
	panic("server: RouteChain would leave out the guards; use Get, Post and so on")
}
