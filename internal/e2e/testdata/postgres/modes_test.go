package postgres_test

import (
	"testing"

	"example.com/hello/internal/store"
	"example.com/hello/internal/store/storetest"
)

// All types must work in the modes for poolers.
func TestModes(t *testing.T) {
	for _, mode := range []string{"exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store {
				t.Helper()
				s := open(t, newSchema(t)+"&default_query_exec_mode="+mode)
				if err := s.Prepare(t.Context()); err != nil {
					t.Fatal(err)
				}
				return s
			})
		})
	}
}
