package server

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/gofiber/fiber/v3"

	"example.com/shop/internal/httpapi"
)

// sendResponse answers with a whole response.
func sendResponse(c fiber.Ctx, response httpapi.Response) error {
	for name, values := range response.Header {
		for _, value := range values {
			c.Set(name, value)
		}
	}
	c.Status(response.Status).Response().SetBodyRaw(response.Body)
	return nil
}

// sendProblem answers for the errors of handlers, middleware and router: no handler
// picks an error's status.
func (s *Server) sendProblem(c fiber.Ctx, err error) error {
	switch {
	case errors.Is(err, fiber.ErrNotFound):
		err = httpapi.NoRoute(nil)
	case errors.Is(err, fiber.ErrMethodNotAllowed):
		err = httpapi.NoRoute(strings.Split(c.GetRespHeader(fiber.HeaderAllow), ", "))
	}
	return sendResponse(c, httpapi.Problem(c.Context(), s.log, httpapi.Path(c.OriginalURL()), err))
}

func (s *Server) bodyOf(c fiber.Ctx) httpapi.Body {
	// Not c.Body: it would decompress.
	body := httpapi.Body{
		ContentType:     contentTypesOf(c),
		ContentEncoding: fieldsOf(c, fiber.HeaderContentEncoding),
		Length:          -1,
		Content:         bytes.NewReader(c.BodyRaw()),
		MaxBytes:        s.cfg.MaxBodyBytes,
	}
	if cut, ok := c.RequestCtx().UserValue(cutBodyKey{}).(cutBody); ok {
		body.Length = cut.length
		body.Content = io.MultiReader(body.Content, failingReader{cut.cause})
	}
	return body
}

// takeBody refuses a request whose body isn't all there: c.Body would only have what is,
// and not say so.
func (s *Server) takeBody(c fiber.Ctx) error {
	if _, err := s.bodyOf(c).All(); err != nil {
		return err
	}
	return c.Next()
}

func preconditionsOf(c fiber.Ctx) httpapi.Preconditions {
	return httpapi.Preconditions{
		IfMatch:     fieldsOf(c, fiber.HeaderIfMatch),
		IfNoneMatch: fieldsOf(c, fiber.HeaderIfNoneMatch),
	}
}

// queryOf returns the query as it was sent.
func queryOf(c fiber.Ctx) string { return string(c.Request().URI().QueryString()) }

// fieldsOf returns the values of all the fields with a name, in its canonical form.
func fieldsOf(c fiber.Ctx, name string) []string {
	var values []string
	for _, value := range c.Request().Header.PeekAll(name) {
		values = append(values, string(value))
	}
	return values
}

// contentTypesOf returns the value of each Content-Type. fasthttp keeps one of several,
// but for this way.
func contentTypesOf(c fiber.Ctx) []string {
	var values []string
	for name, value := range c.Request().Header.AllInOrder() {
		if string(name) == fiber.HeaderContentType {
			values = append(values, string(value))
		}
	}
	return values
}

// failingReader is the end of a body that was cut.
type failingReader struct{ cause error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.cause }
