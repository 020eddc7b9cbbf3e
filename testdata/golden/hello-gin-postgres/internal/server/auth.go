package server

import (
	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
)

// authenticate refuses a request without a valid token.
func (s *Server) authenticate(c *gin.Context) {
	ctx, err := httpapi.Authenticate(c.Request.Context(), s.tokens, c.Request.Header.Values("Authorization"))
	if err != nil {
		_ = c.Error(err)
		c.Abort()
		return
	}
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// authorize refuses a request whose token doesn't allow to read, or to write, the resources.
func (*Server) authorize(resources string) gin.HandlerFunc { return routeScopes(resources).guard }

// routeScopes are the scopes for the routes of resources: their name in them.
type routeScopes string

func (p routeScopes) guard(c *gin.Context) {
	if err := httpapi.Authorize(c.Request.Context(), c.Request.Method, string(p)); err != nil {
		_ = c.Error(err)
		c.Abort()
		return
	}
	c.Next()
}
