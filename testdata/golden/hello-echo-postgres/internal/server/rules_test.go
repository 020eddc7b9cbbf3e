package server_test

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What the document says of a body holds: whatever breaks its schema is refused.
func TestABodyThatBreaksItsSchemaIsRefused(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		path := f.collection + "/" + s.anyID(f.collection)
		post := bodySchema(s.Paths.Value(f.collection).Post)
		patch := bodySchema(s.Paths.Value(f.collection + "/{id}").Patch)

		whole := s.newBody(f)
		for member, schema := range post.Properties {
			for what, value := range breakingValues(schema.Value) {
				body := maps.Clone(whole)
				body[member] = value
				s.wantRefused(post, http.MethodPost, f.collection, body, "/"+member, what)
				s.wantRefused(patch, http.MethodPatch, path, map[string]any{member: value}, "/"+member, what)
			}
		}
		for _, member := range post.Required {
			body := maps.Clone(whole)
			delete(body, member)
			s.wantRefused(post, http.MethodPost, f.collection, body, "/"+member, "missing")
		}
		for _, member := range []string{"id", "created_at", "updated_at", "a/b~c", ""} {
			body := maps.Clone(whole)
			body[member] = "x"
			pointer := "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(member)
			s.wantRefused(post, http.MethodPost, f.collection, body, pointer, "unknown")
			s.wantRefused(patch, http.MethodPatch, path, map[string]any{member: "x"}, pointer, "unknown")
		}
		for _, body := range []any{[]any{}, "text", 1, true, nil} {
			s.wantRefused(post, http.MethodPost, f.collection, body, "", "no object")
			s.wantRefused(patch, http.MethodPatch, path, body, "", "no object")
		}
	})
}

// bodySchema returns what the document says of the body of an operation.
func bodySchema(operation *openapi3.Operation) *openapi3.Schema {
	return operation.RequestBody.Value.Content["application/json"].Schema.Value
}

// breakingValues returns values that break the schema, by what is wrong with them.
func breakingValues(schema *openapi3.Schema) map[string]any {
	values := map[string]any{}
	for kind, value := range map[string]any{"null": nil, "string": "1", "number": 1.5, "array": []any{1}} {
		if !schema.Type.Includes(kind) {
			values["of type "+kind] = value
		}
	}
	if schema.MaxLength != nil {
		values["too long"] = strings.Repeat("a", 100_000) // which none may be
	}
	if schema.MinLength > 0 {
		values["blank"] = " "
	}
	if len(schema.Enum) > 0 {
		values["none of the choices"] = "none-of-these"
	}
	if schema.Format != "" && schema.Type.Includes("string") || schema.Pattern != "" && schema.MinLength == 0 {
		values["of another form"] = "none"
	}
	if schema.Type.Includes("integer") {
		values["huge"] = 1e30
	}
	if schema.Min != nil { // Beside a great number, 1 is nothing.
		values["too little"] = min(*schema.Min-1, math.Nextafter(*schema.Min, -math.MaxFloat64))
	}
	if schema.Max != nil {
		values["too much"] = max(*schema.Max+1, math.Nextafter(*schema.Max, math.MaxFloat64))
	}
	return values
}

func (s *testService) wantRefused(schema *openapi3.Schema, method, path string, body any, pointer, what string) {
	s.t.Helper()
	if object, ok := body.(map[string]any); ok && schema.VisitJSON(object, openapi3.EnableJSONSchema2020()) == nil {
		s.t.Errorf("%s is no break of the schema: %v", what, body)
	}
	if text, ok := body.(string); ok || body == nil {
		body = map[bool]string{true: fmt.Sprintf("%q", text), false: "null"}[ok]
	}
	got := s.do(method, path, body)
	s.want(got, http.StatusUnprocessableEntity, "validation_failed")
	if !slices.Contains(got.pointers(s.t), pointer) {
		s.t.Errorf("%s: %s doesn't point to %q", what, got.body, pointer)
	}
}

// What tools make of the document, and its page offers to send, is a resource.
func TestTheExamplesAreAccepted(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		body := s.newBody(f)
		for member, schema := range bodySchema(s.Paths.Value(f.collection).Post).Properties {
			if len(schema.Value.Examples) > 0 {
				body[member] = schema.Value.Examples[0]
			}
		}
		s.want(s.do(http.MethodPost, f.collection, body), http.StatusCreated, "")
	})
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	t.Parallel()
	eachResource(t, func(t *testing.T, f fixtureKind) {
		s := startService(t)
		required := bodySchema(s.Paths.Value(f.collection).Post).Required
		want := []string{"/unknown"}
		for _, member := range required {
			want = append(want, "/"+member)
		}
		got := s.do(http.MethodPost, f.collection, `{"unknown":1}`).pointers(t)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
