package server

import "github.com/gin-gonic/gin"

// routes is the place for your own routes. The middleware in router.go applies to
// them as to all others. Add them to httpapi/openapi.yaml too.
func (*Server) routes(*gin.RouterGroup) {}
