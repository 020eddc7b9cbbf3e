// Package storetest is the tests that every store passes.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/hello/internal/store"
)

// Run tests the stores that open returns. Each test has one of its own, empty
// and ready to serve; open sees to it that it is closed in the end.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Run("users", func(t *testing.T) { testResource(t, open, userTraits) })
}

// repository is what the repositories of all resources have in common.
type repository[T any] interface {
	Create(ctx context.Context, item T) error
	Get(ctx context.Context, id uuid.UUID) (T, error)
	List(ctx context.Context, after uuid.UUID, limit int) ([]T, error)
	Update(ctx context.Context, id uuid.UUID, change func(item *T) error) (T, error)
	Delete(ctx context.Context, id uuid.UUID, check func(item T) error) error
}

// traits are what the tests must know of a resource.
type traits[T any] struct {
	// repository returns the resource's own among those of a store.
	repository func(store.Repositories) repository[T]
	// sample returns one that isn't stored and differs from all others; those that
	// it must refer to are stored.
	sample func(*testing.T, *samples) T
	// id and updatedAt return the places of what every resource has.
	id        func(*T) *uuid.UUID
	updatedAt func(*T) *time.Time
	// notFound returns the error for an id that nothing has.
	notFound func(uuid.UUID) error
	// edges set a field to a value that a store may get wrong.
	edges []func(*T)
	// uniques are the unique fields.
	uniques []uniqueField[T]
	// references are the fields that refer to another resource.
	references []referenceField[T]
}

// uniqueField is a field whose values are unique.
type uniqueField[T any] struct {
	field string
	// copy gives to the value that from has.
	copy func(to *T, from T)
}

// referenceField is a field that refers to another resource.
type referenceField[T any] struct {
	field string
	// target stores what the field may refer to, and returns its id.
	target func(*testing.T, *samples) uuid.UUID
	// remove removes what target stored.
	remove func(ctx context.Context, repositories store.Repositories, id uuid.UUID) error
	set    func(item *T, id uuid.UUID)
}

// edges returns functions that set a field to each of the values.
func edges[T, V any](values []V, set func(item *T, value V)) []func(*T) {
	setters := make([]func(*T), len(values))
	for i, value := range values {
		setters[i] = func(item *T) { set(item, value) }
	}
	return setters
}

func testResource[T any](t *testing.T, open func(t *testing.T) store.Store, of traits[T]) {
	for name, test := range map[string]func(*testing.T, *resourceFixture[T]){
		"what was created can be read":                     testCreate[T],
		"every value comes back as it was":                 testEdges[T],
		"an update stores what changed":                    testUpdate[T],
		"an update that fails changes nothing":             testUpdateFails[T],
		"concurrent updates all hold":                      testConcurrentUpdates[T],
		"what was deleted is gone":                         testDelete[T],
		"what nobody has isn't found":                      testNotFound[T],
		"pages are stable while rows are added":            testPages[T],
		"an empty store has an empty page":                 testEmptyPage[T],
		"all violated constraints are reported":            testConstraints[T],
		"of concurrent creations with one value, one wins": testConcurrentDuplicates[T],
		"what is referred to can't be deleted":             testInUse[T],
		"a transaction commits":                            testCommit[T],
		"a transaction that fails leaves nothing":          testRollback[T],
		"a transaction that panics leaves nothing":         testPanic[T],
		"nobody sees a transaction before it commits":      testIsolation[T],
		"a canceled call gives up waiting":                 testCanceled[T],
		"a closed store is unavailable":                    testClosed[T],
	} {
		t.Run(name, func(t *testing.T) {
			opened := open(t)
			repositories := opened.Repositories()
			test(t, &resourceFixture[T]{
				traits:     of,
				store:      opened,
				repository: of.repository(repositories),
				samples:    &samples{repositories: repositories},
			})
		})
	}
}
