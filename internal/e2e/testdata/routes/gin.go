package server

import (
	"net/http"
	"testing/fstest"

	"github.com/gin-gonic/gin"
)

// routes adds routes in every way that gin offers. The comment after each is a request
// for it.
func (s *Server) routes(r *gin.RouterGroup) {
	mine := func(c *gin.Context) {
		s.log.InfoContext(c.Request.Context(), "my own line")
		c.String(http.StatusOK, "mine")
	}
	responds := func(c *gin.Context) {
		mine(c)
		c.Abort()
	}
	passes := func(c *gin.Context) { c.Next() }
	missing := func(c *gin.Context) { c.Status(http.StatusNotFound) }
	files := http.FS(fstest.MapFS{"file.txt": {Data: []byte("mine")}})

	r.GET("/own/get", mine)                                               // GET /own/get
	r.POST("/own/post", passes, mine)                                     // POST /own/post
	r.GET("/own/chained", mine).PUT("/own/chained/put", mine)             // PUT /own/chained/put
	r.GET("/own/responds", responds, missing)                             // GET /own/responds
	r.Any("/own/any", mine)                                               // PATCH /own/any
	r.Match([]string{http.MethodGet, http.MethodPut}, "/own/match", mine) // PUT /own/match
	r.Handle(http.MethodDelete, "/own/handle", mine)                      // DELETE /own/handle
	r.StaticFS("/own/static", files)                                      // GET /own/static/file.txt
	r.StaticFileFS("/own/file", "file.txt", files)                        // GET /own/file
	group := r.Group("/own/group", passes)
	group.GET("/get", mine)              // GET /own/group/get
	group.Use(passes).GET("/used", mine) // GET /own/group/used
	inner := group.Group("/inner", responds)
	inner.GET("/get", missing) // GET /own/group/inner/get
	sub := gin.New()
	sub.GET("/own/sub/get", mine) // GET /own/sub/get
	r.Any("/own/sub/*path", gin.WrapH(sub))
	r.Any("/own/handler/*path", gin.WrapF(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("mine")) })) // GET /own/handler/any/path
	r.Any("/own/all/*path", mine)                                                                                           // GET /own/all/any/path
	r.Use(passes).GET("/own/late", mine)                                                                                    // GET /own/late
}
