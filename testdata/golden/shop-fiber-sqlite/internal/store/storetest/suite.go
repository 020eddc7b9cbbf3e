// Package storetest is the test suite that every store must pass. It also has the sample
// values of all tests.
package storetest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"example.com/shop/internal/apperr"
	"example.com/shop/internal/entity"
	"example.com/shop/internal/store"
)

// Run tests the stores that open returns. Each must be new, empty and prepared.
func Run(t *testing.T, open func(*testing.T) store.Store) {
	t.Run("customers", func(t *testing.T) { testResource(t, open, customers) })
	t.Run("orders", func(t *testing.T) { testResource(t, open, orders) })
}

// repository is what the repositories of all resources have in common.
type repository[T, F any] interface {
	Create(ctx context.Context, item T) error
	Get(ctx context.Context, id uuid.UUID) (T, error)
	List(ctx context.Context, filter F, query entity.Query) (entity.Page[T], error)
	Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*T) error) (T, error)
	Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error
}

// resource is what the suite needs to know about a resource T and its filter F.
type resource[T, F any] struct {
	repository func(store.Repositories) repository[T, F]
	// sample returns a valid item that doesn't conflict with others. It stores the items
	// that it refers to.
	sample func(t *testing.T, r store.Repositories) T
	// conflicts make an item conflict with another one, by field.
	conflicts map[string]func(item *T, other T)
	// filters returns a filter for each field that has one. It selects the items that have
	// the same value in the field.
	filters    func(item T) []F
	references map[string]reference[T] // by field
	clear      func(item *T)           // removes all optional values; nil if there are none
}

// reference is what the suite needs to know about a field that refers to another item.
type reference[T any] struct {
	set    func(item *T, id uuid.UUID)
	create func(t *testing.T, r store.Repositories) uuid.UUID // stores an item to refer to
	delete func(ctx context.Context, r store.Repositories, id uuid.UUID) error
}

var count atomic.Int32

// next returns a number that no other sample has.
func next() int32 { return count.Add(1) }

// between returns a number in the range. It depends on n.
func between[T int32 | int64](n int32, low, high T) T {
	if numbers := high - low + 1; numbers > 0 {
		return low + T(n)%numbers
	}
	return min(high, max(low, T(n))) // There are too many to count.
}

// suite is a resource in one store.
type suite[T, F any, P entity.Pointer[T]] struct {
	resource[T, F]
	store store.Store
	repos store.Repositories
	repo  repository[T, F]
}

func testResource[T, F any, P entity.Pointer[T]](t *testing.T, open func(*testing.T) store.Store, r resource[T, F]) {
	for name, test := range map[string]func(*suite[T, F, P], *testing.T){
		"an item is stored, changed and deleted": (*suite[T, F, P]).testLife,
		"an ID that doesn't exist":               (*suite[T, F, P]).testNotFound,
		"a change that fails changes nothing":    (*suite[T, F, P]).testFailedChange,
		"another version is not touched":         (*suite[T, F, P]).testStale,
		"conflicts name the field":               (*suite[T, F, P]).testConflicts,
		"references have a target":               (*suite[T, F, P]).testReferences,
		"concurrent changes all take effect":     (*suite[T, F, P]).testConcurrency,
		"pages in both orders":                   (*suite[T, F, P]).testPages,
		"filters":                                (*suite[T, F, P]).testFilters,
		"a transaction is stored or discarded":   (*suite[T, F, P]).testTransaction,
		"a canceled context":                     (*suite[T, F, P]).testCanceled,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			test(&suite[T, F, P]{resource: r, store: s, repos: s.Repositories(), repo: r.repository(s.Repositories())}, t)
		})
	}
}

func (s *suite[T, F, P]) newItem(t *testing.T) T {
	t.Helper()
	return s.sample(t, s.repos)
}

func (s *suite[T, F, P]) stored(t *testing.T) (T, uuid.UUID) {
	t.Helper()
	item := s.newItem(t)
	if err := s.repo.Create(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	return item, P(&item).Metadata().ID
}

func (s *suite[T, F, P]) wantStored(t *testing.T, id uuid.UUID, want T) {
	t.Helper()
	if got, err := s.repo.Get(t.Context(), id); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func wantError[E error](t *testing.T, err error) {
	t.Helper()
	if want, ok := errors.AsType[E](err); !ok {
		t.Errorf("got %v, want a %T", err, want)
	}
}

func wantConflict(t *testing.T, err error, field string) {
	t.Helper()
	if got, ok := errors.AsType[apperr.ConflictError](err); !ok || got.Field != field {
		t.Errorf("got %v, want a conflict in %q", err, field)
	}
}

// touch is a change that is valid for every item.
func touch[T any, P entity.Pointer[T]](item *T) error {
	P(item).Metadata().UpdatedAt = entity.Now()
	return nil
}

func (s *suite[T, F, P]) testLife(t *testing.T) {
	item, id := s.stored(t)
	s.wantStored(t, id, item)
	changed, err := s.repo.Update(t.Context(), id, nil, func(item *T) error {
		if s.clear != nil {
			s.clear(item)
		}
		return touch[T, P](item)
	})
	if err != nil || P(&changed).Metadata().Version != 2 {
		t.Errorf("got %+v, %v; want version 2", changed, err)
	}
	s.wantStored(t, id, changed)
	if err := s.repo.Delete(t.Context(), id, entity.Versions{2}); err != nil {
		t.Error(err)
	}
	_, err = s.repo.Get(t.Context(), id)
	wantError[apperr.NotFoundError](t, err)
}

func (s *suite[T, F, P]) testNotFound(t *testing.T) {
	s.stored(t)
	id := entity.New().ID
	_, err := s.repo.Get(t.Context(), id)
	wantError[apperr.NotFoundError](t, err)
	_, err = s.repo.Update(t.Context(), id, nil, touch[T, P])
	wantError[apperr.NotFoundError](t, err)
	wantError[apperr.NotFoundError](t, s.repo.Delete(t.Context(), id, nil))
}

func (s *suite[T, F, P]) testFailedChange(t *testing.T) {
	item, id := s.stored(t)
	failed := errors.New("failed")
	fail := func(with error) (T, error) {
		return s.repo.Update(t.Context(), id, nil, func(item *T) error { return errors.Join(touch[T, P](item), with) })
	}
	if _, err := fail(failed); !errors.Is(err, failed) {
		t.Errorf("got %v, want %v", err, failed)
	}
	if got, err := fail(entity.ErrUnchanged); err != nil || !reflect.DeepEqual(got, item) {
		t.Errorf("got %+v, %v; want %+v", got, err, item)
	}
	s.wantStored(t, id, item)
}

func (s *suite[T, F, P]) testStale(t *testing.T) {
	item, id := s.stored(t)
	_, err := s.repo.Update(t.Context(), id, entity.Versions{2, 3}, touch[T, P])
	wantError[apperr.StaleError](t, err)
	wantError[apperr.StaleError](t, s.repo.Delete(t.Context(), id, entity.Versions{}))
	s.wantStored(t, id, item)
}

func (s *suite[T, F, P]) testConflicts(t *testing.T) {
	for field, conflict := range s.conflicts {
		other, _ := s.stored(t)
		second := s.newItem(t)
		conflict(&second, other)
		wantConflict(t, s.repo.Create(t.Context(), second), field)
		third, id := s.stored(t)
		_, err := s.repo.Update(t.Context(), id, nil, func(item *T) error {
			conflict(item, other)
			return nil
		})
		wantConflict(t, err, field)
		s.wantStored(t, id, third)
	}
}

// testReferences accepts conflicts without a field, because not every database reports which
// reference it is.
func (s *suite[T, F, P]) testReferences(t *testing.T) {
	wantReferenceConflict := func(err error, field string) {
		t.Helper()
		if got, ok := errors.AsType[apperr.ConflictError](err); !ok || got.Field != field && got.Field != "" {
			t.Errorf("got %v, want a conflict in %q", err, field)
		}
	}
	for field, reference := range s.references {
		missing := entity.New().ID
		item := s.newItem(t)
		reference.set(&item, missing)
		wantReferenceConflict(s.repo.Create(t.Context(), item), field)
		stored, id := s.stored(t)
		change := func(target uuid.UUID) (T, error) {
			return s.repo.Update(t.Context(), id, nil, func(item *T) error {
				reference.set(item, target)
				return nil
			})
		}
		_, err := change(missing)
		wantReferenceConflict(err, field)
		s.wantStored(t, id, stored)
		target := reference.create(t, s.repos)
		if stored, err = change(target); err != nil {
			t.Error(err)
		}
		wantConflict(t, reference.delete(t.Context(), s.repos, target), "")
		s.wantStored(t, id, stored)
		if err := errors.Join(s.repo.Delete(t.Context(), id, nil), reference.delete(t.Context(), s.repos, target)); err != nil {
			t.Error(err)
		}
	}
}

func (s *suite[T, F, P]) testConcurrency(t *testing.T) {
	_, id := s.stored(t)
	const changes = 20
	var running sync.WaitGroup
	for range changes {
		running.Go(func() {
			if _, err := s.repo.Update(t.Context(), id, nil, touch[T, P]); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if got, err := s.repo.Get(t.Context(), id); err != nil || P(&got).Metadata().Version != changes+1 {
		t.Errorf("got %+v, %v; want version %d", got, err, changes+1)
	}
}

func (s *suite[T, F, P]) testPages(t *testing.T) {
	var want []T
	for range 5 {
		item, _ := s.stored(t)
		want = append(want, item)
	}
	for _, descending := range []bool{false, true} {
		var got []T
		query := entity.Query{Limit: 2, Descending: descending}
		for more := true; more; {
			page, err := s.repo.List(t.Context(), *new(F), query)
			if err != nil || len(page.Items) == 0 || len(page.Items) > 2 {
				t.Fatalf("got %+v, %v; want one or two items", page, err)
			}
			got = append(got, page.Items...)
			query.After = P(&got[len(got)-1]).Metadata().ID
			more = page.More
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("descending %v: got %+v, want %+v", descending, got, want)
		}
		slices.Reverse(want)
	}
}

func (s *suite[T, F, P]) testFilters(t *testing.T) {
	item, id := s.stored(t)
	s.stored(t)
	for i, filter := range s.filters(item) {
		page, err := s.repo.List(t.Context(), filter, entity.Query{Limit: 10})
		found := false
		for _, other := range page.Items {
			found = found || P(&other).Metadata().ID == id
			if !reflect.DeepEqual(s.filters(other)[i], filter) {
				t.Errorf("%+v: got %+v", filter, other)
			}
		}
		if err != nil || !found {
			t.Errorf("%+v: got %+v, %v; want %+v", filter, page, err, item)
		}
	}
}

func (s *suite[T, F, P]) testTransaction(t *testing.T) {
	failed := errors.New("failed")
	for _, want := range []error{nil, failed} {
		item := s.newItem(t)
		id := P(&item).Metadata().ID
		err := s.store.InTx(t.Context(), func(r store.Repositories) error {
			repo := s.repository(r)
			_, err := repo.Get(t.Context(), id)
			wantError[apperr.NotFoundError](t, err)
			if err := repo.Create(t.Context(), item); err != nil {
				t.Error(err)
			}
			if _, err := repo.Get(t.Context(), id); err != nil {
				t.Error(err)
			}
			return want
		})
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		if _, err = s.repo.Get(t.Context(), id); (err == nil) != (want == nil) {
			t.Errorf("after %v, got %v", want, err)
		}
	}
}

func (s *suite[T, F, P]) testCanceled(t *testing.T) {
	item := s.newItem(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.repo.Create(ctx, item); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
