package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// running is what is printed of a service that answers.
type running struct {
	URL    string `json:"url"`
	Health string `json:"health"`
	Docs   string `json:"docs,omitempty"`
}

// listens is the address that the service will listen at.
func (s *starter) listens() string {
	if addr, _ := s.app.env.Lookup("HTTP_ADDR"); addr != "" {
		return addr
	}
	return ":8080"
}

// portIsFree makes sure that it is this service that will answer.
func (s *starter) portIsFree() error {
	ln, err := net.Listen("tcp", s.listens())
	if err != nil {
		return fault.Failed("address_in_use", "the service would listen at %s", s.listens()).Because(err).
			WithHint("the service is written and built; set HTTP_ADDR, for example to :8081, and start it again")
	}
	return ln.Close()
}

// address is the base URL that the service will have.
func (s *starter) address() string {
	host, port, err := net.SplitHostPort(s.listens())
	if err != nil {
		return "http://" + s.listens()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// waitFor polls the service until it answers or ctx ends.
func waitFor(ctx context.Context, base string, answers chan<- running) {
	for {
		if answersOK(ctx, base, "/healthz") {
			found := running{URL: base, Health: base + "/healthz"}
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
// enough HTTP for that: a client would cost every newsvc a megabyte.
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

// lines are the addresses for a person.
func (r running) lines() plain.Text {
	var b plain.Builder
	b.Printf("running at %s (Ctrl-C stops it)\n  health  %s\n", r.URL, r.Health)
	if r.Docs != "" {
		b.Printf("  docs    %s\n", r.Docs)
	}
	return b.Text()
}
