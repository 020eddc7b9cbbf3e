package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

// sendProblem is echo's error handler: no handler picks an error's status. A response
// that has begun is cut off, so that no client takes it for whole.
func (s *Server) sendProblem(c *echo.Context, err error) {
	r := c.Request()
	response := httpapi.Problem(r.Context(), s.log, httpapi.Path(r.RequestURI), err)
	if sent, err := echo.UnwrapResponse(c.Response()); err == nil && sent.Committed {
		panic(http.ErrAbortHandler)
	}
	_ = s.sendResponse(c.Response(), response)
}

// refuse handles what the router has no route for: the path or the method.
func (s *Server) refuse(c *echo.Context) error {
	methods := s.methodsOf(c.Path())
	c.SetPath("")
	return httpapi.NoRoute(methods)
}

// methodsOf returns the methods that a route's path has.
func (s *Server) methodsOf(path string) []string {
	var methods []string
	for _, route := range s.router.Router().Routes() {
		if route.Path == path {
			methods = append(methods, route.Method)
		}
	}
	return methods
}

// matchSegments refuses a path whose last parameter took in several segments: echo
// lets it.
func (*Server) matchSegments(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		sent := strings.Count(c.Request().URL.EscapedPath(), "/")
		if !strings.HasSuffix(c.Path(), "*") && sent > strings.Count(c.Path(), "/") {
			c.SetPath("")
			return httpapi.NoRoute(nil)
		}
		return next(c)
	}
}
