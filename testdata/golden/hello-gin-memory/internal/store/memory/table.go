package memory

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/google/uuid"

	"example.com/hello/internal/apperr"
	"example.com/hello/internal/entity"
)

// table implements what all resources share.
type table[T any, P entity.Pointer[T]] struct {
	store *Store
	inTx  bool // the store is locked already
	rows  func(*tables) map[uuid.UUID]T
	check func(*tables, T) error // checks the constraints on a row
}

func (t table[T, P]) do(ctx context.Context, fn func(*tables) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !t.inTx {
		t.store.mu.Lock()
		defer t.store.mu.Unlock()
	}
	return fn(&t.store.tables)
}

func (t table[T, P]) get(all *tables, id uuid.UUID, versions entity.Versions) (T, error) {
	item, found := t.rows(all)[id]
	switch {
	case !found:
		return item, apperr.NotFoundError{ID: id}
	case !versions.Allow(P(&item).Metadata().Version):
		return item, apperr.StaleError{}
	default:
		return item, nil
	}
}

func (t table[T, P]) put(all *tables, item T) error {
	if err := t.check(all, item); err != nil {
		return err
	}
	t.rows(all)[P(&item).Metadata().ID] = item
	return nil
}

func (t table[T, P]) Create(ctx context.Context, item T) error {
	return t.do(ctx, func(all *tables) error { return t.put(all, item) })
}

func (t table[T, P]) Get(ctx context.Context, id uuid.UUID) (item T, err error) {
	err = t.do(ctx, func(all *tables) (err error) {
		item, err = t.get(all, id, nil)
		return err
	})
	return item, err
}

func (t table[T, P]) Update(ctx context.Context, id uuid.UUID, versions entity.Versions, change func(*T) error) (item T, err error) {
	err = t.do(ctx, func(all *tables) error {
		stored, err := t.get(all, id, versions)
		if err != nil {
			return err
		}
		item = stored
		if err := change(&item); errors.Is(err, entity.ErrUnchanged) {
			item = stored
			return nil
		} else if err != nil {
			return err
		}
		P(&item).Metadata().Version++
		return t.put(all, item)
	})
	return item, err
}

func (t table[T, P]) Delete(ctx context.Context, id uuid.UUID, versions entity.Versions) error {
	return t.do(ctx, func(all *tables) error {
		if _, err := t.get(all, id, versions); err != nil {
			return err
		}
		delete(t.rows(all), id)
		return nil
	})
}

// list returns the page of the rows that match.
func (t table[T, P]) list(ctx context.Context, query entity.Query, match func(T) bool) (page entity.Page[T], err error) {
	compare := func(a, b uuid.UUID) int {
		if query.Descending {
			a, b = b, a
		}
		return bytes.Compare(a[:], b[:])
	}
	err = t.do(ctx, func(all *tables) error {
		rows := t.rows(all)
		for _, id := range slices.SortedFunc(maps.Keys(rows), compare) {
			if query.After != uuid.Nil && compare(id, query.After) <= 0 || !match(rows[id]) {
				continue
			}
			if !page.Add(rows[id], query.Limit) {
				break
			}
		}
		return nil
	})
	return page, err
}
