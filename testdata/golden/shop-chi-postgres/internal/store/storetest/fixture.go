package storetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/failure"
	"example.com/shop/internal/store"
)

// resourceFixture is what a test of one resource works with.
type resourceFixture[T any] struct {
	traits[T]

	store      store.Store
	repository repository[T]
	samples    *samples
}

// stored returns a new sample after storing it.
func (f *resourceFixture[T]) stored(t *testing.T) (T, uuid.UUID) {
	t.Helper()
	item := f.sample(t, f.samples)
	if err := f.repository.Create(t.Context(), item); err != nil {
		t.Fatalf("create: %v", err)
	}
	return item, *f.id(&item)
}

// wantStored fails unless the item is stored as it is.
func (f *resourceFixture[T]) wantStored(t *testing.T, want T) {
	t.Helper()
	got, err := f.repository.Get(t.Context(), *f.id(&want))
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("stored is\n%+v, want\n%+v", got, want)
	}
}

// wantGone fails unless nothing has the id.
func (f *resourceFixture[T]) wantGone(t *testing.T, id uuid.UUID) {
	t.Helper()
	if _, err := f.repository.Get(t.Context(), id); !errors.Is(err, f.notFound(id)) {
		t.Fatalf("get: %v, want %v", err, f.notFound(id))
	}
}

// later moves an item's time of change, as a change that every resource allows.
func (f *resourceFixture[T]) later(item *T) {
	at := f.updatedAt(item)
	*at = at.Add(time.Microsecond)
}

// wantConflict fails unless err is a conflict that names the fields.
func wantConflict(t *testing.T, err error, fields []string) {
	t.Helper()
	if failure.KindOf(err) != failure.Conflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	var got []string
	for _, violation := range failure.Violations(err) {
		got = append(got, violation.Field)
	}
	if !slices.Equal(got, fields) {
		t.Fatalf("conflicts in %q, want %q", got, fields)
	}
}
