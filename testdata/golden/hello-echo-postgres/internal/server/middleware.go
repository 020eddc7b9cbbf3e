package server

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"example.com/hello/internal/auth"
	"example.com/hello/internal/httpapi"
	"example.com/hello/internal/telemetry"
)

// identify adds an ID to the request, and the common header fields to the response.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r, header := c.Request(), c.Response().Header()
		id := httpapi.RequestID(r.Header.Get("X-Request-Id"))
		header.Set("X-Request-Id", id)
		header.Set("X-Content-Type-Options", "nosniff")
		if s.draining.Load() || len(r.TransferEncoding) > 0 { // Data after a chunked body may be forged (RFC 9112, 6.1).
			header.Set("Connection", "close")
		}
		c.SetRequest(r.WithContext(telemetry.WithRequestID(r.Context(), id)))
		return next(c)
	}
}

// observe logs and counts the request. It sends the problem for an error first, so that
// the status is known.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		ctx := c.Request().Context()
		telemetry.RequestStarted()
		response, err := echo.UnwrapResponse(c.Response())
		if err != nil {
			return err
		}
		request := telemetry.Request{Method: c.Request().Method, Start: time.Now(), Client: c.RealIP()}
		defer func() {
			request.Route = c.RouteInfo().Path
			request.Status = response.Status
			request.Bytes = int(response.Size)
			request.Done(ctx, s.log)
		}()
		if err := next(c); err != nil {
			s.respondError(c, err)
		}
		return nil
	}
}

// limitRate rejects the requests of a client that sends too many. Probes are exempt.
func (s *Server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if !probe(c.Request().URL.EscapedPath()) {
			if wait := s.limiter.Take(c.RealIP()); wait > 0 {
				return httpapi.TooManyRequests(wait)
			}
		}
		return next(c)
	}
}

// limit limits the time that a request may take and the size of its body. While the
// service starts, it lets requests wait for the store.
func (s *Server) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), s.cfg.RequestTimeout)
		defer cancel()
		if !open(c.Request().URL.EscapedPath()) {
			if err := s.awaitPrepared(ctx, prepareWait); err != nil {
				return err
			}
		}
		r := c.Request().WithContext(ctx)
		r.Body = http.MaxBytesReader(c.Response(), r.Body, int64(s.cfg.MaxBodyBytes))
		c.SetRequest(r)
		return next(c)
	}
}

// authenticate rejects requests without a valid token.
func (s *Server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if r := c.Request(); !open(r.URL.EscapedPath()) {
			caller, err := s.verifier.Verify(r.Context(), field(r, "Authorization"))
			if err != nil {
				return err
			}
			c.SetRequest(r.WithContext(auth.WithCaller(r.Context(), caller)))
		}
		return next(c)
	}
}

// scope is a permission that a token must grant.
type scope string

// required rejects requests whose token lacks the scope.
func (s scope) required(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if err := auth.Require(c.Request().Context(), string(s)); err != nil {
			return err
		}
		return next(c)
	}
}
