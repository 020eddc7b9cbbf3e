package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

// authenticate refuses a request without a valid token.
func (s *Server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		ctx, err := httpapi.Authenticate(r.Context(), s.tokens, r.Header.Values("Authorization"))
		if err != nil {
			return err
		}
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

// authorize refuses a request whose token doesn't allow to read, or to write, the resources.
func (*Server) authorize(resources string) echo.MiddlewareFunc { return routeScopes(resources).guard }

// routeScopes are the scopes for the routes of resources: their name in them.
type routeScopes string

func (p routeScopes) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if err := httpapi.Authorize(c.Request().Context(), c.Request().Method, string(p)); err != nil {
			return err
		}
		return next(c)
	}
}
