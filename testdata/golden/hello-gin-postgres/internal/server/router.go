package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
)

// newRouter is the whole way of a request: the chain, then the routes.
func (s *Server) newRouter(services Services) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.UseEscapedPath = true
	r.UnescapePathValues = false
	r.Use(
		s.resolveClient,
		s.identify,
		s.trace,
		s.observe,
		s.answerError,
		s.recoverPanic,
		s.limitTime,
	)
	r.NoRoute(s.refuse)
	r.NoMethod(s.refuse)

	r.GET("/healthz", s.alive)
	r.GET("/readyz", s.readiness)
	s.mountAPI(r, services)
	s.engine = r
	return routeHead(r)
}

// mountAPI adds all routes but the probes.
func (s *Server) mountAPI(r gin.IRouter, services Services) {
	r = r.Group("", s.limitRate)
	r.GET("/openapi.yaml", s.openAPI)

	r = r.Group("", s.authenticate)
	s.mountResources(r.Group("/v1"), services)
	s.mountOwn(r, services)
}

// Routes returns every route that the router has. HEAD goes with every GET.
func (s *Server) Routes() []Route {
	var routes []Route
	for _, route := range s.engine.Routes() {
		routes = append(routes, Route{Method: route.Method, Pattern: patternOf(route.Path)})
	}
	return routes
}

func (s *Server) alive(c *gin.Context) { s.reply(c, httpapi.Alive()) }

func (s *Server) readiness(c *gin.Context) {
	response, err := httpapi.Ready(c.Request.Context(), s.draining.Load(), s.ready)
	if err != nil {
		_ = c.Error(err)
		return
	}
	s.reply(c, response)
}

func (s *Server) openAPI(c *gin.Context) { s.reply(c, httpapi.OpenAPI()) }

type sentMethodKey struct{}

// routeHead lets HEAD go wherever GET does. net/http leaves out the body: it knows
// the method that was sent.
func routeHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(context.WithValue(r.Context(), sentMethodKey{}, r.Method))
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

func methodOf(r *http.Request) string {
	if sent, ok := r.Context().Value(sentMethodKey{}).(string); ok {
		return sent
	}
	return r.Method
}

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
