package httpapi

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/strictjson"
)

// Wire is how a kind of resource R, of which clients set the fields F, is sent and
// received.
type Wire[R, F any] struct {
	// collection is the path of all of them: "/v1/users".
	collection string
	// read reads every member of a body into the fields.
	read func(body *strictjson.Object, to *F)
	// violations returns the rules that fields break.
	violations func(fields F) []failure.Violation
	id         func(of R) uuid.UUID
	// represent returns what JSON shows of a resource.
	represent func(of R) any
}

// Decode returns the fields that the body of a POST sets. Its errors are
// RequestErrors; all rules that the body breaks are in one.
func (t Wire[R, F]) Decode(body Body) (F, error) {
	var fields F
	data, err := body.read("application/json")
	if err != nil {
		return fields, err
	}
	object, err := strictjson.Parse(data)
	if err != nil {
		return fields, refuseValue(err)
	}
	t.read(object, &fields)
	broken := object.Violations()
	for _, violation := range t.violations(fields) {
		if !namesField(broken, violation.Field) {
			broken = append(broken, violation)
		}
	}
	return fields, refuseBroken(broken)
}

// DecodePatch returns the change that the body of a PATCH, a JSON merge patch (RFC
// 7396), makes to fields. Its errors are those of Decode.
func (t Wire[R, F]) DecodePatch(body Body) (func(*F) error, error) {
	data, err := body.read("application/merge-patch+json", "application/json")
	if err != nil {
		return nil, err
	}
	object, err := strictjson.ParsePatch(data)
	if err != nil {
		return nil, refuseValue(err)
	}
	var fields F
	t.read(object, &fields)
	broken := object.Violations()
	for _, violation := range t.violations(fields) {
		if object.Has(violation.Field) && !namesField(broken, violation.Field) {
			broken = append(broken, violation)
		}
	}
	change := func(fields *F) error {
		t.read(object, fields)
		return nil
	}
	return change, refuseBroken(broken)
}

// ParsePage reads the query of a GET of the collection, as it was sent.
func (t Wire[R, F]) ParsePage(query string) (Page, error) {
	return parsePage(t.collection, query)
}

// Created answers a POST.
func (t Wire[R, F]) Created(created R) Response {
	response := t.one(http.StatusCreated, created)
	response.Header.Set("Location", t.collection+"/"+t.id(created).String())
	return response
}

// Updated answers a PATCH.
func (t Wire[R, F]) Updated(updated R) Response { return t.one(http.StatusOK, updated) }

// Found answers a GET of one resource: with 304 when the client has it already, and
// with an error when it isn't as the client wants it.
func (t Wire[R, F]) Found(found R, preconditions Preconditions) (Response, error) {
	response := t.one(http.StatusOK, found)
	etag := response.Header.Get("ETag")
	switch {
	case !preconditions.matches(etag):
		return Response{}, RequestError{Reason: failure.PreconditionFailed}
	case preconditions.noneMatchFails(etag):
		return Response{Status: http.StatusNotModified, Header: http.Header{"Etag": {etag}}}, nil
	default:
		return response, nil
	}
}

// Listed answers a GET of the collection with the items that were fetched for the page.
func (t Wire[R, F]) Listed(fetched []R, page Page) Response {
	list := struct {
		Items      []any  `json:"items"`
		NextCursor string `json:"next_cursor,omitempty"`
	}{Items: []any{}}
	shown := fetched[:min(len(fetched), page.Limit)]
	for _, item := range shown {
		list.Items = append(list.Items, t.represent(item))
	}
	if len(fetched) > len(shown) {
		list.NextCursor = newCursor(t.collection, t.id(shown[len(shown)-1]))
	}
	return newResponse(http.StatusOK, "application/json", encodeValue(list))
}

// Deleted answers a DELETE.
func (Wire[R, F]) Deleted() Response {
	return Response{Status: http.StatusNoContent, Header: http.Header{}}
}

// Check returns the check of a resource that is about to change, and nil when the
// request asks nothing of it.
func (t Wire[R, F]) Check(preconditions Preconditions) func(R) error {
	if preconditions.none() {
		return nil
	}
	return func(current R) error {
		return preconditions.changeable(newETag(encodeValue(t.represent(current))))
	}
}

func (t Wire[R, F]) one(status int, resource R) Response {
	body := encodeValue(t.represent(resource))
	response := newResponse(status, "application/json", body)
	response.Header.Set("ETag", newETag(body))
	return response
}

func refuseValue(err error) error {
	if errors.Is(err, strictjson.ErrNotObject) {
		return notObjectError{}
	}
	return RequestError{Reason: failure.MalformedBody}
}

func refuseBroken(broken []failure.Violation) error {
	if len(broken) == 0 {
		return nil
	}
	return RequestError{Reason: failure.Invalid, Broken: broken}
}

func namesField(violations []failure.Violation, field string) bool {
	return slices.ContainsFunc(violations, func(v failure.Violation) bool { return v.Field == field })
}

// wireTime is a time in RFC 3339, UTC, to the microsecond.
type wireTime time.Time

// MarshalText makes every time as long as any other.
func (t wireTime) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000000Z"), nil
}
