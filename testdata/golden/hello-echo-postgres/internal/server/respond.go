package server

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v5"

	"example.com/hello/internal/entity"
	"example.com/hello/internal/httpapi"
)

// respondError sends the problem for err. It logs the cause of a server error.
func (s *Server) respondError(c *echo.Context, err error) {
	if status := echo.StatusCode(err); status != 0 { // It is one of echo's own errors.
		title := http.StatusText(status)
		code := strings.ToLower(strings.ReplaceAll(title, " ", "_"))
		err = fmt.Errorf("%w: %w", httpapi.Problem{Type: "about:blank", Title: title, Status: status, Detail: title + ".", Code: code}, err)
	}
	problem := httpapi.NewProblem(c.Request().Context(), s.log, c.Request().URL.EscapedPath(), err)
	if response, err := echo.UnwrapResponse(c.Response()); err != nil || response.Committed {
		return // The handler has already started a response.
	}
	for name, value := range problem.Header {
		c.Response().Header().Set(name, value)
	}
	_ = respondJSON(c, problem.Status, "application/problem+json", problem)
}

// respondJSON sends v as JSON.
func respondJSON(c *echo.Context, status int, contentType string, v any) error {
	body, err := httpapi.Encode(v)
	if err != nil {
		return err
	}
	return respond(c, status, contentType, body)
}

// respondResource sends a resource with its ETag, or 304 if the client has this version.
func respondResource(c *echo.Context, status int, v any, version int64) error {
	r := c.Request()
	c.Response().Header().Set("ETag", httpapi.ETag(version))
	if tags := field(r, "If-None-Match"); status == http.StatusOK && r.Method != http.MethodPatch && tags != "" && httpapi.ParseTags(tags).Allow(version) {
		return c.NoContent(http.StatusNotModified)
	}
	return respondJSON(c, status, "application/json", v)
}

// respond sends a body. A disconnected client is not an error.
func respond(c *echo.Context, status int, contentType string, body []byte) error {
	header := c.Response().Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	_ = c.Blob(status, contentType, body)
	return nil
}

// readBody reads a JSON body, or a merge patch if one is accepted.
func readBody(c *echo.Context, patch bool) ([]byte, error) {
	r := c.Request()
	if err := httpapi.CheckMediaType(field(r, "Content-Type"), field(r, "Content-Encoding"), patch); err != nil {
		return nil, err
	}
	return io.ReadAll(r.Body)
}

// pathID returns the ID in the path.
func pathID(c *echo.Context) (uuid.UUID, error) { return httpapi.ParseID(c.Param("id")) }

// ifMatch returns the versions that the request may change.
func ifMatch(c *echo.Context) entity.Versions {
	return httpapi.ParseTags(field(c.Request(), "If-Match"))
}

// field returns the values of a header field as one list.
func field(r *http.Request, name string) string { return strings.Join(r.Header.Values(name), ",") }

// noRoute responds to requests without a route, with Allow if the path has other methods.
func noRoute(c *echo.Context) error {
	allow, _ := c.Get(echo.ContextKeyHeaderAllow).(string) // such as "OPTIONS, GET, POST"
	methods := strings.FieldsFunc(allow, func(r rune) bool { return r == ',' || r == ' ' })
	methods = slices.DeleteFunc(methods, func(method string) bool { return method == http.MethodOptions })
	if slices.Contains(methods, http.MethodGet) && !slices.Contains(methods, http.MethodHead) {
		methods = append(methods, http.MethodHead)
	}
	return httpapi.NoRoute(methods)
}

// readyz reports whether the service can handle requests.
func (s *Server) readyz(c *echo.Context) error {
	if err := s.ready(c.Request().Context()); err != nil {
		return err
	}
	return respond(c, http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}

// static serves the same content to everyone.
func static(contentType, content string) echo.HandlerFunc {
	return func(c *echo.Context) error {
		return respond(c, http.StatusOK, contentType, []byte(content))
	}
}

// docsAsset serves a script or style sheet of the docs page.
func docsAsset(c *echo.Context) error {
	contentType, content, err := httpapi.DocsAsset(c.Param("asset"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Encoding", "gzip")
	return respond(c, http.StatusOK, contentType, content)
}
