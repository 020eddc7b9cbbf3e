package server

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

// identify gives the request its context and id, and the response the fields that
// all have.
func (s *Server) identify(c fiber.Ctx) error {
	sent := strings.Clone(c.Get(fiber.HeaderXRequestID))
	ctx := httpapi.Identify(s.requests, sent, fieldsOf(c, "Traceparent"))
	c.SetContext(ctx)
	c.Set(fiber.HeaderXRequestID, httpapi.RequestID(ctx))
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	return c.Next()
}

// observe logs the request.
func (s *Server) observe(c fiber.Ctx) error {
	begin := time.Now()
	if err := c.Next(); err != nil {
		return err
	}
	exchange := httpapi.Exchange{
		Method:   methodOf(c),
		Status:   c.Response().StatusCode(),
		Bytes:    len(c.Response().Body()),
		Duration: time.Since(begin),
		Client:   c.IP(),
	}
	if c.Matched() {
		exchange.Route = patternOf(c.Route().Path)
	}
	s.record(c.Context(), exchange)
	return nil
}

// answerError answers for the error of what comes after it. Fiber would do it when all
// middleware is done, and that has to know the status.
func (s *Server) answerError(c fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return s.sendProblem(c, err)
	}
	return nil
}

// recoverPanic makes an error of a handler's panic.
func (*Server) recoverPanic(c fiber.Ctx) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = httpapi.NewPanicError(value)
		}
	}()
	return c.Next()
}

// limitTime ends the request's context when the request has lasted too long.
func (s *Server) limitTime(c fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.Context(), s.cfg.RequestTimeout)
	defer cancel()
	c.SetContext(ctx)
	return c.Next()
}

func methodOf(c fiber.Ctx) string {
	if sent, ok := c.RequestCtx().UserValue(sentMethodKey{}).(string); ok {
		return sent
	}
	return c.Method()
}
