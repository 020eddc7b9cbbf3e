package postgres

import (
	"context"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"example.com/hello/internal/store"
)

// The store must recover from an outage without a restart. Each kind of call must notice it,
// on an existing connection and on a new one.
func TestOutages(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]int32{"refused": refused, "silent": silent} {
		for call, do := range map[string]func(context.Context, *Store) error{
			"ping":  func(ctx context.Context, s *Store) error { return s.Ping(ctx) },
			"read":  func(ctx context.Context, s *Store) error { return s.sleepless(ctx) },
			"write": func(ctx context.Context, s *Store) error { return s.raise(ctx, 1) },
			"InTx": func(ctx context.Context, s *Store) error {
				return s.InTx(ctx, func(store.Repositories) error { return nil })
			},
		} {
			t.Run(name+" "+call, func(t *testing.T) {
				t.Parallel()
				p, through := newProxy(t)
				s := openScratch(t, through)
				if err := s.Ping(t.Context()); err != nil {
					t.Fatal(err)
				}
				p.state.Store(outage)
				wantUnavailable(t, func() error { return do(t.Context(), s) })
				wantUnavailable(t, func() error { return do(t.Context(), s) })
				p.state.Store(working)
				if err := do(t.Context(), s); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func (s *Store) sleepless(ctx context.Context) error {
	return s.read(ctx, func(ctx context.Context, db querier) error {
		var n int
		return db.QueryRow(ctx, `SELECT "n" FROM scratch WHERE "id" = 2`).Scan(&n)
	})
}

const (
	working int32 = iota
	refused       // connections are closed
	silent        // nothing is forwarded
)

// proxy forwards connections to the server, unless there is an outage.
type proxy struct{ state atomic.Int32 }

// newProxy starts a proxy and returns a URL with its address.
func newProxy(t *testing.T) (*proxy, string) {
	t.Helper()
	location, err := url.Parse(server())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p, target := new(proxy), location.Host
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			upstream, err := new(net.Dialer).DialContext(t.Context(), "tcp", target)
			if err != nil {
				return
			}
			go p.pass(upstream, client)
			go p.pass(client, upstream)
		}
	}()
	location.Host = listener.Addr().String()
	return p, location.String()
}

func (p *proxy) pass(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		for p.state.Load() == silent {
			time.Sleep(time.Millisecond)
		}
		if err != nil || p.state.Load() == refused {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
