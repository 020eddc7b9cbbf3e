package metrics

import (
	"fmt"
	"io"

	"github.com/VictoriaMetrics/metrics"

	"example.com/hello/internal/store"
)

// poolMetric is one metric of every pool.
type poolMetric struct {
	name   string
	kind   string
	values func(pool store.Pool) float64
}

var poolMetrics = []poolMetric{
	{"db_pool_connections_idle", "gauge", func(pool store.Pool) float64 { return float64(pool.Idle) }},
	{"db_pool_connections_max", "gauge", func(pool store.Pool) float64 { return float64(pool.Max) }},
	{"db_pool_connections_used", "gauge", func(pool store.Pool) float64 { return float64(pool.Used) }},
	{"db_pool_wait_seconds_total", "counter", func(pool store.Pool) float64 { return pool.Waited.Seconds() }},
	{"db_pool_waits_total", "counter", func(pool store.Pool) float64 { return float64(pool.Waits) }},
}

// WatchPools shows the pools of connections, which are asked for whenever the metrics are.
func (s *Set) WatchPools(pools func() []store.Pool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.others = append(s.others, func(w io.Writer) { writePools(w, pools()) })
}

func writePools(w io.Writer, pools []store.Pool) {
	if len(pools) == 0 {
		return
	}
	for _, metric := range poolMetrics {
		metrics.WriteMetadataIfNeeded(w, metric.name, metric.kind)
		for _, pool := range pools {
			_, _ = fmt.Fprintf(w, "%s{pool=%q} %g\n", metric.name, pool.Name, metric.values(pool))
		}
	}
}
