package failure_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"example.com/shop/internal/failure"
)

type taken string

func (t taken) Error() string { return string(t) + " is taken" }

func (taken) Kind() failure.Kind { return failure.Conflict }

func (t taken) Violations() []failure.Violation {
	return []failure.Violation{
		{Field: string(t), Detail: "is taken"},
	}
}

func TestKindOf(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want failure.Kind
	}{
		"an error says its kind":               {taken("name"), failure.Conflict},
		"a wrapped error says its kind":        {fmt.Errorf("create: %w", taken("name")), failure.Conflict},
		"a joined error says its kind":         {errors.Join(errors.New("odd"), taken("name")), failure.Conflict},
		"the end of a context is a timeout":    {fmt.Errorf("read: %w", context.DeadlineExceeded), failure.Timeout},
		"a canceled context is a timeout":      {context.Canceled, failure.Timeout},
		"an error that says nothing is ours":   {errors.New("odd"), failure.Internal},
		"no error at all has the kind of ours": {nil, failure.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			if got := failure.KindOf(test.err); got != test.want {
				t.Errorf("got kind %d, want %d", got, test.want)
			}
		})
	}
}

func TestViolations(t *testing.T) {
	err := fmt.Errorf("create: %w", errors.Join(taken("name"), errors.New("odd"), fmt.Errorf("also: %w", taken("email"))))
	want := []failure.Violation{
		{Field: "name", Detail: "is taken"},
		{Field: "email", Detail: "is taken"},
	}
	if got := failure.Violations(err); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := failure.Violations(errors.New("odd")); got != nil {
		t.Errorf("got %v of an error that says nothing", got)
	}
}

func TestKinds(t *testing.T) {
	kinds := failure.Kinds()
	if kinds[0] != failure.Internal || kinds[len(kinds)-1] != failure.Unavailable {
		t.Errorf("got %v, want all from Internal to Unavailable", kinds)
	}
}
