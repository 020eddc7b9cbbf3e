package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	wellBehaved = 8 // clients in a crowd
	illBehaved  = 4
)

// crowd is the set of clients of one service.
type crowd struct {
	addr  string
	tally *tally
	made  atomic.Int64 // number of users, for unique email addresses
}

// tally counts the results of requests.
type tally struct {
	answered atomic.Int64 // as expected
	refused  atomic.Int64 // by the rate limit
	abused   atomic.Int64 // connections that were misused
	wrong    atomic.Value // the first unexpected answer, a string
}

// press runs all clients, and returns when all have disconnected.
func (c *crowd) press(lasting time.Duration) {
	ended := make(chan struct{})
	timer := time.AfterFunc(lasting, func() { close(ended) })
	defer timer.Stop()
	transport := &http.Transport{MaxConnsPerHost: wellBehaved, MaxIdleConnsPerHost: wellBehaved}
	defer transport.CloseIdleConnections()
	var group sync.WaitGroup
	for range wellBehaved {
		// Together they send a quarter more requests than are allowed, in addition
		// to those for unknown paths, which aren't limited.
		pace := time.NewTicker(wellBehaved * time.Second * 2 / (soakRate * 3))
		defer pace.Stop()
		visitor := &visitor{crowd: c, client: &http.Client{Transport: transport, Timeout: answerTime}}
		group.Go(func() {
			for running(ended, pace.C) {
				visitor.step()
			}
		})
	}
	for n := range illBehaved {
		pace := time.NewTicker(500 * time.Millisecond)
		defer pace.Stop()
		group.Go(func() {
			for i := n; running(ended, pace.C); i++ {
				c.abuse(abuses[i%len(abuses)])
			}
		})
	}
	group.Wait()
}

// running waits for the next turn. It returns false if there is none.
func running(ended <-chan struct{}, pace <-chan time.Time) bool {
	select {
	case <-ended:
		return false
	case <-pace:
		return true
	}
}

// visitor repeatedly creates a user, reads it, lists all users, changes it and deletes it.
type visitor struct {
	*crowd
	client *http.Client
	at     int
	user   string // the path of the current user
}

func (v *visitor) step() {
	steps := []struct {
		method, path, body string
		want               int
	}{
		{http.MethodPost, "/v1/users", fmt.Sprintf(`{"email":"user%d@example.com","name":"Ada"}`, v.made.Add(1)), http.StatusCreated},
		{http.MethodGet, v.user, "", http.StatusOK},
		{http.MethodGet, "/v1/users", "", http.StatusOK},
		{http.MethodPatch, v.user, `{"name":"Grace"}`, http.StatusOK},
		{http.MethodGet, "/nowhere", "", http.StatusNotFound},
		{http.MethodDelete, v.user, "", http.StatusNoContent},
	}
	step := steps[v.at]
	status, body, err := v.send(step.method, step.path, step.body)
	switch {
	case err != nil:
		v.tally.wrong.CompareAndSwap(nil, fmt.Sprintf("%s %s: %v", step.method, step.path, err))
	case status == http.StatusTooManyRequests:
		v.tally.refused.Add(1) // It sends the same request again.
	case status != step.want:
		v.tally.wrong.CompareAndSwap(nil, fmt.Sprintf("%s %s: %d %s", step.method, step.path, status, body))
	default:
		v.tally.answered.Add(1)
		if v.at == 0 {
			v.user = "/v1/users/" + idIn(body)
		}
		v.at = (v.at + 1) % len(steps)
	}
}

func (v *visitor) send(method, path, body string) (status int, answer []byte, err error) {
	req, err := http.NewRequest(method, "http://"+v.addr+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := v.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

func idIn(body []byte) string {
	var made struct{ ID string }
	_ = json.Unmarshal(body, &made)
	return made.ID
}

// abuses lists what malicious or failing clients do.
var abuses = []func(net.Conn){
	func(net.Conn) {},
	func(conn net.Conn) { say(conn, "GET /v1/users HTTP/1.1\r\nHo") },
	func(conn net.Conn) { say(conn, "GET /v1/users HTTP/1.1\r\nHo"); time.Sleep(2 * time.Second) },
	func(conn net.Conn) { say(conn, halfBody) },
	func(conn net.Conn) {
		say(conn, halfBody)
		for range 20 {
			say(conn, " ")
			time.Sleep(100 * time.Millisecond)
		}
	},
	func(conn net.Conn) {
		say(conn, "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")
	},
	func(conn net.Conn) { say(conn, strings.Repeat("GET /v1/users HTTP/1.1\r\nHost: x\r\n\r\n", 10)) },
	func(conn net.Conn) {
		say(conn, "GET /v1/users HTTP/1.1\r\nHost: x\r\n\r\n")
		time.Sleep(2 * time.Second)
	},
	func(conn net.Conn) { say(conn, "\x16\x03\x01 this is no HTTP\r\n\r\n") },
	func(conn net.Conn) { say(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Large: "+strings.Repeat("a", 128<<10)) },
	func(conn net.Conn) {
		say(conn, "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n"+strings.Repeat(" ", 64<<10))
	},
	func(conn net.Conn) {
		say(conn, "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	},
}

const halfBody = "POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{\"email\":"

// say sends text. It ignores errors, because the service may have closed the connection.
func say(conn net.Conn, text string) { _, _ = io.WriteString(conn, text) }

// abuse misuses a connection, and resets every second one.
func (c *crowd) abuse(do func(net.Conn)) {
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		c.tally.wrong.CompareAndSwap(nil, err.Error())
		return
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(answerTime))
	do(conn)
	if reset, ok := conn.(*net.TCPConn); ok && c.tally.abused.Add(1)%2 == 0 {
		_ = reset.SetLinger(0)
	}
}
