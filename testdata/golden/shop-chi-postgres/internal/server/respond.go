package server

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/google/uuid"

	"example.com/shop/internal/entity"
	"example.com/shop/internal/httpapi"
)

// handle adapts a handler that returns an error, which is sent as a problem.
func (s *Server) handle(handler func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			s.respondError(w, r, err)
		}
	}
}

// respondError sends the problem for err. It logs the cause of a server error.
func (s *Server) respondError(w http.ResponseWriter, r *http.Request, err error) {
	problem := httpapi.NewProblem(r.Context(), s.log, r.URL.EscapedPath(), err)
	if response, ok := w.(middleware.WrapResponseWriter); ok && response.Status() != 0 {
		return // The handler has already started a response.
	}
	for name, value := range problem.Header {
		w.Header().Set(name, value)
	}
	_ = respondJSON(w, problem.Status, "application/problem+json", problem)
}

// respondJSON sends v as JSON.
func respondJSON(w http.ResponseWriter, status int, contentType string, v any) error {
	body, err := httpapi.Encode(v)
	if err != nil {
		return err
	}
	return respond(w, status, contentType, body)
}

// respondResource sends a resource with its ETag, or 304 if the client has this version.
func respondResource(w http.ResponseWriter, r *http.Request, status int, v any, version int64) error {
	w.Header().Set("ETag", httpapi.ETag(version))
	if tags := field(r, "If-None-Match"); status == http.StatusOK && r.Method != http.MethodPatch && tags != "" && httpapi.ParseTags(tags).Allow(version) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return respondJSON(w, status, "application/json", v)
}

// respond sends a body. A disconnected client is not an error.
func respond(w http.ResponseWriter, status int, contentType string, body []byte) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // It is JSON, or a constant.
	return nil
}

// readBody reads a JSON body, or a merge patch if one is accepted.
func readBody(r *http.Request, patch bool) ([]byte, error) {
	if err := httpapi.CheckMediaType(field(r, "Content-Type"), field(r, "Content-Encoding"), patch); err != nil {
		return nil, err
	}
	return io.ReadAll(r.Body)
}

// pathID returns the ID in the path.
func pathID(r *http.Request) (uuid.UUID, error) { return httpapi.ParseID(chi.URLParam(r, "id")) }

// ifMatch returns the versions that the request may change.
func ifMatch(r *http.Request) entity.Versions { return httpapi.ParseTags(field(r, "If-Match")) }

// field returns the values of a header field as one list.
func field(r *http.Request, name string) string { return strings.Join(r.Header.Values(name), ",") }

// noRoute responds to requests without a route, with Allow if the path has other methods.
func noRoute(_ http.ResponseWriter, r *http.Request) error {
	var allowed []string
	routes := chi.RouteContext(r.Context()).Routes
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut} {
		if routes.Match(chi.NewRouteContext(), method, r.URL.EscapedPath()) {
			allowed = append(allowed, method)
		}
	}
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	return httpapi.NoRoute(allowed)
}

// readyz reports whether the service can handle requests.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	if err := s.ready(r.Context()); err != nil {
		return err
	}
	return respond(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}

// static serves the same content to everyone.
func static(contentType, content string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, _ *http.Request) error {
		return respond(w, http.StatusOK, contentType, []byte(content))
	}
}

// docsAsset serves a script or style sheet of the docs page.
func docsAsset(w http.ResponseWriter, r *http.Request) error {
	contentType, content, err := httpapi.DocsAsset(chi.URLParam(r, "asset"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Encoding", "gzip")
	return respond(w, http.StatusOK, contentType, content)
}
