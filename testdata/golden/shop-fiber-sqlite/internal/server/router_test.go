package server

import (
	"regexp"
	"testing"

	"github.com/gofiber/fiber/v3"
)

// routesOf lists the routes of the router as "METHOD /path".
func routesOf(_ *testing.T, s *Server) []string {
	parameter := regexp.MustCompile(`:(\w+)`)
	var routes []string
	for _, route := range s.app.GetRoutes(true) {
		if route.Method != fiber.MethodHead {
			routes = append(routes, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
		}
	}
	return routes
}
