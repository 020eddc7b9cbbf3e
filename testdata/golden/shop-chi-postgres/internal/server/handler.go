package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"example.com/shop/internal/httpapi"
)

// handle adapts a handler that leaves errors to be answered here: no handler picks
// an error's status.
func (s *Server) handle(handler func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			s.sendProblem(w, r, err)
		}
	}
}

func (s *Server) sendProblem(w http.ResponseWriter, r *http.Request, err error) {
	_ = s.sendResponse(w, httpapi.Problem(r.Context(), s.log, httpapi.Path(r.RequestURI), err))
}

// refuse handles what the router has no route for: the path or the method.
func (s *Server) refuse(_ http.ResponseWriter, r *http.Request) error {
	routing := chi.RouteContext(r.Context())
	routing.RoutePatterns = nil
	return httpapi.NoRoute(methodsOf(s.router, r))
}

// methodsOf returns the methods that the request's path has.
func methodsOf(routes chi.Routes, r *http.Request) []string {
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	var methods []string
	for _, method := range []string{
		http.MethodConnect, http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPatch, http.MethodPost, http.MethodPut, http.MethodTrace,
	} {
		if routes.Match(chi.NewRouteContext(), method, path) {
			methods = append(methods, method)
		}
	}
	return methods
}
