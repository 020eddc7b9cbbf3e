package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// largeInputs checks that memory and time don't grow with a number that a client chooses.
func largeInputs(t *testing.T, s Service) {
	t.Run("members of a body", func(t *testing.T) { manyMembers(t, s) })
	t.Run("bodies of 90,000 members", func(t *testing.T) { manyBodies(t, s) })
	if s.Orders {
		t.Run("a page of large rows", func(t *testing.T) { largeRows(t, s) })
	}
}

func manyMembers(t *testing.T, s Service) {
	a := newAPI(t, s)
	a.send(t, post("/v1/users", newUser().holdingUnknown(250).String())).problem(t, 400, "invalid_json")
	a.send(t, patched(a.user(t).path, object{}.holdingUnknown(250).String())).problem(t, 400, "invalid_json")
	if s.Products { // A field of type json isn't limited by its members.
		facts := object{}.holdingUnknown(1000)
		product := a.create(t, "/v1/products", newProduct().but("facts", facts))
		if got := member(t, product.body, "facts"); !sameJSON(t, got, facts.String()) {
			t.Errorf("facts is %.200s", got)
		}
	}
}

// manyBodies sends 100 bodies that consist mostly of keys.
func manyBodies(t *testing.T, s Service) {
	a := newAPI(t, s)
	var keys []string
	for n := range 90_000 {
		keys = append(keys, fmt.Sprintf(`"k%d":1`, n))
	}
	body := "{" + strings.Join(keys, ",") + "}"
	slowest := a.probeWhile(t, func() {
		for range 2 {
			for _, status := range a.together(t, 50, func(int) request { return post("/v1/users", body) }) {
				if status != http.StatusBadRequest {
					t.Errorf("status %d, want 400", status)
				}
			}
		}
	})
	if slowest > 3*time.Second {
		t.Errorf("the slowest probe in the meantime took %s", slowest)
	}
	if got := a.send(t, post("/v1/users", body)); len(got.body) > 64<<10 {
		t.Errorf("the response has %d bytes", len(got.body))
	}
	a.wantMemoryBelow(t, 250<<20)
}

// probeWhile returns the longest duration of a liveness probe during work.
func (a *api) probeWhile(t *testing.T, work func()) (slowest time.Duration) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	for {
		began := time.Now()
		if res, err := a.get("/healthz"); err != nil {
			t.Error(err)
		} else {
			_ = res.Body.Close()
		}
		slowest = max(slowest, time.Since(began))
		select {
		case <-done:
			return slowest
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// largeRows reads pages of rows of the maximum size.
func largeRows(t *testing.T, s Service) {
	a := newAPI(t, s)
	buyer := a.user(t).id
	const rows, size = 100, 65_536
	collection, body := "/v1/orders", func() object { return newOrder(buyer).but("note", strings.Repeat("\x01", size)) }
	if s.Products {
		large := json.RawMessage(`"` + strings.Repeat("x", size-2) + `"`)
		collection, body = "/v1/products", func() object { return newProduct().but("facts", large).but("extra", large) }
	}
	var ids []string
	for range rows {
		ids = append(ids, a.create(t, collection, body()).id)
	}
	got := a.send(t, get(collection+"?limit=100"))
	got.want(t, http.StatusOK)
	if len(got.body) > 8<<20 {
		t.Errorf("a page has %d bytes", len(got.body))
	}
	if walked := walk(t, a, collection+"?limit=100", func(int) {}); !slices.Equal(walked, ids) {
		t.Errorf("the pages have %d rows, want %d in order", len(walked), len(ids))
	}
	a.together(t, 16, func(int) request { return get(collection + "?limit=100") })
	a.wantMemoryBelow(t, 350<<20)
}

// wantMemoryBelow checks the peak memory of the process, on Linux. With the store
// memory, it includes the rows.
func (p *process) wantMemoryBelow(t *testing.T, limit int) {
	t.Helper()
	if used, ok := p.memory("VmHWM:"); ok && used > limit {
		t.Errorf("the service used %d MiB of memory, want at most %d", used>>20, limit>>20)
	}
}

// openFileLimit opens more connections than the process may have open files.
func openFileLimit(t *testing.T, s Service) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no ulimit")
	}
	s.openFiles = 40
	a := newAPI(t, s)
	a.user(t)
	a.client.CloseIdleConnections()
	var idle []*connection
	for range 120 {
		w, err := a.open()
		if err != nil {
			t.Fatal(err)
		}
		idle = append(idle, w)
	}
	time.Sleep(2 * time.Second)
	select {
	case <-a.ended:
		t.Fatalf("the process exited with %d:\n%s", a.code, tail(a.output.String(), 10))
	default:
	}
	if lines := strings.Count(a.output.String(), "\n"); lines > 100 {
		t.Errorf("the process logged %d lines", lines)
	}
	for _, w := range idle {
		_ = w.Close()
	}
	a.waitFor(t, "/readyz", http.StatusOK)
	a.user(t)
}
