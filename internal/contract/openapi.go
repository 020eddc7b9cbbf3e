package contract

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// document holds the OpenAPI document to everything that was said before.
func (a *api) document(t *testing.T) {
	got := a.send(t, get("/openapi.yaml"))
	got.want(t, http.StatusOK)
	if kind := got.header.Get("Content-Type"); !strings.Contains(kind, "yaml") {
		t.Errorf("Content-Type is %q", kind)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(got.body))
	if err != nil {
		t.Fatalf("the document can't be read: %v", err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Errorf("the document isn't valid: %v", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("its version is %q", doc.OpenAPI)
	}
	t.Run("documents what is there", func(t *testing.T) { a.documentedRoutes(t, doc) })
	t.Run("documents what was answered", func(t *testing.T) { a.documentedAnswers(t, doc) })
}

// documentedRoutes asks for every documented path with every method: what
// is documented is there, the rest is 405.
func (a *api) documentedRoutes(t *testing.T, doc *openapi3.T) {
	for _, path := range []string{"/v1/users", "/v1/users/{id}", "/healthz", "/readyz", "/openapi.yaml"} {
		if doc.Paths.Find(path) == nil {
			t.Errorf("%s isn't documented", path)
		}
	}
	for pattern, item := range doc.Paths.Map() {
		path := strings.ReplaceAll(pattern, "{id}", nobody)
		var allowed []string
		for method := range item.Operations() {
			allowed = append(allowed, method)
		}
		if slices.Contains(allowed, http.MethodGet) && !slices.Contains(allowed, http.MethodHead) {
			allowed = append(allowed, http.MethodHead)
		}
		slices.Sort(allowed)
		got := a.send(t, request{method: "FOO", path: path})
		if allow := got.header.Get("Allow"); got.status != http.StatusMethodNotAllowed || allow != strings.Join(allowed, ", ") {
			t.Errorf("%s has the methods %v in the document, and answers %d with Allow %q", pattern, allowed, got.status, allow)
		}
	}
}

// documentedAnswers validates every exchange with a documented operation.
func (a *api) documentedAnswers(t *testing.T, doc *openapi3.T) {
	doc.Servers = nil
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"text/html", "text/css", "text/javascript", "image/png", "image/x-icon"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder) // as it is
	}
	checked, seen := 0, map[string]bool{}
	for _, e := range a.said {
		if !ofItsOperation(e) {
			continue
		}
		path, _, _ := strings.Cut(e.request.path, "?")
		req, err := http.NewRequestWithContext(t.Context(), e.request.method, "http://service.example"+path, strings.NewReader(e.request.body))
		if err != nil {
			t.Fatal(err)
		}
		route, params, err := router.FindRoute(req)
		if err != nil {
			continue
		}
		checked++
		input := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route}
		problem := validAnswer(t, input, e)
		if problem == "" && e.answer.status < 300 && e.request.body != "" && hasBody(route) {
			problem = validBody(t, input, e)
		}
		if key := e.request.method + route.Path + problem; problem != "" && !seen[key] {
			seen[key] = true
			t.Errorf("%s, answered with %d: %s", e.request, e.answer.status, problem)
		}
	}
	if checked < 100 {
		t.Errorf("only %d of %d exchanges are documented", checked, len(a.said))
	}
}

// ofItsOperation reports whether an answer may be one that its operation
// documents: 404 of no route and 405 are nobody's, and HEAD is GET's.
func ofItsOperation(e exchange) bool {
	return e.request.method != http.MethodHead && e.answer.status != http.StatusMethodNotAllowed &&
		!strings.Contains(e.request.path, "%") && !strings.Contains(e.answer.body, `"code":"route_not_found"`)
}

func hasBody(route *routers.Route) bool { return route.Operation.RequestBody != nil }

func validAnswer(t *testing.T, request *openapi3filter.RequestValidationInput, e exchange) string {
	t.Helper()
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: e.answer.status, Header: e.answer.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	body := e.answer.body
	if e.answer.header.Get("Content-Encoding") == "gzip" {
		body = unpacked(t, body)
	}
	input.SetBodyBytes([]byte(body))
	if err := openapi3filter.ValidateResponse(t.Context(), input); err != nil {
		return err.Error()
	}
	return ""
}

// validBody holds a body that was accepted to the document's schema.
func validBody(t *testing.T, input *openapi3filter.RequestValidationInput, e exchange) string {
	t.Helper()
	input.Request.Header = http.Header{"Content-Type": {"application/json"}}
	for name, values := range e.request.header {
		input.Request.Header[name] = values
	}
	input.Options = &openapi3filter.Options{
		ExcludeRequestQueryParams: true, SkipSettingDefaults: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	}
	input.Request.Body = io.NopCloser(strings.NewReader(e.request.body))
	if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
		return "the body was accepted, and breaks the schema: " + err.Error()
	}
	return ""
}
