package server

import (
	"regexp"
	"testing"
)

// routesOf lists the routes of the router as "METHOD /path".
func routesOf(t *testing.T, s *Server) []string {
	t.Helper()
	parameter := regexp.MustCompile(`:(\w+)`)
	var routes []string
	for _, route := range s.router().Routes() {
		routes = append(routes, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
	}
	return routes
}
