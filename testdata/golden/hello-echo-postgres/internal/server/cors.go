package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

// shareAnswer lets pages of the allowed origins read the answer, whatever it is.
func (s *Server) shareAnswer(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		s.setSharing(c.Response(), c.Request())
		return next(c)
	}
}

// answerPreflight answers browsers that ask what a page may send to a route.
func (s *Server) answerPreflight(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		origins, methods := s.cfg.CORS.AllowedOrigins, s.methodsOf(c.Path())
		response, ok := httpapi.Preflight(origins, pageOf(r), r.Method, methods)
		if !ok {
			return next(c)
		}
		c.SetPath("")
		return s.sendResponse(c.Response(), response)
	}
}
