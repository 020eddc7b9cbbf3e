package metrics

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// bucketBounds are the upper bounds of the buckets of durations.
var bucketBounds = [...]time.Duration{
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}

// durationHistogram counts durations by size.
type durationHistogram struct {
	mu     sync.Mutex // guards what follows
	counts [len(bucketBounds) + 1]uint64
	sum    time.Duration
}

func (h *durationHistogram) observe(duration time.Duration) {
	bucket, _ := slices.BinarySearch(bucketBounds[:], duration)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[bucket]++
	h.sum += duration
}

// cumulated returns how many durations were within each bound, the last being all, and
// their sum.
func (h *durationHistogram) cumulated() ([len(bucketBounds) + 1]uint64, time.Duration) {
	h.mu.Lock()
	counts, sum := h.counts, h.sum
	h.mu.Unlock()
	for i := range bucketBounds {
		counts[i+1] += counts[i]
	}
	return counts, sum
}

// writeCount writes how many durations there were, as a counter.
func (h *durationHistogram) writeCount(w io.Writer, name, labels string) {
	counts, _ := h.cumulated()
	_, _ = fmt.Fprintf(w, "%s{%s} %d\n", name, labels, counts[len(bucketBounds)])
}

// write writes the histogram.
func (h *durationHistogram) write(w io.Writer, name, labels string) {
	counts, sum := h.cumulated()
	for i, bound := range bucketBounds {
		_, _ = fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", name, labels, bound.Seconds(), counts[i])
	}
	_, _ = fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n", name, labels, counts[len(bucketBounds)])
	_, _ = fmt.Fprintf(w, "%s_sum{%s} %g\n", name, labels, sum.Seconds())
	_, _ = fmt.Fprintf(w, "%s_count{%s} %d\n", name, labels, counts[len(bucketBounds)])
}
