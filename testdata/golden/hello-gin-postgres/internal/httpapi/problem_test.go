package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"example.com/hello/internal/failure"
	"example.com/hello/internal/httpapi"
)

// kindError is an error that says its kind, and what must not be told.
type kindError struct{ kind failure.Kind }

func (kindError) Error() string { return "secret" }

func (e kindError) Kind() failure.Kind { return e.kind }

func TestEveryKindOfFailureHasAnAnswer(t *testing.T) {
	t.Parallel()
	if kinds := failure.Kinds(); len(kinds) != len(httpapi.Answers) {
		t.Errorf("%d kinds, %d answers", len(kinds), len(httpapi.Answers))
	}
	codes := map[string]failure.Kind{}
	for _, kind := range failure.Kinds() {
		answer, found := httpapi.Answers[kind]
		if !found {
			t.Errorf("kind %d has no answer", kind)
			continue
		}
		if other, taken := codes[answer.Code]; taken {
			t.Errorf("kinds %d and %d have the code %s", kind, other, answer.Code)
		}
		codes[answer.Code] = kind
		if http.StatusText(answer.Status) == "" || answer.Status < 400 || answer.Detail == "" {
			t.Errorf("kind %d has the answer %+v", kind, answer)
		}
	}
}

func TestProblemsSayWhatKindAndNotWhy(t *testing.T) {
	t.Parallel()
	for _, kind := range failure.Kinds() {
		var log strings.Builder
		ctx := httpapi.Identify(context.Background(), "r1", nil)
		err := fmt.Errorf("secret: %w", kindError{kind})
		response := httpapi.Problem(ctx, slog.New(slog.NewTextHandler(&log, nil)), "/p", err)

		var got map[string]any
		if err := json.Unmarshal(response.Body, &got); err != nil {
			t.Fatal(err)
		}
		want := httpapi.Answers[kind]
		if response.Status != want.Status || got["status"] != float64(want.Status) || got["code"] != want.Code ||
			got["instance"] != "/p" || got["request_id"] != "r1" || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("kind %d: got %d %v %s", kind, response.Status, response.Header, response.Body)
		}
		if strings.Contains(string(response.Body), "secret") {
			t.Errorf("kind %d tells its cause: %s", kind, response.Body)
		}
		if logged := strings.Contains(log.String(), "secret"); logged != (want.Status >= 500) {
			t.Errorf("kind %d: the log is %q", kind, log.String())
		}
	}
}

func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		err    error
		status int
		code   string
	}{
		"an error without a kind":   {errors.New("?"), http.StatusInternalServerError, "internal"},
		"the end of a context":      {fmt.Errorf("q: %w", context.DeadlineExceeded), http.StatusServiceUnavailable, "timeout"},
		"one of several":            {errors.Join(kindError{failure.Conflict}, kindError{failure.Conflict}), http.StatusConflict, "conflict"},
		"a panic":                   {httpapi.NewPanicError("?"), http.StatusInternalServerError, "internal"},
		"a path that leads nowhere": {httpapi.NoRoute(nil), http.StatusNotFound, "route_not_found"},
		"a method that isn't there": {httpapi.NoRoute([]string{"POST", "GET"}), http.StatusMethodNotAllowed, "method_not_allowed"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := httpapi.Problem(t.Context(), slog.New(slog.DiscardHandler), "/p", tc.err)
			if response.Status != tc.status || !strings.Contains(string(response.Body), `"code":"`+tc.code+`"`) {
				t.Errorf("got %d %s, want %d %s", response.Status, response.Body, tc.status, tc.code)
			}
		})
	}
}
