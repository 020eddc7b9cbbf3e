package server

import (
	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
)

// router returns a router with all routes and the middleware, which applies to each.
func (s *Server) router() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.UseEscapedPath = true // Paths match as they are sent.
	r.UnescapePathValues = false
	r.ForwardedByClientIP = false // X-Forwarded-For may be forged.
	r.Use(
		headRouter{r}.route,
		s.identify,
		s.observe,
		s.handleErrors,
		recoverPanics,
		s.limit,
	)
	r.NoRoute(noRoute)
	r.NoMethod(noRoute)

	r.GET("/healthz", static("text/plain; charset=utf-8", "ok"))
	r.GET("/readyz", s.readyz)
	r.GET("/openapi.yaml", static("application/yaml", httpapi.OpenAPI))

	s.userRoutes(r)

	s.routes(r.Group("/"))
	return r
}
