package postgres_test

import (
	"testing"

	"example.com/hello/internal/store/postgres/pgtest"
)

func TestPools(t *testing.T) {
	opened := open(t, pgtest.NewSchema(t))
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	pools := opened.Pools()
	if len(pools) != 1 || pools[0].Max == 0 || pools[0].Idle+pools[0].Used == 0 {
		t.Errorf("got %+v", pools)
	}
}
