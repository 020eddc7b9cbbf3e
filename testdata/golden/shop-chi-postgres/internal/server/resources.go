package server

import "github.com/go-chi/chi/v5"

// mountResources adds the routes of every resource.
func (s *Server) mountResources(r chi.Router, services Services) {
	productRoutes{server: s, service: services.Products}.mount(r)
	reviewRoutes{server: s, service: services.Reviews}.mount(r)
}
