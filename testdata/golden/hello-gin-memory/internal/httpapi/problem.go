// Package httpapi is the HTTP API independent of the web framework: how requests are
// read, what responses contain, and the OpenAPI document.
package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"

	"example.com/hello/internal/apperr"
	"example.com/hello/internal/telemetry"
)

// Problem is the body of an error response (RFC 9457). Handlers return one if the
// request itself is wrong. All other errors are mapped to one by describe.
type Problem struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Detail    string            `json:"detail"`
	Instance  string            `json:"instance"`
	Code      string            `json:"code"` // identifies the problem for programs
	RequestID string            `json:"request_id"`
	Errors    []problemError    `json:"errors,omitempty"`
	Header    map[string]string `json:"-"` // header fields of the response
}

type problemError struct {
	Pointer string `json:"pointer"` // RFC 6901
	Detail  string `json:"detail"`
}

// All problems.
var (
	InvalidJSON          = newProblem(http.StatusBadRequest, "invalid_json", "The body is not a single JSON value in UTF-8.")
	InvalidParameter     = newProblem(http.StatusBadRequest, "invalid_parameter", "The ID in the path, or a parameter, is invalid.")
	RouteNotFound        = newProblem(http.StatusNotFound, "route_not_found", "There is nothing at this path.")
	NotFound             = newProblem(http.StatusNotFound, "not_found", "There is no resource with this ID.")
	MethodNotAllowed     = newProblem(http.StatusMethodNotAllowed, "method_not_allowed", "The path doesn't support this method.")
	Conflict             = newProblem(http.StatusConflict, "conflict", "The request conflicts with what is stored.")
	PreconditionFailed   = newProblem(http.StatusPreconditionFailed, "precondition_failed", "The resource has changed.")
	BodyTooLarge         = newProblem(http.StatusRequestEntityTooLarge, "body_too_large", "The body is too large.")
	UnsupportedMediaType = newProblem(http.StatusUnsupportedMediaType, "unsupported_media_type", "Send JSON with Content-Type: application/json, and no Content-Encoding.")
	ValidationFailed     = newProblem(http.StatusUnprocessableEntity, "validation_failed", "The body violates the rules of the resource.")
	Internal             = newProblem(http.StatusInternalServerError, "internal", "The service failed. Its log has the cause under this request ID.")
	Timeout              = newProblem(http.StatusServiceUnavailable, "timeout", "The request took too long.")
	Unavailable          = newProblem(http.StatusServiceUnavailable, "unavailable", "The service can't answer at the moment. Try again later.")
)

func newProblem(status int, code, detail string) Problem {
	return Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

func (p Problem) Error() string { return p.Code + ": " + p.Detail }

// with returns the problem with a field in the header of the response.
func (p Problem) with(name, value string) Problem {
	p.Header = map[string]string{name: value}
	return p
}

// NoRoute returns the problem for a request that matches no route, although the path has
// routes for the given methods.
func NoRoute(methods []string) Problem {
	if len(methods) == 0 {
		return RouteNotFound
	}
	slices.Sort(methods)
	return MethodNotAllowed.with("Allow", strings.Join(methods, ", "))
}

// describe maps any error to the problem that the client receives.
func describe(err error) Problem {
	if p, ok := errors.AsType[Problem](err); ok {
		return p
	}
	switch {
	case is[apperr.NotFoundError](err):
		return NotFound
	case is[apperr.ConflictError](err):
		return Conflict
	case is[apperr.StaleError](err):
		return PreconditionFailed
	case is[apperr.InvalidError](err):
		return ValidationFailed
	case is[apperr.UnavailableError](err):
		return Unavailable
	case is[*http.MaxBytesError](err):
		return BodyTooLarge
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	default:
		return Internal
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// NewProblem returns the problem that the client receives for err. The cause of a server
// error is in the log, and not sent to the client. The path is that of the request, as it
// was sent.
func NewProblem(ctx context.Context, log *slog.Logger, path string, err error) Problem {
	p := describe(err)
	p.Instance, p.RequestID = path, telemetry.RequestID(ctx)
	switch p.Status {
	case http.StatusInternalServerError:
		log.ErrorContext(ctx, "request failed", "error", err)
	case http.StatusServiceUnavailable:
		log.WarnContext(ctx, "request failed", "error", err)
	}
	if conflict, ok := errors.AsType[apperr.ConflictError](err); ok {
		p.add(conflict.Field, conflict.Detail)
	}
	if invalid, ok := errors.AsType[apperr.InvalidError](err); ok {
		for _, violation := range invalid.Violations[:min(len(invalid.Violations), 100)] {
			p.add(violation.Field, violation.Detail)
		}
	}
	return p
}

func (p *Problem) add(field, detail string) {
	if field != "" {
		field = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(field)
	}
	p.Errors = append(p.Errors, problemError{field, detail})
}
