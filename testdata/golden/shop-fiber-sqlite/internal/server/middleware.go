package server

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/auth"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/telemetry"
)

// identify adds an ID and a context to the request, and the common header fields to the
// response.
func (s *Server) identify(c fiber.Ctx) error {
	id := httpapi.RequestID(c.Get(fiber.HeaderXRequestID))
	c.Set(fiber.HeaderXRequestID, id)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	if s.draining.Load() || c.Request().Header.ContentLength() == -1 { // Data after a chunked body may be forged (RFC 9112, 6.1).
		c.Set(fiber.HeaderConnection, "close")
	}
	c.SetContext(telemetry.WithRequestID(context.Background(), id))
	return c.Next()
}

// observe logs and counts the request. It responds to errors itself, to know the status.
func (s *Server) observe(c fiber.Ctx) error {
	telemetry.RequestStarted()
	request := telemetry.Request{Method: c.Method(), Start: time.Now(), Client: c.IP()}
	err := c.Next()
	if err != nil {
		err = c.App().ErrorHandler(c, err)
	}
	if c.Matched() {
		request.Route = c.FullPath()
	}
	request.Status = c.Response().StatusCode()
	if !c.Response().IsBodyStream() {
		request.Bytes = len(c.Response().Body())
	}
	request.Done(c.Context(), s.log)
	return err
}

// limit limits the time that a request may take. While the service starts, it lets
// requests wait for the store.
func (s *Server) limit(c fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.Context(), s.cfg.RequestTimeout)
	defer cancel()
	c.SetContext(ctx)
	if !open(c.Path()) {
		if err := s.awaitPrepared(ctx, prepareWait); err != nil {
			return err
		}
	}
	return c.Next()
}

// authenticate rejects requests without a valid token.
func (s *Server) authenticate(c fiber.Ctx) error {
	if !open(c.Path()) {
		caller, err := s.verifier.Verify(c.Context(), field(c, fiber.HeaderAuthorization))
		if err != nil {
			return err
		}
		c.SetContext(auth.WithCaller(c.Context(), caller))
	}
	return c.Next()
}

// scope is a permission that a token must grant.
type scope string

// required rejects requests whose token lacks the scope.
func (s scope) required(c fiber.Ctx) error {
	if err := auth.Require(c.Context(), string(s)); err != nil {
		return err
	}
	return c.Next()
}

// readBody reads the body, so that c.Body has all of it, and limits its size.
func (s *Server) readBody(c fiber.Ctx) error {
	if c.Request().IsBodyStream() {
		body, err := io.ReadAll(http.MaxBytesReader(nil, io.NopCloser(c.Request().BodyStream()), int64(s.cfg.MaxBodyBytes)))
		if err != nil {
			return err
		}
		c.Request().SetBodyRaw(body)
	}
	return c.Next()
}
