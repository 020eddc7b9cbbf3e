package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"example.com/hello/internal/httpapi"
)

// reply answers with a whole response.
func (s *Server) reply(c *gin.Context, response httpapi.Response) {
	_ = s.sendResponse(c.Writer, response)
	c.Writer.WriteHeaderNow()
}

// sendProblem answers for an error. A response that has begun is cut off, so that no
// client takes it for whole.
func (s *Server) sendProblem(c *gin.Context, err error) {
	r := c.Request
	response := httpapi.Problem(r.Context(), s.log, httpapi.Path(r.RequestURI), err)
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	s.reply(c, response)
}

// refuse handles what the router has no route for: the path or the method.
func (*Server) refuse(c *gin.Context) {
	var methods []string
	if allow := c.Writer.Header().Get("Allow"); allow != "" {
		methods = strings.Split(allow, ", ")
	}
	_ = c.Error(httpapi.NoRoute(methods))
}
