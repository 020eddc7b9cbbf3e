package server

import "github.com/gofiber/fiber/v3"

// mountResources adds the routes of every resource.
func (s *Server) mountResources(v1 fiber.Router, services Services) {
	customerRoutes{server: s, service: services.Customers}.mount(guardedBy(v1, s.authorize("customers")))
	orderRoutes{server: s, service: services.Orders}.mount(guardedBy(v1, s.authorize("orders")))
}
