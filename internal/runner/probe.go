package runner

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
)

// Running is where a service answers.
type Running struct {
	URL    string
	Health string
	Docs   string // empty: it has none
}

// listenAddress is the address that the service will listen on.
func (r *Runner) listenAddress() string {
	if addr := r.host.Env.Get("HTTP_ADDR"); addr != "" {
		return addr
	}
	return ":8080"
}

// checkAddress makes sure that no other program answers at the address.
func (r *Runner) checkAddress() error {
	ln, err := net.Listen("tcp", r.listenAddress())
	if err != nil {
		return fault.Failed("address_in_use", "the service would listen on %s", r.listenAddress()).WithCause(err).
			WithHint("the service is written and built; set HTTP_ADDR, for example to :8081, and start it again")
	}
	return ln.Close()
}

// address is the base URL that the service will have.
func (r *Runner) address() string {
	host, port, err := net.SplitHostPort(r.listenAddress())
	if err != nil {
		return "http://" + r.listenAddress()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// waitFor polls the service until it answers or ctx ends.
func waitFor(ctx context.Context, base string, answers chan<- Running) {
	for {
		if answersOK(ctx, base, "/healthz") {
			found := Running{URL: base, Health: base + "/healthz"}
			if answersOK(ctx, base, "/docs") {
				found.Docs = base + "/docs"
			}
			answers <- found
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pollTime):
		}
	}
}

// answersOK reports whether a GET of path is answered 200. It speaks just
// enough HTTP for that: net/http would add a megabyte to newsvc.
func answersOK(ctx context.Context, base, path string) bool {
	host := strings.TrimPrefix(base, "http://")
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host)
	status, err := bufio.NewReader(io.LimitReader(conn, 1024)).ReadString('\n')
	return err == nil && strings.HasPrefix(status, "HTTP/1.1 200 ")
}
