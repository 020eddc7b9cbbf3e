package server

import "github.com/labstack/echo/v5"

// mountOwn adds the service's own routes to those of its resources. An error that a
// handler returns becomes a problem; what it adds belongs in openapi.yaml.
func (*Server) mountOwn(_ *echo.Group, _ Services) {}
