package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDrainingIsNotReady(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	s.want(s.do(http.MethodGet, "/readyz", nil), http.StatusOK, "")
	s.server.Drain()
	s.want(s.do(http.MethodGet, "/readyz", nil), http.StatusServiceUnavailable, "unavailable")
	s.want(s.do(http.MethodGet, "/healthz", nil), http.StatusOK, "")
	s.want(s.do(http.MethodGet, f.collection, nil), http.StatusOK, "")
}

func TestADependencyThatHangsIsNotReady(t *testing.T) {
	t.Parallel()
	s := startService(t, func(with *testSetup) { with.Ready = hangOn })
	begin := time.Now()
	s.want(s.do(http.MethodGet, "/readyz", nil), http.StatusServiceUnavailable, "unavailable")
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestShutdownAnswersWhatIsInFlight(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	s := startService(t, storeFailing(func(ctx context.Context) error {
		once.Do(func() { close(begun) })
		<-release
		return breakDown(ctx)
	}))
	status := make(chan int, 1)
	go func() { status <- s.do(http.MethodGet, f.collection, nil).StatusCode }()
	<-begun

	silent, half := s.dial(), s.dial()
	if _, err := io.WriteString(half, "GET /healthz HT"); err != nil {
		t.Fatal(err)
	}
	type result struct {
		cut int
		err error
	}
	done := make(chan result, 1)
	begin := time.Now()
	go func() {
		cut, err := s.server.Shutdown(t.Context())
		done <- result{cut, err}
	}()
	for _, connection := range []io.Reader{silent, half} {
		if _, err := connection.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !isReset(err) {
			t.Errorf("a connection without a request: %v", err)
		}
	}
	close(release)
	if got := <-status; got != http.StatusInternalServerError {
		t.Errorf("got %d", got)
	}
	if got := <-done; got.cut != 0 || got.err != nil || time.Since(begin) > 3*time.Second {
		t.Errorf("Shutdown: got %v after %s", got, time.Since(begin))
	}
}

func isReset(err error) bool {
	return err != nil && strings.Contains(err.Error(), "reset")
}

func TestShutdownCountsWhatItCuts(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	begun := make(chan struct{}, 2)
	s := startService(t, storeFailing(func(ctx context.Context) error {
		begun <- struct{}{}
		return hangOn(ctx)
	}))
	for range 2 {
		connection := s.dial()
		if _, err := io.WriteString(connection, requestHead(http.MethodGet, f.collection)+"\r\n"); err != nil {
			t.Fatal(err)
		}
		<-begun
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if cut, err := s.server.Shutdown(ctx); cut != 2 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %d, %v", cut, err)
	}
}

// No request that was accepted is lost, whenever Shutdown comes.
func TestShutdownLosesNothing(t *testing.T) {
	t.Parallel()
	s := startService(t)
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/healthz", nil)
				if err != nil {
					t.Error(err)
					return
				}
				response, err := transport.RoundTrip(request)
				if err != nil {
					// Neither a connection that is refused nor one that is reset was accepted.
					if dialing := new(net.OpError); !isReset(err) && (!errors.As(err, &dialing) || dialing.Op != "dial") {
						t.Errorf("a request was lost: %v", err)
					}
					return
				}
				if _, err := io.Copy(io.Discard, response.Body); err != nil {
					t.Errorf("an answer was lost: %v", err)
				}
				_ = response.Body.Close()
			}
		})
	}
	time.Sleep(100 * time.Millisecond)
	if cut, err := s.server.Shutdown(t.Context()); cut != 0 || err != nil {
		t.Errorf("got %d, %v", cut, err)
	}
	clients.Wait()
}

func TestAPanicIsAnswered(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	for name, value := range map[string]any{
		"any value":      "secret cause",
		"an abort":       http.ErrAbortHandler,
		"a nil panic":    nil,
		"a real mistake": errors.New("secret cause"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startService(t, storeFailing(func(context.Context) error { panic(value) }))
			got := s.want(s.do(http.MethodGet, f.collection, nil, "X-Request-ID", "r1"), http.StatusInternalServerError, "internal")
			if strings.Contains(string(got.body), "secret") || strings.Contains(string(got.body), "panic") {
				t.Errorf("the client is told: %s", got.body)
			}
			s.want(s.do(http.MethodGet, "/healthz", nil), http.StatusOK, "")
			log := s.log.String()
			for _, want := range []string{"panic", "lifecycle_test.go", `"request_id":"r1"`} {
				if !strings.Contains(log, want) {
					t.Errorf("the log has no %q: %s", want, log)
				}
			}
			if lines := s.log.requests(t, 2); len(lines) != 2 || lines[0]["status"] != 500.0 || lines[0]["bytes"] != float64(len(got.body)) {
				t.Errorf("logged %v", lines)
			}
		})
	}
}

func TestOneLineARequest(t *testing.T) {
	t.Parallel()
	f := allFixtures()[0]
	s := startService(t)
	for _, tc := range []struct {
		method, path, route string
		status              float64
	}{
		{http.MethodGet, f.collection + "?limit=7&secret=1", f.collection, 200},
		{http.MethodHead, f.collection, f.collection, 200},
		{http.MethodGet, f.missing(), f.collection + "/{id}", 404},
		{http.MethodGet, "/secret", "unmatched", 404},
		{"BREW", f.collection, "unmatched", 405},
	} {
		before := len(s.log.requests(t, 0))
		got := s.do(tc.method, tc.path, `{"secret":1}`, "X-Request-ID", "r1", "Cookie", "session=secret",
			"Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
		lines := s.log.requests(t, before+1)
		line := lines[len(lines)-1]
		if line["method"] != tc.method || line["route"] != tc.route || line["status"] != tc.status || line["request_id"] != "r1" ||
			line["trace_id"] != "4bf92f3577b34da6a3ce929d0e0e4736" || line["client"] != "127.0.0.1" || line["bytes"] != float64(len(got.body)) || line["duration"] == nil {
			t.Errorf("%s %s: logged %v", tc.method, tc.path, line)
		}
	}
	if strings.Contains(s.log.String(), "secret") {
		t.Errorf("the log holds what it mustn't: %s", s.log)
	}
}
