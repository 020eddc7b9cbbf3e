package postgres_test

import (
	"context"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.com/hello/internal/config"
	"example.com/hello/internal/failure"
	"example.com/hello/internal/store"
	"example.com/hello/internal/store/postgres"
	"example.com/hello/internal/store/postgres/pgtest"
)

// calls are those that ask the server.
var calls = map[string]func(context.Context, store.Store) error{
	"ping": func(ctx context.Context, opened store.Store) error { return opened.Ping(ctx) },
	"transaction": func(ctx context.Context, opened store.Store) error {
		return opened.InTx(ctx, func(context.Context, store.Repositories) error { return nil })
	},
}

// wantUnavailable fails unless a call says within five seconds that the store is
// unavailable.
func wantUnavailable(ctx context.Context, t *testing.T, what string, opened store.Store) {
	t.Helper()
	begun := time.Now()
	if err := calls[what](ctx, opened); failure.KindOf(err) != failure.Unavailable {
		t.Errorf("%s: %v, want an error of the kind Unavailable", what, err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%s took %s", what, took)
	}
}

// proxy passes connections on to a server, unless it is down.
type proxy struct {
	target   string
	listener net.Listener

	mu    sync.Mutex // guards what follows
	down  bool
	mute  bool
	conns []net.Conn
}

// newProxy starts a proxy for the server of a URL, and returns the URL that leads
// through it.
func newProxy(t *testing.T, server string) (*proxy, string) {
	t.Helper()
	location, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	target := location.Host
	if location.Port() == "" {
		target = net.JoinHostPort(location.Hostname(), "5432")
	}
	var listening net.ListenConfig
	listener, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: target, listener: listener}
	go p.serve(t.Context())
	t.Cleanup(func() {
		_ = listener.Close()
		p.set(true, false)
	})
	location.Host = listener.Addr().String()
	return p, location.String()
}

func (p *proxy) serve(ctx context.Context) {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.pass(ctx, conn)
	}
}

// pass copies both ways until one side ends.
func (p *proxy) pass(ctx context.Context, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	var dialing net.Dialer
	upstream, err := dialing.DialContext(ctx, "tcp", p.target)
	if err != nil {
		return
	}
	defer func() { _ = upstream.Close() }()
	p.mu.Lock()
	p.conns = append(p.conns, conn, upstream)
	down := p.down
	p.mu.Unlock()
	if down {
		return
	}
	go p.forward(upstream, conn)
	p.forward(conn, upstream)
}

// forward copies, and holds back while the proxy is mute.
func (p *proxy) forward(to, from net.Conn) {
	defer func() { _ = to.Close() }()
	data := make([]byte, 32<<10)
	for {
		n, err := from.Read(data)
		for p.isMute() {
			time.Sleep(time.Millisecond)
		}
		if n > 0 {
			if _, err := to.Write(data[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) isMute() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mute
}

// set cuts every connection, old and new, when down, and lets nothing pass when mute.
func (p *proxy) set(down, mute bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.mute = down, mute
	if down {
		for _, conn := range p.conns {
			_ = conn.Close()
		}
		p.conns = nil
	}
}

func TestServerThatGoesAwayAndComesBack(t *testing.T) {
	for what := range calls {
		t.Run(what, func(t *testing.T) {
			testAway(t, what, true, false)
		})
	}
}

func TestServerThatDoesNotAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the store waits")
	}
	t.Parallel()
	for what := range calls {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			testAway(t, what, false, true)
		})
	}
}

// testAway makes a call while the server is away, over a connection that was open
// before and then over none, and all of them when it is back.
func testAway(t *testing.T, what string, down, mute bool) {
	t.Helper()
	proxy, through := newProxy(t, pgtest.NewSchema(t))
	opened := open(t, through)
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	proxy.set(down, mute)
	wantUnavailable(t.Context(), t, what, opened)
	wantUnavailable(t.Context(), t, what, opened)
	proxy.set(false, false)
	for what, call := range calls {
		if err := call(t.Context(), opened); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestConnectionsThatAreTerminated(t *testing.T) {
	server := pgtest.NewSchema(t)
	opened := open(t, server+"&application_name="+t.Name())
	if err := opened.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := opened.InTx(t.Context(), func(ctx context.Context, _ store.Repositories) error {
		admin, err := pgx.Connect(ctx, server)
		if err != nil {
			return err
		}
		defer func() { _ = admin.Close(ctx) }()
		_, err = admin.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, t.Name())
		return err
	})
	if failure.KindOf(err) != failure.Unavailable {
		t.Errorf("transaction: %v, want an error of the kind Unavailable", err)
	}
	if err := opened.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

func TestPoolThatIsFull(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as the store waits")
	}
	t.Parallel()
	opened := open(t, pgtest.NewSchema(t)+"&pool_max_conns=1")
	if err := opened.InTx(t.Context(), func(ctx context.Context, _ store.Repositories) error {
		for what := range calls {
			wantUnavailable(ctx, t, what, opened)
		}
		waiting, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		if err := opened.Ping(waiting); failure.KindOf(err) != failure.Timeout {
			t.Errorf("after the context: %v, want its error", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := opened.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

func TestURLsThatAreRefused(t *testing.T) {
	for _, wrong := range []string{"postgres://someone:secret@localhost:port/name", "postgres://someone:secret@localhost/name?sslmode=secret", "secret"} {
		_, err := postgres.Open(t.Context(), config.Database{URL: wrong})
		if err == nil || !strings.Contains(err.Error(), "DATABASE_URL") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want an error that names DATABASE_URL and no secret", wrong, err)
		}
	}
}
