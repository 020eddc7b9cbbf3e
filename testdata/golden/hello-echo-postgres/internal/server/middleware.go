package server

import (
	"time"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/httpapi"
)

// identify gives the request its id, and the response the fields that all have.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		c.SetRequest(s.identified(c.Response(), c.Request()))
		return next(c)
	}
}

// observe logs the request.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		defer s.logExchange(c, time.Now())
		return next(c)
	}
}

func (s *Server) logExchange(c *echo.Context, begin time.Time) {
	r := c.Request()
	exchange := httpapi.Exchange{
		Method:   methodOf(r),
		Route:    patternOf(c.Path()),
		Duration: time.Since(begin),
		Client:   clientOf(r),
	}
	if sent, err := echo.UnwrapResponse(c.Response()); err == nil {
		exchange.Status, exchange.Bytes = sent.Status, int(sent.Size)
	}
	s.record(r.Context(), exchange)
}

// answerError answers for the error of what comes after it: no handler picks an
// error's status.
func (s *Server) answerError(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if err := next(c); err != nil {
			s.sendProblem(c, err)
		}
		return nil
	}
}

// recoverPanic makes a handler's panic its error, http.ErrAbortHandler included.
func (*Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) (err error) {
		defer func() {
			if value := recover(); value != nil {
				err = httpapi.NewPanicError(value)
			}
		}()
		return next(c)
	}
}

// limitTime ends the request's context, and the reading of its body, when the
// request has lasted too long.
func (s *Server) limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r, cancel := s.timed(c.Response(), c.Request())
		defer cancel()
		c.SetRequest(r)
		return next(c)
	}
}
