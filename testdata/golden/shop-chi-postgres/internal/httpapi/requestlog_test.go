package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.com/shop/internal/httpapi"
)

// pieces are what was written, each as it came.
type pieces struct {
	mu      sync.Mutex
	written []string
	err     error
}

func (p *pieces) Write(piece []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return 0, p.err
	}
	p.written = append(p.written, string(piece))
	return len(piece), nil
}

func (p *pieces) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

// ids returns the ids of the requests in each piece.
func (p *pieces) ids(t *testing.T) [][]string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var all [][]string
	for _, piece := range p.written {
		var ids []string
		for line := range strings.Lines(piece) {
			var read struct {
				ID string `json:"request_id"`
			}
			if err := json.Unmarshal([]byte(line), &read); err != nil {
				t.Errorf("%q: %v", line, err)
			}
			ids = append(ids, read.ID)
		}
		all = append(all, ids)
	}
	return all
}

func (p *pieces) want(t *testing.T, want ...[]string) {
	t.Helper()
	if got := p.ids(t); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %.300q, want %.300q", got, want)
	}
}

func asJSON(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }

// addTo adds a line for each request.
func addTo(log *httpapi.RequestLog, ids ...string) {
	for _, id := range ids {
		log.Add(httpapi.Identify(context.Background(), id, nil), httpapi.Exchange{Method: "GET", Status: 200})
	}
}

func TestRequestLogWritesInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		log := httpapi.NewRequestLog(&to, asJSON)
		addTo(log, "1")
		to.want(t, []string{"1"})
		addTo(log, "2", "3")
		to.want(t, []string{"1"})
		time.Sleep(11 * time.Millisecond)
		to.want(t, []string{"1"}, []string{"2", "3"})
		addTo(log, "4")
		to.want(t, []string{"1"}, []string{"2", "3"})
		time.Sleep(30 * time.Millisecond)
		to.want(t, []string{"1"}, []string{"2", "3"}, []string{"4"})
		addTo(log, "5")
		to.want(t, []string{"1"}, []string{"2", "3"}, []string{"4"}, []string{"5"})
	})
}

func TestRequestLogFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		log := httpapi.NewRequestLog(&to, asJSON)
		log.Flush()
		to.want(t)
		addTo(log, "1", "2")
		for range 2 {
			log.Flush()
			to.want(t, []string{"1"}, []string{"2"})
		}
	})
}

func TestRequestLogClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		log := httpapi.NewRequestLog(&to, asJSON)
		addTo(log, "1", "2")
		log.Close()
		to.want(t, []string{"1"}, []string{"2"})
		addTo(log, "3", "4")
		to.want(t, []string{"1"}, []string{"2"}, []string{"3"}, []string{"4"})
	})
}

// TestRequestLogOfMany has more come at a time than may wait.
func TestRequestLogOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		log := httpapi.NewRequestLog(&to, asJSON)
		ids := make([]string, 1000)
		for i := range ids {
			ids[i] = fmt.Sprint(i)
		}
		addTo(log, ids...)
		to.want(t, ids[:1], ids[1:513])
		log.Flush()
		to.want(t, ids[:1], ids[1:513], ids[513:])
	})
}

// TestRequestLogOnFullDisk has the disk full for a while.
func TestRequestLogOnFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		to.fail(errors.New("it is full"))
		log := httpapi.NewRequestLog(&to, asJSON)
		addTo(log, "1", "2")
		log.Flush()
		to.fail(nil)
		addTo(log, "3")
		time.Sleep(20 * time.Millisecond)
		to.want(t, []string{"3"})
	})
}

func TestRequestLogAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to pieces
		log := httpapi.NewRequestLog(&to, asJSON)
		const clients, requests = 8, 500
		var group sync.WaitGroup
		for client := range clients {
			group.Go(func() {
				for i := range requests {
					addTo(log, fmt.Sprintf("%d-%d", client, i))
					time.Sleep(time.Duration(client) * 100 * time.Microsecond)
				}
			})
		}
		group.Wait()
		log.Flush()
		var next [clients]int
		for _, id := range slices.Concat(to.ids(t)...) {
			var client, i int
			if _, err := fmt.Sscanf(id, "%d-%d", &client, &i); err != nil || next[client] != i {
				t.Fatalf("%q, want request %d: %v", id, next[client], err)
			}
			next[client]++
		}
		for client, got := range next {
			if got != requests {
				t.Errorf("client %d: got %d lines", client, got)
			}
		}
	})
}

func TestLineOfRequest(t *testing.T) {
	t.Parallel()
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	ctx := httpapi.Identify(t.Context(), "a", []string{"00-" + trace + "-00f067aa0ba902b7-01"})
	var to pieces
	log := httpapi.NewRequestLog(&to, asJSON)
	log.Add(ctx, httpapi.Exchange{Method: "HEAD", Status: 404, Bytes: 7, Duration: time.Millisecond, Client: "192.0.2.1"})
	_, line, _ := strings.Cut(strings.Join(to.written, ""), `,"level"`)
	want := `:"INFO","msg":"request","request_id":"a","trace_id":"` + trace + `",` +
		`"method":"HEAD","route":"unmatched","status":404,"bytes":0,"duration":1000000,"client":"192.0.2.1"}` + "\n"
	if line != want {
		t.Errorf("got %s, want %s", line, want)
	}
}

func TestRequestLogAboveInfo(t *testing.T) {
	t.Parallel()
	var to pieces
	log := httpapi.NewRequestLog(&to, func(w io.Writer) slog.Handler {
		return slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn})
	})
	addTo(log, "1")
	log.Flush()
	to.want(t)
}
