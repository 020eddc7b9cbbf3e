package server

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"example.com/hello/internal/entity"
	"example.com/hello/internal/httpapi"
)

// respondError sends the problem for err. It logs the cause of a server error.
func (s *Server) respondError(c *gin.Context, err error) {
	problem := httpapi.NewProblem(c.Request.Context(), s.log, c.Request.URL.EscapedPath(), err)
	if c.Writer.Written() {
		return // The handler has already started a response.
	}
	for name, value := range problem.Header {
		c.Header(name, value)
	}
	respondJSON(c, problem.Status, "application/problem+json", problem)
}

// respondJSON sends v as JSON.
func respondJSON(c *gin.Context, status int, contentType string, v any) {
	body, err := httpapi.Encode(v)
	if err != nil {
		_ = c.Error(err)
		return
	}
	respond(c, status, contentType, body)
}

// respondResource sends a resource with its ETag, or 304 if the client has this version.
func respondResource(c *gin.Context, status int, v any, version int64) {
	c.Header("ETag", httpapi.ETag(version))
	if tags := field(c, "If-None-Match"); status == http.StatusOK && c.Request.Method != http.MethodPatch && tags != "" && httpapi.ParseTags(tags).Allow(version) {
		c.Status(http.StatusNotModified)
		return
	}
	respondJSON(c, status, "application/json", v)
}

// respond sends a body. A disconnected client is not an error.
func respond(c *gin.Context, status int, contentType string, body []byte) {
	c.Header("Content-Type", contentType)
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	_, _ = c.Writer.Write(body)
}

// readBody reads a JSON body, or a merge patch if one is accepted.
func readBody(c *gin.Context, patch bool) ([]byte, error) {
	if err := httpapi.CheckMediaType(field(c, "Content-Type"), field(c, "Content-Encoding"), patch); err != nil {
		return nil, err
	}
	return io.ReadAll(c.Request.Body)
}

// pathID returns the ID in the path.
func pathID(c *gin.Context) (uuid.UUID, error) { return httpapi.ParseID(c.Param("id")) }

// ifMatch returns the versions that the request may change.
func ifMatch(c *gin.Context) entity.Versions { return httpapi.ParseTags(field(c, "If-Match")) }

// field returns the values of a header field as one list.
func field(c *gin.Context, name string) string {
	return strings.Join(c.Request.Header.Values(name), ",")
}

// noRoute responds to requests without a route, with Allow if the path has other methods.
func noRoute(c *gin.Context) {
	allow := c.Writer.Header().Get("Allow") // such as "GET, POST"
	methods := strings.FieldsFunc(allow, func(r rune) bool { return r == ',' || r == ' ' })
	if slices.Contains(methods, http.MethodGet) && !slices.Contains(methods, http.MethodHead) {
		methods = append(methods, http.MethodHead)
	}
	_ = c.Error(httpapi.NoRoute(methods))
}

// readyz reports whether the service can handle requests.
func (s *Server) readyz(c *gin.Context) {
	if err := s.ready(c.Request.Context()); err != nil {
		_ = c.Error(err)
		return
	}
	respond(c, http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}

// static serves the same content to everyone.
func static(contentType, content string) gin.HandlerFunc {
	return func(c *gin.Context) {
		respond(c, http.StatusOK, contentType, []byte(content))
	}
}
