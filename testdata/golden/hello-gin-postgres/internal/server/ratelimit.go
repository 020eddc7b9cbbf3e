package server

import "github.com/gin-gonic/gin"

// resolveClient finds out who sends the request, behind trusted proxies too.
func (s *Server) resolveClient(c *gin.Context) {
	s.setClient(c.Request)
	c.Next()
}

// limitRate refuses the request of a client that sends too many.
func (s *Server) limitRate(c *gin.Context) {
	if err := s.admit(c.Request); err != nil {
		_ = c.Error(err)
		c.Abort()
		return
	}
	c.Next()
}
