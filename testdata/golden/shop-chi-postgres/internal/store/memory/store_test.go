package memory_test

import (
	"testing"

	"example.com/shop/internal/store"
	"example.com/shop/internal/store/memory"
	"example.com/shop/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		opened := memory.New()
		t.Cleanup(func() {
			if err := opened.Close(); err != nil {
				t.Error(err)
			}
		})
		return opened
	})
}
