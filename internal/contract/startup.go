package contract

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startup checks that requests wait while the service listens but isn't ready.
func startup(t *testing.T, s Service) {
	t.Run("with an empty database", func(t *testing.T) {
		for range 10 {
			firstRequests(t, s, nil, func() {})
		}
	})
	if s.Store == Postgres {
		t.Run("with a slow database", func(t *testing.T) {
			between, url := newProxy(t, s.Server, s.Server.Database(t))
			between.open(t)
			resume := between.hang()
			firstRequests(t, s, map[string]string{"DATABASE_URL": url}, func() {
				time.Sleep(700 * time.Millisecond)
				resume()
			})
		})
	}
}

// firstRequests sends requests to a process as soon as it listens.
func firstRequests(t *testing.T, s Service, env map[string]string, meanwhile func()) {
	t.Helper()
	p := spawn(t, s, freeAddress(t), env)
	began := time.Now()
	var clients sync.WaitGroup
	results := make(chan string, 8)
	for range cap(results) {
		clients.Go(func() { results <- p.firstResponse() })
	}
	meanwhile()
	clients.Wait()
	close(results)
	for result := range results {
		if result != "200 OK" {
			t.Errorf("a request got %s", result)
		}
	}
	if took := time.Since(began); took > timeout/2 {
		t.Errorf("it took %s", took)
	}
	p.waitFor(t, "/readyz", http.StatusOK)
}

// firstResponse sends a request as soon as the process listens, and returns the status.
func (p *process) firstResponse() string {
	for deadline := time.Now().Add(timeout); time.Now().Before(deadline); time.Sleep(100 * time.Microsecond) {
		res, err := p.get("/v1/users")
		if errors.Is(err, syscall.ECONNREFUSED) {
			continue
		}
		if err != nil {
			return fmt.Sprint(err)
		}
		_ = res.Body.Close()
		return res.Status
	}
	return "no response"
}
