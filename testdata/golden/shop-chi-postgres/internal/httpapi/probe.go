package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"example.com/shop/internal/failure"
)

// readyWithin is how long a dependency may take to say that it is ready.
const readyWithin = 2 * time.Second

// Alive answers /healthz: the process lives, and nothing else is asked.
func Alive() Response { return probeOK() }

// Ready answers /readyz. It is an error of the kind failure.Unavailable when the
// service drains, or when its dependencies aren't ready.
func Ready(ctx context.Context, draining bool, dependencies func(context.Context) error) (Response, error) {
	if draining {
		return Response{}, notReadyError{cause: errors.New("draining")}
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := dependencies(ctx); err != nil {
		return Response{}, notReadyError{cause: err}
	}
	return probeOK(), nil
}

func probeOK() Response {
	return newResponse(http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
}

type notReadyError struct{ cause error }

func (e notReadyError) Error() string { return "not ready: " + e.cause.Error() }

func (e notReadyError) Unwrap() error { return e.cause }

func (notReadyError) Kind() failure.Kind { return failure.Unavailable }
