// Package entity has what all resources have in common.
package entity

import (
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Meta is what a resource has besides its fields. Every resource embeds it.
type Meta struct {
	ID        uuid.UUID
	Version   int64 // starts at 1 and grows with every change
	CreatedAt time.Time
	UpdatedAt time.Time
}

// New returns the Meta of a new resource. The order of IDs is that of creation.
func New() Meta {
	now := Now()
	return Meta{ID: uuid.Must(uuid.NewV7()), Version: 1, CreatedAt: now, UpdatedAt: now}
}

// Now returns the time in UTC with the precision of every store, one microsecond.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Metadata gives generic code access to the Meta of any resource.
func (m *Meta) Metadata() *Meta { return m }

// Pointer is the constraint for a pointer to a resource.
type Pointer[T any] interface {
	*T
	Metadata() *Meta
}

// ErrUnchanged is returned by a change that doesn't modify the resource.
var ErrUnchanged = errors.New("unchanged")

// Versions are the versions of a resource that a change may apply to; nil means any.
type Versions []int64

// Allow reports whether the change may apply to the version.
func (v Versions) Allow(version int64) bool { return v == nil || slices.Contains(v, version) }

// Query selects a part of a list, which is in the order of IDs.
type Query struct {
	Limit      int
	After      uuid.UUID // the last ID of the previous page; zero: start at the beginning
	Descending bool
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	More  bool // whether other items follow
}

// Add adds the next item of the list. If the page is full, it sets More instead, and
// returns false.
func (p *Page[T]) Add(item T, limit int) bool {
	if len(p.Items) == limit {
		p.More = true
		return false
	}
	p.Items = append(p.Items, item)
	return true
}
