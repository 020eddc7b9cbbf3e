package server

import "github.com/gin-gonic/gin"

// mountResources adds the routes of every resource.
func (s *Server) mountResources(v1 gin.IRouter, services Services) {
	userRoutes{server: s, service: services.Users}.mount(v1.Group("", s.authorize("users")))
}
