package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/uuid"

	"example.com/shop/internal/config"
	"example.com/shop/internal/httpapi"
	"example.com/shop/internal/store"
	"example.com/shop/internal/store/memory"
)

// document is the OpenAPI document, and the statuses that the tests have seen of it.
type document struct {
	*openapi3.T
	mu   sync.Mutex
	seen map[string]bool
}

var parseDocument = sync.OnceValues(func() (*openapi3.T, error) {
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewCallbackValidator(uuid.Validate))
	openapi3.DefineStringFormatValidator("email", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForEmail))
	for _, contentType := range []string{"text/css", "text/html", "text/javascript"} {
		openapi3filter.RegisterBodyDecoder(contentType, openapi3filter.FileBodyDecoder)
	}
	return openapi3.NewLoader().LoadFromData([]byte(httpapi.OpenAPI))
})

func loadDocument(t *testing.T) *document {
	t.Helper()
	parsed, err := parseDocument()
	if err == nil {
		err = parsed.Validate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return &document{T: parsed, seen: map[string]bool{}}
}

// operations calls visit for each operation.
func (d *document) operations(visit func(method, path string, operation *openapi3.Operation)) {
	for path, item := range d.Paths.Map() {
		for method, operation := range item.Operations() {
			visit(method, path, operation)
		}
	}
}

// route returns the documented operation for a request, or nil.
func (d *document) route(request *http.Request) (found *routers.Route) {
	segments := strings.Split(request.URL.EscapedPath(), "/")
	d.operations(func(method, path string, operation *openapi3.Operation) {
		matches := slices.EqualFunc(strings.Split(path, "/"), segments, func(pattern, segment string) bool {
			return pattern == segment || strings.HasPrefix(pattern, "{")
		})
		if matches && method == request.Method {
			found = &routers.Route{Spec: d.T, Path: path, PathItem: d.Paths.Value(path), Method: method, Operation: operation}
		}
	})
	return found
}

// check fails unless the response is as documented.
func (d *document) check(t *testing.T, request *http.Request, got *http.Response, body []byte) {
	t.Helper()
	if got.Header.Get("X-Request-Id") == "" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s %s: got header %v", request.Method, request.URL.Path, got.Header)
	}
	route := d.route(request)
	if route == nil {
		return
	}
	d.mu.Lock()
	d.seen[fmt.Sprintf("%s %s %d", request.Method, route.Path, got.StatusCode)] = true
	d.mu.Unlock()
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route},
		Status:                 got.StatusCode,
		Header:                 got.Header,
		Body:                   io.NopCloser(bytes.NewReader(body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		t.Errorf("%s %s: the response is not as openapi.yaml says: %v", request.Method, request.URL.Path, err)
	}
}

func TestDocument_HasTheRoutes(t *testing.T) {
	var want []string
	loadDocument(t).operations(func(method, path string, _ *openapi3.Operation) { want = append(want, method+" "+path) })
	got := routesOf(t, New(config.HTTP{}, memory.New(), slog.New(slog.DiscardHandler)))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the router has\n%s\nopenapi.yaml has\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// brokenStore has no repositories, so that every use of one panics.
type brokenStore struct{ *memory.Store }

func (brokenStore) Repositories() store.Repositories { return store.Repositories{} }

// Every documented status is triggered at least once.
func TestDocument_Statuses(t *testing.T) {
	doc := loadDocument(t)
	working, broken, late := newAPI(t, memory.New(), doc), newAPI(t, brokenStore{memory.New()}, doc), newAPI(t, memory.New(), doc)
	late.server.cfg.RequestTimeout = time.Nanosecond
	for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml", "/docs", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"} {
		working.want(working.do(http.MethodGet, path, nil), http.StatusOK, "")
	}
	working.want(working.do(http.MethodGet, "/docs/unknown", nil), http.StatusNotFound, "route_not_found")
	late.server.Drain()
	late.want(late.do(http.MethodGet, "/readyz", nil), http.StatusServiceUnavailable, "unavailable")
	for _, k := range kinds {
		triggerStatuses(working, k)
		missing := k.path + "/" + uuid.NewString()
		fields := working.fields(k)
		for _, a := range []*api{broken, late} {
			status, code := http.StatusInternalServerError, "internal"
			if a == late {
				status, code = http.StatusServiceUnavailable, "timeout"
			}
			a.want(a.do(http.MethodGet, k.path, nil), status, code)
			a.want(a.do(http.MethodPost, k.path, fields), status, code)
			a.want(a.do(http.MethodGet, missing, nil), status, code)
			a.want(a.do(http.MethodPatch, missing, "{}"), status, code)
			a.want(a.do(http.MethodDelete, missing, nil), status, code)
		}
	}
	doc.operations(func(method, path string, operation *openapi3.Operation) {
		for status := range operation.Responses.Map() {
			if status != "default" && status != "4XX" && !doc.seen[method+" "+path+" "+status] {
				t.Errorf("%s %s: %s was never seen: request it in this test", method, path, status)
			}
		}
	})
}

// triggerStatuses triggers the statuses that a client can.
func triggerStatuses(a *api, k kind) {
	a.t.Helper()
	created := a.create(k)
	path, missing := created.path(a.t, k), k.path+"/"+uuid.NewString()
	a.want(a.do(http.MethodGet, path, nil), http.StatusOK, "")
	a.want(a.do(http.MethodGet, path, nil, "If-None-Match", created.Header.Get("ETag")), http.StatusNotModified, "")
	a.want(a.do(http.MethodGet, k.path, nil), http.StatusOK, "")
	a.want(a.do(http.MethodGet, k.path+"?limit=0", nil), http.StatusBadRequest, "invalid_parameter")
	for method, path := range map[string]string{http.MethodPost: k.path, http.MethodPatch: path} {
		a.want(a.do(method, path, "{"), http.StatusBadRequest, "invalid_json")
		a.want(a.do(method, path, strings.Repeat(" ", 10_001)), http.StatusRequestEntityTooLarge, "body_too_large")
		a.want(a.do(method, path, "{}", "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "unsupported_media_type")
		a.want(a.do(method, path, `{"no such field":1}`), http.StatusUnprocessableEntity, "validation_failed")
	}
	for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodDelete} {
		a.want(a.do(method, k.path+"/1", "{}"), http.StatusBadRequest, "invalid_parameter")
		a.want(a.do(method, missing, "{}"), http.StatusNotFound, "not_found")
	}
	for _, member := range k.unique {
		other := a.create(k)
		taken := map[string]any{member: other.member(a.t, member)}
		a.want(a.do(http.MethodPatch, path, taken), http.StatusConflict, "conflict")
		a.want(a.do(http.MethodPost, k.path, a.conflicting(k, taken)), http.StatusConflict, "conflict")
	}
	for member, target := range k.references {
		missing := map[string]any{member: uuid.NewString()}
		a.want(a.do(http.MethodPatch, path, missing), http.StatusConflict, "conflict")
		a.want(a.do(http.MethodPost, k.path, a.conflicting(k, missing)), http.StatusConflict, "conflict")
		id := a.create(kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.path == target })]).member(a.t, "id")
		created = a.want(a.do(http.MethodPatch, path, map[string]any{member: id}), http.StatusOK, "")
		a.want(a.do(http.MethodDelete, fmt.Sprint(target, "/", id), nil), http.StatusConflict, "conflict")
	}
	for _, method := range []string{http.MethodPatch, http.MethodDelete} {
		a.want(a.do(method, path, "{}", "If-Match", `"0"`), http.StatusPreconditionFailed, "precondition_failed")
	}
	a.want(a.do(http.MethodPatch, path, "{}", "If-Match", created.Header.Get("ETag")), http.StatusOK, "")
	a.want(a.do(http.MethodDelete, path, nil), http.StatusNoContent, "")
}
