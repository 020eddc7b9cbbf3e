package storetest

import (
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"example.com/hello/internal/store"
)

// samples makes resources to test with.
type samples struct {
	repositories store.Repositories
	count        atomic.Int64
}

// next returns a number that no other sample has.
func (s *samples) next() int { return int(s.count.Add(1)) }

// newID returns an id that follows all those returned before.
func newID(t *testing.T) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id
}
