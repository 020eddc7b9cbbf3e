package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWhatIsNotHTTP11IsRefusedAndCutOff(t *testing.T) {
	t.Parallel()
	s := startService(t)
	for what, tc := range map[string]struct {
		sent   string
		status int
	}{
		"no host":                       {"GET /healthz HTTP/1.1\r\n\r\n", 400},
		"two hosts":                     {"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
		"a space in a field's name":     {"GET /healthz HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n", 400},
		"a space after a field's name":  {"GET /healthz HTTP/1.1\r\nHost: x\r\nX : z\r\n\r\n", 400},
		"a line that goes on":           {"GET /healthz HTTP/1.1\r\nHost: x\r\nX: y\r\n z\r\n\r\n", 400},
		"an end that is no line's":      {"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\n0\r\n\r\n", 400},
		"lines that end otherwise":      {"GET /healthz HTTP/1.1\nHost: x\n\r\n\r\n", 400},
		"a fragment":                    {"GET /healthz#x HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"a broken escape":               {"GET /healthz%2 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
		"another version":               {"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", 505},
		"an expectation":                {"GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: cake\r\n\r\n", 417},
		"an encoding that nobody knows": {"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
		"no encoding, said aloud":       {"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}", 501},
		"no HTTP":                       {"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400},
	} {
		t.Run(what, func(t *testing.T) {
			for _, answer := range s.wantRaw(what, tc.sent+lastRequest, tc.status) {
				if strings.Contains(string(answer.body), "x") && tc.status == http.StatusBadRequest {
					t.Errorf("it tells what was sent: %s", answer.body)
				}
			}
		})
	}
	s.wantRaw("after all that", lastRequest, 200)
}

func TestTheConnectionEndsWhenTheClientWantsIt(t *testing.T) {
	t.Parallel()
	s := startService(t)
	s.wantRaw("among others", "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: TE, Close\r\n\r\n"+lastRequest, 200)
	s.wantRaw("and then not", "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n"+lastRequest, 200)
}

func TestTheAnswerToAnUploadThatNobodyTakesArrives(t *testing.T) {
	t.Parallel()
	s := startService(t)
	upload := strings.Repeat("a", 1<<20+200<<10)
	for range 20 {
		connection := s.dial()
		head := "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n"
		if _, err := io.WriteString(connection, head+upload); err != nil {
			t.Fatal(err)
		}
		if answers := s.readAnswers(connection); len(answers) != 1 || answers[0].StatusCode != http.StatusNotFound {
			t.Fatalf("got %v", answers)
		}
	}
}

func TestFiberTakesNoCookieForItsOwn(t *testing.T) {
	t.Parallel()
	s := startService(t)
	got := s.do(http.MethodGet, "/healthz", nil, "Cookie", "fiber_flash=84a36b657903; other=1")
	if cookies := got.Header.Values("Set-Cookie"); len(cookies) != 0 {
		t.Errorf("it answers with %q", cookies)
	}
}

func TestAQueryMayHoldAnAddress(t *testing.T) {
	t.Parallel()
	s := startService(t)
	f := allFixtures()[0]
	s.want(s.do(http.MethodGet, f.collection+"?limit=1&from=http://elsewhere.example/x", nil), http.StatusOK, "")
}

// The header makes it a request that was accepted, however little of its body is there.
func TestShutdownWaitsForASlowUpload(t *testing.T) {
	t.Parallel()
	s := startService(t)
	f := allFixtures()[0]
	connection := s.dial()
	head := requestHead(http.MethodPost, f.collection) + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
	if _, err := io.WriteString(connection, head); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	done := make(chan error, 1)
	go func() {
		_, err := s.server.Shutdown(t.Context())
		done <- err
	}()
	time.Sleep(300 * time.Millisecond)
	if _, err := io.WriteString(connection, "[]"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil || response.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("got %v, %v", response, err)
	}
	if err := response.Body.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

func TestABodyThatEndsEarlyIsNotTaken(t *testing.T) {
	t.Parallel()
	s := startService(t)
	f := allFixtures()[0]
	head := requestHead(http.MethodPost, f.collection) + "Content-Type: application/json\r\n"
	for what, sent := range map[string]string{
		"no last chunk":     head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
		"half a last chunk": head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n",
		"a short length":    head + "Content-Length: 20\r\n\r\n{}",
		"nothing of it":     head + "Content-Length: 20\r\n\r\n",
		"a declared length": head + "Content-Length: 20000\r\n\r\n{}" + strings.Repeat(" ", 10000),
	} {
		connection := s.dial()
		if _, err := io.WriteString(connection, sent); err != nil {
			t.Fatal(err)
		}
		if err := connection.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if answers := s.readAnswers(connection); len(answers) != 1 || answers[0].StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %v", what, answers)
		}
	}
}
