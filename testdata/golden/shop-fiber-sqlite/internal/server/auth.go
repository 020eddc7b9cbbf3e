package server

import (
	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

// authenticate refuses a request without a valid token.
func (s *Server) authenticate(c fiber.Ctx) error {
	ctx, err := httpapi.Authenticate(c.Context(), s.tokens, fieldsOf(c, fiber.HeaderAuthorization))
	if err != nil {
		return err
	}
	c.SetContext(ctx)
	return c.Next()
}

// authorize refuses a request whose token doesn't allow to read, or to write, the resources.
func (*Server) authorize(resources string) fiber.Handler { return routeScopes(resources).guard }

// routeScopes are the scopes for the routes of resources: their name in them.
type routeScopes string

func (p routeScopes) guard(c fiber.Ctx) error {
	if err := httpapi.Authorize(c.Context(), c.Method(), string(p)); err != nil {
		return err
	}
	return c.Next()
}
