package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"example.com/shop/internal/httpapi"
)

// apiDocument is the OpenAPI document, and the statuses that have been seen of it.
type apiDocument struct {
	*openapi3.T
	mu   sync.Mutex
	seen map[string]bool
}

var parsedDocument = sync.OnceValues(func() (*openapi3.T, error) {
	for format, pattern := range map[string]string{
		"email": openapi3.FormatOfStringForEmail,
		"uri":   `^[A-Za-z][A-Za-z0-9+.-]*:`,
		"uuid":  `^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`,
	} {
		openapi3.DefineStringFormatValidator(format, openapi3.NewRegexpFormatValidator(pattern))
	}
	parsed, err := openapi3.NewLoader().LoadFromData(httpapi.OpenAPI().Body)
	if err != nil {
		return nil, err
	}
	return parsed, parsed.Validate(context.Background())
})

func loadDocument(t *testing.T) *apiDocument {
	t.Helper()
	parsed, err := parsedDocument()
	if err != nil {
		t.Fatal(err)
	}
	return &apiDocument{T: parsed, seen: map[string]bool{}}
}

// statuses returns what is documented: "GET /v1/things 200", sorted.
func (d *apiDocument) statuses() []string {
	var all []string
	for path, item := range d.Paths.Map() {
		for method, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				all = append(all, method+" "+path+" "+status)
			}
		}
	}
	slices.Sort(all)
	return all
}

// check holds a response to the document, and to what every response has.
func (d *apiDocument) check(t *testing.T, request *http.Request, response *http.Response, body []byte) {
	t.Helper()
	if response.Header.Get("X-Request-Id") == "" || response.Header.Get("X-Content-Type-Options") != "nosniff" ||
		response.Header.Get("Date") == "" || response.Header.Get("Server") != "" {
		t.Errorf("%s %s: header %v", request.Method, request.URL.Path, response.Header)
	}
	route := d.routeOf(request)
	if route == nil {
		d.checkProblem(t, response, body)
		return
	}
	d.mu.Lock()
	d.seen[fmt.Sprintf("%s %s %d", request.Method, route.Path, response.StatusCode)] = true
	d.mu.Unlock()
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route},
		Status:                 response.StatusCode,
		Header:                 response.Header,
		Body:                   io.NopCloser(bytes.NewReader(body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s %s is answered as openapi.yaml doesn't say: %v", request.Method, request.URL.Path, err)
		return
	}
	d.checkFields(t, response, route.Operation.Responses.Status(response.StatusCode).Value.Headers)
}

// checkFields holds a response's header to the document: each field is one of the
// response's, is told of in the description of all, or is HTTP's own.
func (d *apiDocument) checkFields(t *testing.T, response *http.Response, documented openapi3.Headers) {
	t.Helper()
	of := func(field string) func(string) bool {
		return func(name string) bool { return strings.EqualFold(name, field) }
	}
	told := strings.FieldsFunc(d.Info.Description, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) })
	told = slices.AppendSeq(append(told, "Connection", "Content-Length", "Content-Type", "Date"), maps.Keys(documented))
	for field := range response.Header {
		if !slices.ContainsFunc(told, of(field)) {
			t.Errorf("%s %s %d: openapi.yaml doesn't tell of %s", response.Request.Method, response.Request.URL.Path, response.StatusCode, field)
		}
	}
}

// routeOf returns the documented operation that a request is for, or nil.
func (d *apiDocument) routeOf(request *http.Request) *routers.Route {
	sent := strings.Split(request.URL.EscapedPath(), "/")
	for path, item := range d.Paths.Map() {
		segments := strings.Split(path, "/")
		matches := slices.EqualFunc(segments, sent, func(segment, sent string) bool {
			return segment == sent || strings.HasPrefix(segment, "{") && sent != ""
		})
		if operation := item.Operations()[request.Method]; matches && operation != nil {
			return &routers.Route{Spec: d.T, Path: path, PathItem: item, Method: request.Method, Operation: operation}
		}
	}
	return nil
}

// checkProblem holds a response to a request that leads nowhere to what problems are.
func (d *apiDocument) checkProblem(t *testing.T, response *http.Response, body []byte) {
	t.Helper()
	if response.Request.Method == http.MethodHead {
		return
	}
	if got := response.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a problem of type %q", got)
	}
	if err := d.Components.Schemas["Problem.Details"].Value.VisitJSON(decodeValue(t, body), openapi3.EnableJSONSchema2020()); err != nil {
		t.Errorf("%s is no problem: %v", body, err)
	}
	d.checkFields(t, response, nil)
}

func TestTheRouterHasTheRoutesOfTheDocument(t *testing.T) {
	t.Parallel()
	s := startService(t)
	var documented, routed []string
	for path, item := range s.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
		}
	}
	for _, route := range s.server.Routes() {
		routed = append(routed, route.Method+" "+route.Pattern)
	}
	slices.Sort(documented)
	slices.Sort(routed)
	if !slices.Equal(documented, routed) {
		t.Errorf("openapi.yaml has\n%s\nthe router has\n%s", strings.Join(documented, "\n"), strings.Join(routed, "\n"))
	}
}
