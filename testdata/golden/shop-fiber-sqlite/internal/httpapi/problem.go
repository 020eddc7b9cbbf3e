package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"strings"

	"example.com/shop/internal/failure"
)

// Answer is how the service answers one kind of failure.
type Answer struct {
	Status int
	// Code is what clients tell failures apart by.
	Code string
	// Detail is for people. It says nothing of the cause.
	Detail string
}

// Answers has a row for every kind of failure. Nothing else picks an error's status.
var Answers = map[failure.Kind]Answer{
	failure.MalformedBody:        {http.StatusBadRequest, "invalid_json", "The body is not one JSON value in UTF-8."},
	failure.InvalidParameter:     {http.StatusBadRequest, "invalid_parameter", "A parameter is not valid."},
	failure.RouteNotFound:        {http.StatusNotFound, "route_not_found", "Nothing is at this path."},
	failure.NotFound:             {http.StatusNotFound, "not_found", "There is no resource with this id."},
	failure.MethodNotAllowed:     {http.StatusMethodNotAllowed, "method_not_allowed", "The path does not have this method."},
	failure.Conflict:             {http.StatusConflict, "conflict", "The request conflicts with what is stored."},
	failure.PreconditionFailed:   {http.StatusPreconditionFailed, "precondition_failed", "The resource is not in the state that the request asks for."},
	failure.BodyTooLarge:         {http.StatusRequestEntityTooLarge, "body_too_large", "The body is too large."},
	failure.UnsupportedMediaType: {http.StatusUnsupportedMediaType, "unsupported_media_type", "The body must be JSON, not encoded."},
	failure.Invalid:              {http.StatusUnprocessableEntity, "validation_failed", "The body breaks the rules of the resource."},
	failure.Unauthorized:         {http.StatusUnauthorized, "unauthorized", "The request needs a bearer token that is valid."},
	failure.Forbidden:            {http.StatusForbidden, "forbidden", "The token does not allow this."},
	failure.RateLimited:          {http.StatusTooManyRequests, "rate_limited", "The client sends too many requests."},
	failure.Internal:             {http.StatusInternalServerError, "internal", "The service failed. The request id leads to the cause in its log."},
	failure.Timeout:              {http.StatusServiceUnavailable, "timeout", "The request took too long."},
	failure.Unavailable:          {http.StatusServiceUnavailable, "unavailable", "The service can not answer now. Trying again later may help."},
}

// problemDetails is a problem as RFC 9457 describes it.
type problemDetails struct {
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Detail    string        `json:"detail"`
	Instance  string        `json:"instance"`
	Code      string        `json:"code"`
	RequestID string        `json:"request_id"`
	Errors    []problemPart `json:"errors,omitempty"`
}

type problemPart struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// Problem answers for err. The path is the request's, as it was sent; the request's
// id is the context's. What is the service's own fault goes to the log, cause and
// all, and none of it to the client.
func Problem(ctx context.Context, log *slog.Logger, path string, err error) Response {
	answer := Answers[failure.KindOf(err)]
	switch {
	case answer.Status == http.StatusInternalServerError:
		logFailure(ctx, log, slog.LevelError, err)
	case answer.Status > http.StatusInternalServerError:
		logFailure(ctx, log, slog.LevelWarn, err)
	}
	problem := problemDetails{
		Type:      "about:blank",
		Title:     http.StatusText(answer.Status),
		Status:    answer.Status,
		Detail:    answer.Detail,
		Instance:  path,
		Code:      answer.Code,
		RequestID: RequestID(ctx),
		Errors:    problemParts(err),
	}
	var refused RequestError
	if errors.As(err, &refused) && refused.Detail != "" {
		problem.Detail = refused.Detail
	}
	response := newResponse(answer.Status, "application/problem+json", encodeValue(problem))
	maps.Copy(response.Header, refused.Header)
	return response
}

func logFailure(ctx context.Context, log *slog.Logger, level slog.Level, err error) {
	log.LogAttrs(ctx, level, "request failed", append(identityOf(ctx).attrs(), slog.Any("error", err))...)
}

// problemParts gives every violation with the JSON pointer (RFC 6901) to its field.
// The members of a body may have an empty name; what has none elsewhere is the whole.
func problemParts(err error) []problemPart {
	ofMembers := errors.As(err, new(RequestError))
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var found []problemPart
	for _, violation := range failure.Violations(err) {
		pointer := ""
		if violation.Field != "" || ofMembers {
			pointer = "/" + escape.Replace(violation.Field)
		}
		found = append(found, problemPart{Pointer: pointer, Detail: violation.Detail})
	}
	return found
}
