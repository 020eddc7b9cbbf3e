package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

// newRouter is the whole way of a request: the chain, then the routes.
func (s *Server) newRouter(services Services) *echo.Echo {
	e := echo.NewWithConfig(echo.Config{
		Logger:           s.log,
		HTTPErrorHandler: s.sendProblem,
		// What no route matches goes to refuse, and no group's middleware sees it.
		NoGroupAutoRegister404Routes: true,
		Router: echo.NewRouter(echo.RouterConfig{
			NotFoundHandler:         s.refuse,
			MethodNotAllowedHandler: s.refuse,
			OptionsMethodHandler:    s.refuse,
		}),
	})
	e.Pre(routeHead)
	e.Use(
		s.resolveClient,
		s.shareAnswer,
		s.identify,
		s.trace,
		s.observe,
		s.compress,
		s.answerError,
		s.recoverPanic,
		s.answerPreflight,
		s.matchSegments,
		s.limitTime,
	)

	e.GET("/healthz", s.alive)
	e.GET("/readyz", s.readiness)
	s.mountAPI(e.Group(""), services)
	return e
}

// mountAPI adds all routes but the probes.
func (s *Server) mountAPI(g *echo.Group, services Services) {
	g = g.Group("", s.limitRate)
	g.GET("/openapi.yaml", s.openAPI)
	s.mountDocs(g)

	g = g.Group("", s.authenticate)
	s.mountResources(g.Group("/v1"), services)
	s.mountOwn(g, services)
}

// Routes returns every route that the router has. HEAD goes with every GET.
func (s *Server) Routes() []Route {
	var routes []Route
	for _, route := range s.router.Router().Routes() {
		routes = append(routes, Route{Method: route.Method, Pattern: patternOf(route.Path)})
	}
	return routes
}

// patternOf writes a path's parameters as the OpenAPI document does.
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

func (s *Server) alive(c *echo.Context) error {
	return s.sendResponse(c.Response(), httpapi.Alive())
}

func (s *Server) readiness(c *echo.Context) error {
	response, err := httpapi.Ready(c.Request().Context(), s.draining.Load(), s.ready)
	if err != nil {
		return err
	}
	return s.sendResponse(c.Response(), response)
}

func (s *Server) openAPI(c *echo.Context) error {
	return s.sendResponse(c.Response(), httpapi.OpenAPI())
}

type sentMethodKey struct{}

// routeHead lets HEAD go wherever GET does, and everything be as for GET: net/http leaves
// out the body, for it knows the method that was sent.
func routeHead(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if r := c.Request(); r.Method == http.MethodHead {
			r = r.WithContext(context.WithValue(r.Context(), sentMethodKey{}, r.Method))
			r.Method = http.MethodGet
			c.SetRequest(r)
		}
		return next(c)
	}
}

func methodOf(r *http.Request) string {
	if sent, ok := r.Context().Value(sentMethodKey{}).(string); ok {
		return sent
	}
	return r.Method
}
