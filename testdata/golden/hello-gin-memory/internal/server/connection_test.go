package server_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// dial returns a connection to the service on which nothing waits for ever.
func (s *testService) dial() net.Conn {
	s.t.Helper()
	connection, err := new(net.Dialer).DialContext(s.t.Context(), "tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		s.t.Fatal(err)
	}
	return connection
}

// raw sends bytes on a connection of their own, and returns the answers until the
// service closes it. The last request should ask for that.
func (s *testService) raw(sent string) []testAnswer {
	s.t.Helper()
	connection := s.dial()
	go func() { _, _ = io.WriteString(connection, sent) }()
	return s.readAnswers(connection)
}

func (s *testService) readAnswers(connection net.Conn) []testAnswer {
	s.t.Helper()
	var answers []testAnswer
	for reader := bufio.NewReader(connection); ; {
		response, err := http.ReadResponse(reader, nil)
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return answers
		}
		if err != nil {
			s.t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			s.t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			s.t.Fatal(err)
		}
		answers = append(answers, testAnswer{Response: response, body: body})
	}
}

// wantRaw wants answers of these statuses, and then the end of the connection.
func (s *testService) wantRaw(what, sent string, statuses ...int) []testAnswer {
	s.t.Helper()
	answers := s.raw(sent)
	got := make([]int, len(answers))
	for i, one := range answers {
		got[i] = one.StatusCode
	}
	if fmt.Sprint(got) != fmt.Sprint(statuses) {
		s.t.Errorf("%s: got %v, want %v", what, got, statuses)
	}
	return answers
}

// requestHead is how a request to a resource begins on the wire.
func requestHead(method, path string) string {
	head := method + " " + path + " HTTP/1.1\r\nHost: x\r\n"
	return head
}

const lastRequest = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

func TestBodiesOfUndeclaredLength(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, func(with *testSetup) {
		with.Config.MaxBodyBytes = 1000
		with.Config.ReadTimeout = time.Second
	})
	head := requestHead(http.MethodPost, f.collection) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
	s.wantRaw("a small one, and what follows is not read", head+"2\r\n[]\r\n0\r\n\r\n"+lastRequest, 422)
	s.wantRaw("as large as it may be", head+"3e8\r\n[]"+strings.Repeat(" ", 998)+"\r\n0\r\n\r\n", 422)
	s.wantRaw("one byte more", head+"3e9\r\n[]"+strings.Repeat(" ", 999)+"\r\n0\r\n\r\n", 413)
	s.wantRaw("without end", head+strings.Repeat("64\r\n"+strings.Repeat(" ", 100)+"\r\n", 2000), 413)
	s.wantRaw("on a request that takes none", strings.Replace(head, "POST", "GET", 1)+"2\r\n[]\r\n0\r\n\r\n"+lastRequest, 200)
	s.wantRaw("with a declared length too", strings.Replace(head, "Host", "Content-Length: 60\r\nHost", 1)+"2\r\n[]\r\n0\r\n\r\n"+lastRequest, 422)
}

func TestBodiesThatNobodyTakes(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	inside := "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
	s.wantRaw("a body is not the next request",
		fmt.Sprintf("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s%s", len(inside), inside, lastRequest), 200, 200)
	s.wantRaw("nor where it is refused",
		requestHead(http.MethodPost, f.collection)+fmt.Sprintf("Content-Length: %d\r\n\r\n%s%s", len(inside), inside, lastRequest), 415, 200)
	s.wantRaw("nor where nothing is",
		fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s%s", len(inside), inside, lastRequest), 404, 200)
	answers := s.raw("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + strings.Repeat(" ", 1<<20))
	if len(answers) != 1 || answers[0].StatusCode != http.StatusNotFound {
		t.Errorf("a body that never ends: got %v", answers)
	}
}

func TestALargeBodyIsRefusedBeforeItComes(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for _, field := range []string{"", "Expect: 100-continue\r\n"} {
		begin := time.Now()
		connection := s.dial()
		head := requestHead(http.MethodPost, f.collection) + "Content-Type: application/json\r\nContent-Length: 1048577\r\n" + field + "\r\n"
		if _, err := io.WriteString(connection, head); err != nil {
			t.Fatal(err)
		}
		status, err := bufio.NewReader(connection).ReadString('\n')
		if took := time.Since(begin); !strings.Contains(status, " 413 ") || took > time.Second {
			t.Errorf("%q: got %q, %v after %s", field, status, err, took)
		}
	}
}

// Many clients read no answer before all of their body is sent.
func TestALargeBodyMayBeSentToItsEnd(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	connection := s.dial()
	const size = 16 << 20
	head := requestHead(http.MethodPost, f.collection) + fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", size)
	if _, err := io.WriteString(connection, head+strings.Repeat(" ", size)); err != nil {
		t.Fatal(err)
	}
	if answers := s.readAnswers(connection); len(answers) != 1 || answers[0].StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("got %v", answers)
	}
}

func TestTheRequestTarget(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for target, status := range map[string]int{
		"http://elsewhere.example/healthz":   200,
		"http://elsewhere.example/healthz?x": 200,
		"http://elsewhere.example":           404,
		"/healthz?a=%zz;b":                   200,
	} {
		s.wantRaw(target, "GET "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", status)
	}
	for _, got := range s.wantRaw("the whole server", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404) {
		if got.member(t, "instance") != "*" || got.member(t, "code") != "route_not_found" {
			t.Errorf("got %s", got.body)
		}
	}
}

func TestFieldsThatAreSentTwice(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	post := requestHead(http.MethodPost, f.collection) + "Connection: close\r\nContent-Length: 2\r\n"
	s.wantRaw("Content-Type", post+"Content-Type: application/json\r\nContent-Type: application/json\r\n\r\n[]", 415)
	s.wantRaw("Content-Encoding", post+"Content-Type: application/json\r\nContent-Encoding:\r\nContent-Encoding: gzip\r\n\r\n[]", 415)
}

func TestExpectContinue(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	connection := s.dial()
	head := requestHead(http.MethodPost, f.collection) + "Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
	if _, err := io.WriteString(connection, head); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(connection)
	for _, want := range []string{"HTTP/1.1 100 Continue\r\n", "\r\n"} {
		if got, err := reader.ReadString('\n'); got != want || err != nil {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := io.WriteString(connection, "[]"); err != nil {
		t.Fatal(err)
	}
	got, err := http.ReadResponse(reader, nil)
	if err != nil || got.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("got %v, %v", got, err)
	}
	if err := got.Body.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLargeHeaders(t *testing.T) {
	t.Parallel()
	s := startService(t)
	large := func(size int) string {
		return strings.Replace(lastRequest, "Host", "X-Large: "+strings.Repeat("a", size)+"\r\nHost", 1)
	}
	s.wantRaw("32 KiB", large(32<<10), 200)
	s.wantRaw("1 MiB", large(1<<20), 431)
}

// Who adds a field after the body may not be who wrote the header (RFC 9110, 6.5.1).
func TestTrailersAreNoFields(t *testing.T) {
	t.Parallel()
	s := startService(t)
	head := requestHead(http.MethodPost, allFixtures()[0].collection) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, answer := range s.wantRaw("a trailer", head+"2\r\n{}\r\n0\r\nX-Request-ID: late\r\n\r\n", 422) {
		if id := answer.Header.Get("X-Request-ID"); id == "late" {
			t.Errorf("the request has the id %s, of a trailer", id)
		}
	}
}

func TestSlowClients(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	post := requestHead(http.MethodPost, f.collection) + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n"
	for name, tc := range map[string]struct {
		sent   string
		change func(*testSetup)
		code   string
	}{
		"half a header is cut off": {
			"GET /healthz HTTP/1.1\r\nHost:", func(with *testSetup) { with.Config.ReadHeaderTimeout = 100 * time.Millisecond }, "",
		},
		"nothing is cut off": {
			"", func(with *testSetup) { with.Config.ReadHeaderTimeout = 100 * time.Millisecond }, "",
		},
		"an idle connection is closed": {
			"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", func(with *testSetup) { with.Config.IdleTimeout = 100 * time.Millisecond }, "route_not_found",
		},
		"half a body is refused": {
			post + "{", func(with *testSetup) { with.Config.ReadTimeout = 100 * time.Millisecond }, "timeout",
		},
		"nothing of a body is refused": {
			post, func(with *testSetup) { with.Config.ReadTimeout = 100 * time.Millisecond }, "timeout",
		},
		"half a body counts for the request": {
			post + "{", func(with *testSetup) { with.Config.RequestTimeout = 100 * time.Millisecond }, "timeout",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startService(t, tc.change)
			begin := time.Now()
			answers := s.raw(tc.sent)
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
			if tc.code == "" && len(answers) > 0 || tc.code != "" && (len(answers) != 1 || answers[0].member(t, "code") != tc.code) {
				t.Errorf("got %v, want %q", answers, tc.code)
			}
		})
	}
}

// A handler may take longer than its request took to be read.
func TestTheReadTimeoutEndsWithTheBody(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t, storeFailing(hangOn), func(with *testSetup) {
		with.Config.ReadTimeout = 50 * time.Millisecond
		with.Config.RequestTimeout = 300 * time.Millisecond
	})
	body := s.newBody(f)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		begin := time.Now()
		s.want(s.do(method, f.collection, body), http.StatusServiceUnavailable, "timeout")
		if took := time.Since(begin); took < 300*time.Millisecond {
			t.Errorf("%s ended after %s", method, took)
		}
	}
}
