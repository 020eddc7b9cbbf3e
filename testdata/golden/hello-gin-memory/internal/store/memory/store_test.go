package memory_test

import (
	"testing"

	"example.com/hello/internal/store"
	"example.com/hello/internal/store/memory"
	"example.com/hello/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New() })
}
