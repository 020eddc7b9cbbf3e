package memory_test

import (
	"testing"

	"example.com/shop/internal/store"
	"example.com/shop/internal/store/memory"
	"example.com/shop/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return memory.New() })
}
