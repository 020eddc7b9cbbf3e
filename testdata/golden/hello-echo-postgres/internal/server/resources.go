package server

import "github.com/labstack/echo/v5"

// mountResources adds the routes of every resource.
func (s *Server) mountResources(v1 *echo.Group, services Services) {
	userRoutes{server: s, service: services.Users}.mount(v1.Group("", s.authorize("users")))
}
