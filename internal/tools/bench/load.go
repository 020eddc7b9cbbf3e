package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// connections is the number of concurrent clients, each with its own connection.
const connections = 32

// load is a repeated request.
type load struct {
	name    string
	request func(n int64) []byte // the nth request's bytes, from any goroutine
}

// outcome is the result of a load.
type outcome struct {
	requests int64
	took     time.Duration
}

func (o outcome) perSecond() float64 { return float64(o.requests) / o.took.Seconds() }

// counter numbers the requests of all loads of a service.
type counter = atomic.Int64

// run sends requests to the service at addr until a number of them is answered, or until a
// time has passed; 0 means no limit. An answer without a 2xx status is an error.
func (l load) run(addr string, numbers *counter, most int64, lasting time.Duration) (outcome, error) {
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	clients := make([]*client, connections)
	for i := range clients {
		c, err := dial(addr)
		if err != nil {
			return outcome{}, err
		}
		defer c.close()
		clients[i] = c
	}
	began := time.Now()
	var answered atomic.Int64
	var group sync.WaitGroup
	for _, c := range clients {
		group.Go(func() {
			for ctx.Err() == nil && (lasting == 0 || time.Since(began) < lasting) && (most == 0 || answered.Add(1) <= most) {
				if err := c.ask(l.request(numbers.Add(1))); err != nil {
					stop(fmt.Errorf("%s: %w", l.name, err))
					return
				}
				c.answered++
			}
		})
	}
	group.Wait()
	result := outcome{took: time.Since(began)}
	for _, c := range clients {
		result.requests += c.answered
	}
	return result, context.Cause(ctx)
}

// client is a connection that sends one request after the other. It does as little work as
// possible, because it shares the machine with the service.
type client struct {
	conn     net.Conn
	buffer   []byte
	answered int64
}

func dial(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	return &client{conn: conn, buffer: make([]byte, 0, 16<<10)}, err
}

func (c *client) close() { _ = c.conn.Close() }

// answerTime is the timeout for an answer.
const answerTime = 30 * time.Second

func (c *client) ask(request []byte) error {
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	answer, err := c.read()
	if err == nil && !bytes.HasPrefix(answer, []byte("HTTP/1.1 2")) {
		err = fmt.Errorf("%.300s", answer)
	}
	return err
}

// read returns an answer whose length is declared or whose body is chunked. It is
// valid until the next call.
func (c *client) read() ([]byte, error) {
	c.buffer = c.buffer[:0]
	whole := -1
	for whole < 0 || len(c.buffer) < whole {
		if len(c.buffer) == cap(c.buffer) {
			c.buffer = append(c.buffer, 0)[:len(c.buffer)]
		}
		n, err := c.conn.Read(c.buffer[len(c.buffer):cap(c.buffer)])
		if err != nil {
			return nil, err
		}
		c.buffer = c.buffer[:len(c.buffer)+n]
		if whole < 0 {
			if whole, err = lengthOf(c.buffer); err != nil {
				return nil, err
			}
		}
	}
	return c.buffer, nil
}

// lengthOf returns the length of an answer from its beginning, or -1 if the header isn't
// complete.
func lengthOf(answer []byte) (int, error) {
	end := bytes.Index(answer, []byte("\r\n\r\n"))
	if end < 0 {
		return -1, nil
	}
	const name = "\r\nContent-Length: "
	at := bytes.Index(answer[:end], []byte(name))
	if bytes.Contains(answer[:end], []byte("\r\nTransfer-Encoding: chunked")) {
		if bytes.HasSuffix(answer, []byte("\r\n0\r\n\r\n")) { // JSON on one line has no such text.
			return len(answer), nil
		}
		return -1, nil
	}
	if at < 0 {
		return 0, errors.New("an answer without Content-Length")
	}
	text, _, _ := bytes.Cut(answer[at+len(name):end+2], []byte("\r\n"))
	length, err := strconv.Atoi(string(text))
	return end + 4 + length, err
}

// getting returns a load of GET requests for a path. The header fields come with each request.
func getting(name, path, header string) load {
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n" + header + "\r\n")
	return load{name, func(int64) []byte { return request }}
}

// creating returns a load that creates new users. The header fields come with each request.
func creating(header string) load {
	return load{"POST", func(n int64) []byte {
		body := fmt.Sprintf(`{"email":"user%d@example.com","name":"Ada"}`, n)
		return fmt.Appendf(nil, "POST /v1/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", header, len(body), body)
	}}
}
