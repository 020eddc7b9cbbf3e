package server

import (
	"strings"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"

	"example.com/shop/internal/compression"
)

// compress sends long answers in gzip to clients that accept it. Streams are sent as
// they are.
func (*Server) compress(c fiber.Ctx) error {
	request := compression.Request{
		AcceptEncoding: fieldsOf(c, fiber.HeaderAcceptEncoding),
		IfNoneMatch:    fieldsOf(c, fiber.HeaderIfNoneMatch),
	}
	for _, name := range []string{fiber.HeaderIfMatch, fiber.HeaderIfNoneMatch} {
		if field := fieldsOf(c, name); len(field) > 0 {
			c.Request().Header.Del(name)
			c.Request().Header.Set(name, strings.Join(compression.PlainTags(field), ", "))
		}
	}
	if err := c.Next(); err != nil {
		return err
	}
	response := c.Response()
	if !response.IsBodyStream() {
		response.SetBodyRaw(request.Answer(response.StatusCode(), answerHeader{&response.Header}, response.Body()))
	}
	return nil
}

// answerHeader is fasthttp's header as package compression knows one.
type answerHeader struct{ *fasthttp.ResponseHeader }

func (h answerHeader) Get(name string) string { return string(h.Peek(name)) }
