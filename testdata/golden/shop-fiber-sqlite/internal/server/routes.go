package server

import "github.com/gofiber/fiber/v3"

// mountOwn adds the service's own routes to those of its resources. A handler returns
// its errors as they are; what it adds belongs in openapi.yaml.
func (*Server) mountOwn(_ fiber.Router, _ Services) {}
