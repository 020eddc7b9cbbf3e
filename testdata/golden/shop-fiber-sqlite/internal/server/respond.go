package server

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v3"
	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/httpapi"
)

// respondError sends the problem for err. It logs the cause of a server error.
func (s *Server) respondError(c fiber.Ctx, err error) error {
	switch e, _ := errors.AsType[*fiber.Error](err); {
	case e == nil:
	case e.Code == fiber.StatusNotFound:
		err = httpapi.RouteNotFound
	case e.Code == fiber.StatusMethodNotAllowed:
		err = httpapi.NoRoute(strings.Split(c.GetRespHeader(fiber.HeaderAllow), ", "))
	default: // It is another of fiber's own errors.
		title := http.StatusText(e.Code)
		code := strings.ToLower(strings.ReplaceAll(title, " ", "_"))
		err = fmt.Errorf("%w: %w", httpapi.Problem{Type: "about:blank", Title: title, Status: e.Code, Detail: title + ".", Code: code}, err)
	}
	problem := httpapi.NewProblem(c.Context(), s.log, strings.ToValidUTF8(c.Path(), "?"), err)
	for name, value := range problem.Header {
		c.Set(name, value)
	}
	return c.Status(problem.Status).JSON(problem, "application/problem+json")
}

// respondResource sends a resource with its ETag, or 304 if the client has this version.
func respondResource(c fiber.Ctx, status int, v any, version int64) error {
	c.Set(fiber.HeaderETag, httpapi.ETag(version))
	if tags := field(c, fiber.HeaderIfNoneMatch); status == fiber.StatusOK && c.Method() != fiber.MethodPatch && tags != "" && httpapi.ParseTags(tags).Allow(version) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return c.Status(status).JSON(v, fiber.MIMEApplicationJSON)
}

// jsonBody returns a JSON body, or a merge patch if one is accepted.
func jsonBody(c fiber.Ctx, patch bool) ([]byte, error) {
	return c.BodyRaw(), httpapi.CheckMediaType(field(c, fiber.HeaderContentType), field(c, fiber.HeaderContentEncoding), patch)
}

// pathID returns the ID in the path.
func pathID(c fiber.Ctx) (uuid.UUID, error) { return httpapi.ParseID(c.Params("id")) }

// ifMatch returns the versions that the request may change.
func ifMatch(c fiber.Ctx) entity.Versions { return httpapi.ParseTags(field(c, "If-Match")) }

// field returns the values of a header field as one list.
func field(c fiber.Ctx, name string) string {
	return string(bytes.Join(c.Request().Header.PeekAll(name), []byte(",")))
}

// readyz reports whether the service can handle requests.
func (s *Server) readyz(c fiber.Ctx) error {
	if err := s.ready(c.Context()); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.SendString("ok")
}

// staticContent serves the same content to everyone.
func staticContent(contentType, content string) fiber.Handler {
	return func(c fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, contentType)
		return c.SendString(content)
	}
}

// docsAsset serves a script or style sheet of the docs page.
func docsAsset(c fiber.Ctx) error {
	contentType, content, err := httpapi.DocsAsset(c.Params("asset"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, contentType)
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return c.Send(content)
}
