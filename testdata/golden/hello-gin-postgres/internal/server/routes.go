package server

import "github.com/gin-gonic/gin"

// mountOwn adds the service's own routes to those of its resources. A handler leaves
// its error with c.Error and returns; what it adds belongs in openapi.yaml.
func (*Server) mountOwn(_ gin.IRouter, _ Services) {}
