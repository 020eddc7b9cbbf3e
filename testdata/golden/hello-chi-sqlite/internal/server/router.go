package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"example.com/hello/internal/httpapi"
)

// newRouter is the whole way of a request: the chain, then the routes.
func (s *Server) newRouter(services Services) *chi.Mux {
	r := chi.NewRouter()
	r.Use(
		s.resolveClient,
		s.identify,
		s.trace,
		s.observe,
		s.compress,
		s.recoverPanic,
		s.limitTime,
		middleware.GetHead,
	)
	r.NotFound(s.handle(s.refuse))
	r.MethodNotAllowed(s.handle(s.refuse))

	r.Get("/healthz", s.handle(s.alive))
	r.Get("/readyz", s.handle(s.readiness))
	s.mountAPI(r, services)
	return r
}

// mountAPI adds all routes but the probes.
func (s *Server) mountAPI(r chi.Router, services Services) {
	r = r.With(s.limitRate)
	r.Get("/openapi.yaml", s.handle(s.openAPI))
	s.mountDocs(r)

	s.mountResources(r, services)
	s.mountOwn(r, services)
}

// Routes returns every route that the router has. HEAD goes with every GET.
func (s *Server) Routes() []Route {
	var routes []Route
	_ = chi.Walk(s.router, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes = append(routes, Route{Method: method, Pattern: pattern})
		return nil
	})
	return routes
}

func (s *Server) alive(w http.ResponseWriter, _ *http.Request) error {
	return s.sendResponse(w, httpapi.Alive())
}

func (s *Server) readiness(w http.ResponseWriter, r *http.Request) error {
	response, err := httpapi.Ready(r.Context(), s.draining.Load(), s.ready)
	if err != nil {
		return err
	}
	return s.sendResponse(w, response)
}

func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	return s.sendResponse(w, httpapi.OpenAPI())
}
