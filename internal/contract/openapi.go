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

// document compares the OpenAPI document with all recorded requests and responses.
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
	t.Run("its routes", func(t *testing.T) { a.documentedRoutes(t, doc) })
	t.Run("its parameters", func(t *testing.T) { a.documentedParameters(t, doc) })
	t.Run("its responses", func(t *testing.T) { a.documentedResponses(t, doc) })
}

// documentedRoutes checks that every path allows exactly the documented methods.
func (a *api) documentedRoutes(t *testing.T, doc *openapi3.T) {
	for _, path := range []string{"/v1/users", "/v1/users/{id}", "/healthz", "/readyz", "/openapi.yaml"} {
		if doc.Paths.Find(path) == nil {
			t.Errorf("%s isn't documented", path)
		}
	}
	for pattern, item := range doc.Paths.Map() {
		path := strings.ReplaceAll(pattern, "{id}", missingID)
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
			t.Errorf("%s has the methods %v in the document, but the service responds %d with Allow %q", pattern, allowed, got.status, allow)
		}
	}
}

// documentedParameters checks the parameters of lists.
func (a *api) documentedParameters(t *testing.T, doc *openapi3.T) {
	want := map[string][]string{"/v1/users": {"cursor", "email", "limit", "sort"}}
	if a.Orders {
		want["/v1/orders"] = []string{"buyer_id", "count", "cursor", "express", "gift_for_id", "limit", "number", "placed_at", "sort", "status"}
	}
	for path, names := range want {
		item := doc.Paths.Find(path)
		if item == nil || item.Get == nil {
			t.Errorf("%s isn't documented", path)
			continue
		}
		var got []string
		for _, parameter := range append(item.Parameters, item.Get.Parameters...) {
			if parameter.Value.In == "query" {
				got = append(got, parameter.Value.Name)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, names) {
			t.Errorf("%s has the parameters %v, want %v", path, got, names)
		}
	}
}

// documentedResponses validates the responses of documented operations.
func (a *api) documentedResponses(t *testing.T, doc *openapi3.T) {
	doc.Servers = nil
	validateAs31(doc)
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"text/html", "text/css", "text/javascript", "image/png", "image/x-icon"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder) // don't decode
	}
	checked, seen := 0, map[string]bool{}
	for _, e := range a.recorded {
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
		problem := validResponse(t, input, e)
		if problem == "" && e.response.status < 300 && e.request.body != "" && hasBody(route) {
			problem = validBody(t, input, e)
		}
		if key := e.request.method + route.Path + problem; problem != "" && !seen[key] {
			seen[key] = true
			t.Errorf("%s with response %d: %s", e.request, e.response.status, problem)
		}
	}
	if checked < 100 {
		t.Errorf("only %d of %d requests are documented", checked, len(a.recorded))
	}
}

// validateAs31 adds a keyword of OpenAPI 3.1 to each response. Otherwise, kin-openapi
// validates schemas with references under the rules of 3.0, where a schema without a
// type excludes null.
func validateAs31(doc *openapi3.T) {
	keyword := openapi3.Schemas{"unused": openapi3.NewSchemaRef("", openapi3.NewSchema())}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, response := range operation.Responses.Map() {
				for _, media := range response.Value.Content {
					if media.Schema != nil {
						media.Schema.Value.Defs = keyword
					}
				}
			}
		}
	}
}

// ofItsOperation reports whether a response belongs to a documented operation. 404 for unknown routes and 405 don't, and HEAD isn't documented separately.
func ofItsOperation(e recording) bool {
	return e.request.method != http.MethodHead && e.response.status != http.StatusMethodNotAllowed &&
		!strings.Contains(e.request.path, "%") && !strings.Contains(e.response.body, `"code":"route_not_found"`)
}

func hasBody(route *routers.Route) bool { return route.Operation.RequestBody != nil }

func validResponse(t *testing.T, request *openapi3filter.RequestValidationInput, e recording) string {
	t.Helper()
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: e.response.status, Header: e.response.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	body := e.response.body
	if e.response.header.Get("Content-Encoding") == "gzip" {
		body = uncompressed(t, body)
	}
	input.SetBodyBytes([]byte(body))
	if err := openapi3filter.ValidateResponse(t.Context(), input); err != nil {
		return err.Error()
	}
	return ""
}

// validBody checks an accepted body against the document's schema.
func validBody(t *testing.T, input *openapi3filter.RequestValidationInput, e recording) string {
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
		return "the service accepted a body that violates the schema: " + err.Error()
	}
	return ""
}
