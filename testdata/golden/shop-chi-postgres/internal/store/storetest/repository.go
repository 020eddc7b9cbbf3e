package storetest

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

func testCreate[T any](t *testing.T, f *resourceFixture[T]) {
	item, _ := f.stored(t)
	f.wantStored(t, item)
}

func testEdges[T any](t *testing.T, f *resourceFixture[T]) {
	for _, set := range f.edges {
		created := f.sample(t, f.samples)
		set(&created)
		if err := f.repository.Create(t.Context(), created); err != nil {
			t.Fatalf("create %+v: %v", created, err)
		}
		f.wantStored(t, created)
		if err := f.repository.Delete(t.Context(), *f.id(&created), nil); err != nil {
			t.Fatalf("delete: %v", err)
		}

		updated, id := f.stored(t)
		set(&updated)
		if _, err := f.repository.Update(t.Context(), id, func(item *T) error {
			set(item)
			return nil
		}); err != nil {
			t.Fatalf("update to %+v: %v", updated, err)
		}
		f.wantStored(t, updated)
		if err := f.repository.Delete(t.Context(), id, nil); err != nil {
			t.Fatalf("delete: %v", err)
		}
	}
}

func testUpdate[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	other, _ := f.stored(t)
	got, err := f.repository.Update(t.Context(), id, func(stored *T) error {
		if !reflect.DeepEqual(*stored, item) {
			t.Errorf("the update was given\n%+v, want\n%+v", *stored, item)
		}
		f.later(stored)
		return nil
	})
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	f.later(&item)
	if !reflect.DeepEqual(got, item) {
		t.Errorf("the update returned\n%+v, want\n%+v", got, item)
	}
	f.wantStored(t, item)
	f.wantStored(t, other)
}

func testUpdateFails[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	wanted := errors.New("refused")
	if _, err := f.repository.Update(t.Context(), id, func(stored *T) error {
		f.later(stored)
		return wanted
	}); !errors.Is(err, wanted) {
		t.Errorf("update: %v, want %v", err, wanted)
	}
	f.wantStored(t, item)
}

func testConcurrentUpdates[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	const updates = 100
	var running sync.WaitGroup
	for range updates {
		running.Go(func() {
			if _, err := f.repository.Update(t.Context(), id, func(stored *T) error {
				f.later(stored)
				return nil
			}); err != nil {
				t.Errorf("update: %v", err)
			}
		})
	}
	running.Wait()
	*f.updatedAt(&item) = f.updatedAt(&item).Add(updates * time.Microsecond)
	f.wantStored(t, item)
}

func testDelete[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	other, _ := f.stored(t)
	wanted := errors.New("refused")
	if err := f.repository.Delete(t.Context(), id, func(T) error { return wanted }); !errors.Is(err, wanted) {
		t.Errorf("delete: %v, want %v", err, wanted)
	}
	f.wantStored(t, item)
	if err := f.repository.Delete(t.Context(), id, func(stored T) error {
		if !reflect.DeepEqual(stored, item) {
			t.Errorf("the check was given\n%+v, want\n%+v", stored, item)
		}
		return nil
	}); err != nil {
		t.Fatalf("delete: %v", err)
	}
	f.wantGone(t, id)
	f.wantStored(t, other)
}

func testNotFound[T any](t *testing.T, f *resourceFixture[T]) {
	f.stored(t)
	id := newID(t)
	f.wantGone(t, id)
	if _, err := f.repository.Update(t.Context(), id, func(*T) error {
		t.Error("an update was given what nobody has")
		return nil
	}); !errors.Is(err, f.notFound(id)) {
		t.Errorf("update: %v, want %v", err, f.notFound(id))
	}
	if err := f.repository.Delete(t.Context(), id, nil); !errors.Is(err, f.notFound(id)) {
		t.Errorf("delete: %v, want %v", err, f.notFound(id))
	}
}

func testPages[T any](t *testing.T, f *resourceFixture[T]) {
	const count, limit = 7, 3
	var want []T
	for range count {
		item, _ := f.stored(t)
		want = append(want, item)
	}
	var got []T
	var after uuid.UUID
	for len(got) < count {
		page, err := f.repository.List(t.Context(), after, limit)
		if err != nil {
			t.Fatalf("list: %v", err)
		}
		if len(page) == 0 || len(page) > limit {
			t.Fatalf("a page of %d, want 1 to %d", len(page), limit)
		}
		got = append(got, page...)
		after = *f.id(&got[len(got)-1])
		f.stored(t)
	}
	if !reflect.DeepEqual(got[:count], want) {
		t.Errorf("pages hold\n%+v, want\n%+v", got[:count], want)
	}
	if !slices.IsSortedFunc(got, func(a, b T) int { return slices.Compare(f.id(&a)[:], f.id(&b)[:]) }) {
		t.Error("the pages aren't in the order of ids")
	}
}

func testEmptyPage[T any](t *testing.T, f *resourceFixture[T]) {
	page, err := f.repository.List(t.Context(), uuid.UUID{}, 10)
	if err != nil || len(page) != 0 {
		t.Errorf("list: %v, %v; want an empty page", page, err)
	}
}
