package server

import (
	"time"

	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
)

// identify gives the request its id, and the response the fields that all have.
func (s *Server) identify(c *gin.Context) {
	c.Request = s.identified(c.Writer, c.Request)
	c.Next()
}

// observe logs the request.
func (s *Server) observe(c *gin.Context) {
	defer s.logExchange(c, time.Now())
	c.Next()
}

func (s *Server) logExchange(c *gin.Context, begin time.Time) {
	exchange := httpapi.Exchange{
		Method:   methodOf(c.Request),
		Route:    patternOf(c.FullPath()),
		Status:   c.Writer.Status(),
		Bytes:    max(c.Writer.Size(), 0),
		Duration: time.Since(begin),
		Client:   clientOf(c.Request),
	}
	s.record(c.Request.Context(), exchange)
}

// answerError answers for the last error of what comes after it: no handler picks an
// error's status.
func (s *Server) answerError(c *gin.Context) {
	c.Next()
	if last := c.Errors.Last(); last != nil {
		s.sendProblem(c, last.Err)
	}
}

// recoverPanic makes a handler's panic its error, http.ErrAbortHandler included.
func (*Server) recoverPanic(c *gin.Context) {
	defer func() {
		if value := recover(); value != nil {
			_ = c.Error(httpapi.NewPanicError(value))
		}
	}()
	c.Next()
}

// limitTime ends the request's context, and the reading of its body, when the
// request has lasted too long.
func (s *Server) limitTime(c *gin.Context) {
	r, cancel := s.timed(c.Writer, c.Request)
	defer cancel()
	c.Request = r
	c.Next()
}
