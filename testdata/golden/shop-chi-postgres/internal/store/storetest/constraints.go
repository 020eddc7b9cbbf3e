package storetest

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/shop/internal/failure"
)

// testConstraints violates every constraint at once, in a creation and in an update.
func testConstraints[T any](t *testing.T, f *resourceFixture[T]) {
	holder, _ := f.stored(t)
	violate, fields := f.violation(t, holder)
	if len(fields) == 0 {
		t.Skip("there are no constraints")
	}

	created := f.sample(t, f.samples)
	_ = violate(&created)
	wantConflict(t, f.repository.Create(t.Context(), created), fields)
	f.wantGone(t, *f.id(&created))

	item, id := f.stored(t)
	_, err := f.repository.Update(t.Context(), id, violate)
	wantConflict(t, err, fields)
	f.wantStored(t, item)

	if _, err := f.repository.Update(t.Context(), *f.id(&holder), func(*T) error { return nil }); err != nil {
		t.Errorf("a value collides with itself: %v", err)
	}
}

// violation returns a change that violates every constraint beside holder, and
// the fields that it violates them in.
func (f *resourceFixture[T]) violation(t *testing.T, holder T) (func(*T) error, []string) {
	t.Helper()
	var fields []string
	var changes []func(*T)
	for _, unique := range f.uniques {
		if slices.ContainsFunc(f.references, func(r referenceField[T]) bool { return r.field == unique.field }) {
			continue // A reference to what isn't there is taken by nobody.
		}
		fields = append(fields, unique.field)
		changes = append(changes, func(item *T) { unique.copy(item, holder) })
	}
	for _, reference := range f.references {
		fields = append(fields, reference.field)
		changes = append(changes, func(item *T) { reference.set(item, newID(t)) })
	}
	return func(item *T) error {
		for _, change := range changes {
			change(item)
		}
		return nil
	}, fields
}

func testConcurrentDuplicates[T any](t *testing.T, f *resourceFixture[T]) {
	for _, unique := range f.uniques {
		model := f.sample(t, f.samples)
		var running sync.WaitGroup
		var won atomic.Int64
		for range 10 {
			item := f.sample(t, f.samples)
			unique.copy(&item, model)
			running.Go(func() {
				switch err := f.repository.Create(t.Context(), item); {
				case err == nil:
					won.Add(1)
				case failure.KindOf(err) != failure.Conflict:
					t.Errorf("create: %v, want a conflict", err)
				}
			})
		}
		running.Wait()
		if won.Load() != 1 {
			t.Errorf("%d have the same %s, want 1", won.Load(), unique.field)
		}
	}
}

// testInUse removes what an item refers to, before and after the item.
func testInUse[T any](t *testing.T, f *resourceFixture[T]) {
	for _, reference := range f.references {
		target := reference.target(t, f.samples)
		item, id := f.stored(t)
		if _, err := f.repository.Update(t.Context(), id, func(stored *T) error {
			reference.set(stored, target)
			return nil
		}); err != nil {
			t.Fatalf("refer: %v", err)
		}
		reference.set(&item, target)
		f.wantStored(t, item)

		err := reference.remove(t.Context(), f.samples.repositories, target)
		wantConflict(t, err, []string{""})
		if err := f.repository.Delete(t.Context(), id, nil); err != nil {
			t.Fatalf("delete: %v", err)
		}
		if err := reference.remove(t.Context(), f.samples.repositories, target); err != nil {
			t.Errorf("delete what nothing refers to any more: %v", err)
		}
	}
}

// testClosed closes the store.
func testClosed[T any](t *testing.T, f *resourceFixture[T]) {
	_, id := f.stored(t)
	if err := f.store.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
	if err := f.store.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	_, getting := f.repository.Get(t.Context(), id)
	for what, err := range map[string]error{
		"ping":   f.store.Ping(t.Context()),
		"get":    getting,
		"delete": f.repository.Delete(t.Context(), id, nil),
		"close":  errors.Join(f.store.Close(), f.store.Ping(t.Context())),
	} {
		if failure.KindOf(err) != failure.Unavailable {
			t.Errorf("%s: %v, want an error of the kind Unavailable", what, err)
		}
	}
}
