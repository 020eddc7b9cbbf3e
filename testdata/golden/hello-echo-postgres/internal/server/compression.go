package server

import (
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/compression"
)

// compress sends long answers in gzip to clients that accept it.
func (*Server) compress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		w := c.Response()
		answer := compression.NewWriter(w, c.Request())
		c.SetResponse(answer)
		defer c.SetResponse(w)
		if err := next(c); err != nil {
			return err
		}
		_ = answer.Close() // A client that is gone is no error.
		return nil
	}
}
