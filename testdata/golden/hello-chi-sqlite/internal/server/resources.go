package server

import "github.com/go-chi/chi/v5"

// mountResources adds the routes of every resource.
func (s *Server) mountResources(r chi.Router, services Services) {
	userRoutes{server: s, service: services.Users}.mount(r)
}
