package contract

import (
	"net"
	"strings"
	"sync"
	"testing"
)

// proxy forwards connections from a service to its database, and can interrupt
// them.
type proxy struct {
	addr, target string

	mu    sync.Mutex
	ln    net.Listener
	conns map[net.Conn]bool
	stall chan struct{} // if not nil, the proxy forwards nothing until it is closed
}

// newProxy returns a proxy that doesn't accept connections yet, and the URL with its address.
func newProxy(t *testing.T, p *PostgreSQL, url string) (*proxy, string) {
	t.Helper()
	x := &proxy{addr: freeAddress(t), target: p.server.Addr(), conns: map[net.Conn]bool{}}
	t.Cleanup(x.cut)
	return x, strings.Replace(url, p.server.Addr(), x.addr, 1)
}

// open accepts connections.
func (x *proxy) open(t *testing.T) {
	t.Helper()
	ln, err := net.Listen("tcp", x.addr)
	if err != nil {
		t.Fatal(err)
	}
	x.mu.Lock()
	x.ln, x.stall = ln, nil
	x.mu.Unlock()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go x.serve(conn)
		}
	}()
}

// cut closes every connection and rejects new ones.
func (x *proxy) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ln != nil {
		_ = x.ln.Close()
	}
	for conn := range x.conns {
		_ = conn.Close()
	}
	clear(x.conns)
}

// hang accepts connections but forwards nothing until resume is called, like a
// network that drops packets.
func (x *proxy) hang() (resume func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	stall := make(chan struct{})
	x.stall = stall
	return sync.OnceFunc(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.stall = nil
		close(stall)
	})
}

func (x *proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", x.target)
	if err != nil {
		_ = client.Close()
		return
	}
	x.mu.Lock()
	x.conns[client], x.conns[server] = true, true
	x.mu.Unlock()
	go x.pass(server, client)
	x.pass(client, server)
}

// pass copies data until one side closes the connection, then closes both.
func (x *proxy) pass(to, from net.Conn) {
	defer func() {
		_ = to.Close()
		_ = from.Close()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		x.mu.Lock()
		stall := x.stall
		x.mu.Unlock()
		if stall != nil {
			<-stall
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
		if err != nil {
			return
		}
	}
}
