package memory

import (
	"bytes"
	"slices"

	"github.com/google/uuid"
)

// rowTable holds the committed rows of one kind.
type rowTable[T any] struct {
	traits  traitsOf[T]
	rows    map[uuid.UUID]T
	ids     []uuid.UUID // of all rows, sorted
	holders map[string]map[any]uuid.UUID
}

// traitsOf says what a table must know of a row.
type traitsOf[T any] struct {
	// copy returns a row that shares no memory with the one given.
	copy func(T) T
	// unique returns the values of unique fields, by field; nil ones collide with none.
	unique func(T) map[string]any
}

func newRowTable[T any](traits traitsOf[T]) *rowTable[T] {
	return &rowTable[T]{
		traits:  traits,
		rows:    map[uuid.UUID]T{},
		holders: map[string]map[any]uuid.UUID{},
	}
}

func (t *rowTable[T]) Put(id uuid.UUID, row T) {
	t.Remove(id)
	t.rows[id] = row
	at, _ := slices.BinarySearchFunc(t.ids, id, compareIDs)
	t.ids = slices.Insert(t.ids, at, id)
	for field, value := range t.traits.unique(row) {
		if t.holders[field] == nil {
			t.holders[field] = map[any]uuid.UUID{}
		}
		t.holders[field][value] = id
	}
}

func (t *rowTable[T]) Remove(id uuid.UUID) {
	row, ok := t.rows[id]
	if !ok {
		return
	}
	delete(t.rows, id)
	at, _ := slices.BinarySearchFunc(t.ids, id, compareIDs)
	t.ids = slices.Delete(t.ids, at, at+1)
	for field, value := range t.traits.unique(row) {
		if t.holders[field][value] == id {
			delete(t.holders[field], value)
		}
	}
}

// After returns the sorted ids that follow id.
func (t *rowTable[T]) After(id uuid.UUID) []uuid.UUID {
	at, found := slices.BinarySearchFunc(t.ids, id, compareIDs)
	if found {
		at++
	}
	return t.ids[at:]
}

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
