package server

import (
	"net/http"
	"testing/fstest"

	"github.com/labstack/echo/v5"
)

// routes adds routes in every way that echo offers. The comment after each is a request
// for it.
func (s *Server) routes(g *echo.Group) {
	mine := func(c *echo.Context) error {
		s.log.InfoContext(c.Request().Context(), "my own line")
		return c.String(http.StatusOK, "mine")
	}
	responds := func(echo.HandlerFunc) echo.HandlerFunc { return mine }
	passes := func(next echo.HandlerFunc) echo.HandlerFunc { return next }
	missing := func(*echo.Context) error { return echo.ErrNotFound }
	files := fstest.MapFS{"file.txt": {Data: []byte("mine")}}

	g.GET("/own/get", mine)                                                                                // GET /own/get
	g.POST("/own/post", mine, passes)                                                                      // POST /own/post
	g.PUT("/own/put", mine)                                                                                // PUT /own/put
	g.GET("/own/responds", missing, responds)                                                              // GET /own/responds
	g.Any("/own/any", mine)                                                                                // PATCH /own/any
	g.Match([]string{http.MethodGet, http.MethodPut}, "/own/match", mine)                                  // PUT /own/match
	g.Add(http.MethodDelete, "/own/add", mine)                                                             // DELETE /own/add
	g.StaticFS("/own/static", files)                                                                       // GET /own/static/file.txt
	g.FileFS("/own/file", "file.txt", files)                                                               // GET /own/file
	_, _ = g.AddRoute(echo.Route{Method: http.MethodGet, Path: "/own/named", Handler: mine, Name: "mine"}) // GET /own/named
	group := g.Group("/own/group", passes)
	group.GET("/get", mine) // GET /own/group/get
	inner := group.Group("/inner")
	inner.Use(responds)
	inner.GET("/get", missing) // GET /own/group/inner/get
	sub := echo.New()
	sub.GET("/own/sub/get", mine) // GET /own/sub/get
	g.Any("/own/sub/*", echo.WrapHandler(sub))
	g.Any("/own/handler/*", echo.WrapHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("mine")) }))) // GET /own/handler/any/path
	g.Any("/own/all/*", mine)                                                                                                                    // GET /own/all/any/path
	g.RouteNotFound("/own/missing/*", mine)                                                                                                      // GET /own/missing/any/path
}
