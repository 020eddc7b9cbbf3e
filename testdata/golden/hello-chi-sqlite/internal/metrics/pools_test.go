package metrics_test

import (
	"testing"
	"time"

	"example.com/hello/internal/metrics"
	"example.com/hello/internal/store"
)

func TestPoolsAreShown(t *testing.T) {
	t.Parallel()
	set := metrics.New()
	set.WatchPools(func() []store.Pool {
		return []store.Pool{
			{Name: "a", Max: 4, Used: 2, Idle: 1, Waits: 7, Waited: 1500 * time.Millisecond},
			{Name: "b", Max: 1},
		}
	})
	got := scrape(t, set)
	for name, want := range map[string]string{
		`db_pool_connections_max{pool="a"}`:    "4",
		`db_pool_connections_used{pool="a"}`:   "2",
		`db_pool_connections_idle{pool="a"}`:   "1",
		`db_pool_waits_total{pool="a"}`:        "7",
		`db_pool_wait_seconds_total{pool="a"}`: "1.5",
		`db_pool_connections_max{pool="b"}`:    "1",
		`db_pool_waits_total{pool="b"}`:        "0",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %s", name, got[name], want)
		}
	}
}
