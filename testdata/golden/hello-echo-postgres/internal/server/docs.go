package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

func (s *Server) mountDocs(g *echo.Group) {
	g.GET("/docs", func(c *echo.Context) error {
		return s.sendResponse(c.Response(), httpapi.Docs())
	})
	g.GET("/docs/:asset", func(c *echo.Context) error {
		response, err := httpapi.DocsAsset(c.Param("asset"))
		if err != nil {
			return err
		}
		return s.sendResponse(c.Response(), response)
	})
}
