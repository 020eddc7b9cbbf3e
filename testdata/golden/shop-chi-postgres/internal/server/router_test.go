package server

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
)

// routesOf lists the routes of the router as "METHOD /path".
func routesOf(t *testing.T, s *Server) []string {
	t.Helper()
	var routes []string
	err := chi.Walk(s.router(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes = append(routes, method+" "+route)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return routes
}
