package memory

import (
	"slices"

	"github.com/google/uuid"
)

// rowView is a table with changes that are not committed yet.
type rowView[T any] struct {
	table   *rowTable[T]
	changes map[uuid.UUID]*T // nil rows are removed
}

func newRowView[T any](table *rowTable[T]) *rowView[T] {
	return &rowView[T]{table: table}
}

func (v *rowView[T]) Get(id uuid.UUID) (T, bool) {
	row, ok := v.table.rows[id]
	if changed, is := v.changes[id]; is {
		if changed == nil {
			var none T
			return none, false
		}
		row, ok = *changed, true
	}
	if ok {
		row = v.table.traits.copy(row)
	}
	return row, ok
}

func (v *rowView[T]) Has(id uuid.UUID) bool {
	_, ok := v.Get(id)
	return ok
}

func (v *rowView[T]) Put(id uuid.UUID, row T) {
	row = v.table.traits.copy(row)
	v.change(id, &row)
}

func (v *rowView[T]) Remove(id uuid.UUID) { v.change(id, nil) }

func (v *rowView[T]) change(id uuid.UUID, row *T) {
	if v.changes == nil {
		v.changes = map[uuid.UUID]*T{}
	}
	v.changes[id] = row
}

// List returns at most limit rows whose ids follow after.
func (v *rowView[T]) List(after uuid.UUID, limit int) []T {
	ids := v.table.After(after)
	if len(v.changes) > 0 {
		ids = slices.Clone(ids)
		for id := range v.changes {
			if _, known := v.table.rows[id]; !known && compareIDs(id, after) > 0 {
				ids = append(ids, id)
			}
		}
		slices.SortFunc(ids, compareIDs)
	}
	rows := []T{}
	for _, id := range ids {
		if len(rows) >= limit {
			break
		}
		if row, ok := v.Get(id); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// Taken says whether a row other than the one with the id has the value in a
// unique field.
func (v *rowView[T]) Taken(field string, value any, id uuid.UUID) bool {
	holder, held := v.table.holders[field][value]
	if _, changed := v.changes[holder]; held && holder != id && !changed {
		return true
	}
	for other, row := range v.changes {
		if other != id && row != nil && v.table.traits.unique(*row)[field] == value {
			return true
		}
	}
	return false
}

// Any says whether a row is as wanted.
func (v *rowView[T]) Any(wanted func(T) bool) bool {
	for id, row := range v.table.rows {
		if _, changed := v.changes[id]; !changed && wanted(row) {
			return true
		}
	}
	for _, row := range v.changes {
		if row != nil && wanted(*row) {
			return true
		}
	}
	return false
}

func (v *rowView[T]) Commit() {
	for id, row := range v.changes {
		if row == nil {
			v.table.Remove(id)
		} else {
			v.table.Put(id, *row)
		}
	}
}
