package server

import "github.com/go-chi/chi/v5"

// mountOwn adds the service's own routes to those of its resources. A handler that
// returns its errors goes through s.handle; what it adds belongs in openapi.yaml.
func (*Server) mountOwn(_ chi.Router, _ Services) {}
