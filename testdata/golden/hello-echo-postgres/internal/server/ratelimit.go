package server

import "github.com/labstack/echo/v5"

// resolveClient finds out who sends the request, behind trusted proxies too.
func (s *Server) resolveClient(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		s.setClient(c.Request())
		return next(c)
	}
}

// limitRate refuses the request of a client that sends too many.
func (s *Server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if err := s.admit(c.Request()); err != nil {
			return err
		}
		return next(c)
	}
}
