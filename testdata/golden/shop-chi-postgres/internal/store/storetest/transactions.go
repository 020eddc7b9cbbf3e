package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/store"
)

func testCommit[T any](t *testing.T, f *resourceFixture[T]) {
	_, gone := f.stored(t)
	created := f.sample(t, f.samples)
	id := *f.id(&created)
	if err := f.store.InTx(t.Context(), func(ctx context.Context, repositories store.Repositories) error {
		inside := f.traits.repository(repositories)
		if err := inside.Create(ctx, created); err != nil {
			return err
		}
		if _, err := inside.Update(ctx, id, func(item *T) error {
			f.later(item)
			return nil
		}); err != nil {
			return err
		}
		return inside.Delete(ctx, gone, nil)
	}); err != nil {
		t.Fatalf("transaction: %v", err)
	}
	f.later(&created)
	f.wantStored(t, created)
	f.wantGone(t, gone)
}

func testRollback[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	created := f.sample(t, f.samples)
	wanted := errors.New("no")
	if err := f.store.InTx(t.Context(), func(ctx context.Context, repositories store.Repositories) error {
		f.changeAll(ctx, t, repositories, created, id)
		return wanted
	}); !errors.Is(err, wanted) {
		t.Errorf("transaction: %v, want %v", err, wanted)
	}
	f.wantStored(t, item)
	f.wantGone(t, *f.id(&created))
}

func testPanic[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	created := f.sample(t, f.samples)
	func() {
		defer func() {
			if recovered := recover(); recovered != "no" {
				t.Errorf("recovered %v, want the panic", recovered)
			}
		}()
		_ = f.store.InTx(t.Context(), func(ctx context.Context, repositories store.Repositories) error {
			f.changeAll(ctx, t, repositories, created, id)
			panic("no")
		})
	}()
	f.wantStored(t, item)
	f.wantGone(t, *f.id(&created))
	f.stored(t)
}

// changeAll creates an item and deletes the one with the id.
func (f *resourceFixture[T]) changeAll(ctx context.Context, t *testing.T, repositories store.Repositories, created T, id uuid.UUID) {
	t.Helper()
	inside := f.traits.repository(repositories)
	if err := errors.Join(inside.Create(ctx, created), inside.Delete(ctx, id, nil)); err != nil {
		t.Errorf("change: %v", err)
	}
}

func testIsolation[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	created := f.sample(t, f.samples)
	if err := f.store.InTx(t.Context(), func(ctx context.Context, repositories store.Repositories) error {
		f.changeAll(ctx, t, repositories, created, id)
		f.wantStored(t, item)
		f.wantGone(t, *f.id(&created))
		if page, err := f.repository.List(ctx, uuid.UUID{}, 10); err != nil || len(page) != 1 {
			t.Errorf("list from outside: %v, %v; want what was there before", page, err)
		}
		page, err := f.traits.repository(repositories).List(ctx, uuid.UUID{}, 10)
		if err != nil || len(page) != 1 || *f.id(&page[0]) != *f.id(&created) {
			t.Errorf("list from inside: %v, %v; want what was created", page, err)
		}
		return nil
	}); err != nil {
		t.Fatalf("transaction: %v", err)
	}
	f.wantStored(t, created)
	f.wantGone(t, id)
}

// testCanceled waits for a transaction that has changed the item, and doesn't end.
func testCanceled[T any](t *testing.T, f *resourceFixture[T]) {
	item, id := f.stored(t)
	if err := f.store.InTx(t.Context(), func(ctx context.Context, repositories store.Repositories) error {
		if _, err := f.traits.repository(repositories).Update(ctx, id, func(item *T) error {
			f.later(item)
			return nil
		}); err != nil {
			return err
		}
		waiting, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		if err := f.repository.Delete(waiting, id, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("delete: %v, want the context's error", err)
		}
		return nil
	}); err != nil {
		t.Fatalf("transaction: %v", err)
	}
	f.later(&item)
	f.wantStored(t, item)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.repository.Get(ctx, id); !errors.Is(err, context.Canceled) {
		t.Errorf("get: %v, want the context's error", err)
	}
	if _, err := f.repository.Update(ctx, id, func(*T) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v, want the context's error", err)
	}
}
