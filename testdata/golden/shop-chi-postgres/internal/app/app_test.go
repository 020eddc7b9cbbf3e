package app_test

import (
	"bytes"
	"context"
	"maps"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/shop/internal/app"
)

// command is a run of the program.
type command struct {
	environment map[string]string
	stdout      output
	stderr      output
}

// newCommand returns one that listens on a free port and has a new store. Variables
// are given as "NAME=VALUE".
func newCommand(t *testing.T, variables ...string) *command {
	t.Helper()
	environment := map[string]string{"HTTP_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "127.0.0.1:0", "LOG_FORMAT": "json"}
	maps.Copy(environment, storeEnvironment(t))
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	return &command{environment: environment}
}

// run returns the exit code.
func (c *command) run(ctx context.Context, args ...string) int {
	return app.Main(ctx, args, func(name string) (string, bool) {
		value, ok := c.environment[name]
		return value, ok
	}, &c.stdout, &c.stderr)
}

// serve starts the service and returns its URL, a function like a signal, and the
// exit code once it is there.
func (c *command) serve(t *testing.T) (url string, stop func(), code <-chan int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	exited := make(chan int, 1)
	go func() { exited <- c.run(ctx) }()
	address := regexp.MustCompile(`"msg":"listening","addr":"([^"]+)"`)
	eventually(t, func() bool { return address.MatchString(c.stderr.String()) })
	return "http://" + address.FindStringSubmatch(c.stderr.String())[1], cancel, exited
}

// output collects what is written, by several at once.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// eventually waits until something holds.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it doesn't happen")
		}
	}
}

// status returns the status of a GET, and 0 when there is no answer.
func status(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode
}

func TestServeUntilTheSignal(t *testing.T) {
	service := newCommand(t)
	url, stop, code := service.serve(t)
	if got := status(t, url+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz: %d", got)
	}
	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusOK })
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
	if got := status(t, url+"/healthz"); got != 0 {
		t.Errorf("/healthz after the end: %d", got)
	}
}

func TestShutdownDelay(t *testing.T) {
	service := newCommand(t, "SHUTDOWN_DELAY=300ms")
	url, stop, code := service.serve(t)
	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusOK })
	stop()
	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusServiceUnavailable })
	if got := status(t, url+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz during the delay: %d", got)
	}
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
}

func TestHealthcheck(t *testing.T) {
	service := newCommand(t)
	url, stop, code := service.serve(t)
	check := newCommand(t, "HTTP_ADDR="+strings.TrimPrefix(url, "http://"))
	if got := check.run(t.Context(), "healthcheck"); got != 0 {
		t.Errorf("exit %d while it lives:\n%s", got, check.stderr.String())
	}
	stop()
	<-code
	if got := check.run(t.Context(), "healthcheck"); got != 1 {
		t.Errorf("exit %d when it doesn't", got)
	}
}

func TestAddressThatIsTaken(t *testing.T) {
	var listening net.ListenConfig
	taken, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for _, variable := range []string{"HTTP_ADDR", "ADMIN_ADDR"} {
		service := newCommand(t, "PPROF=true", variable+"="+taken.Addr().String())
		if got := service.run(t.Context(), "serve"); got != 1 || !strings.Contains(service.stderr.String(), variable+": listen tcp "+taken.Addr().String()) {
			t.Errorf("exit %d, and:\n%s", got, service.stderr.String())
		}
	}
}

// Operators see the service to its end.
func TestOperatorsSeeTheDraining(t *testing.T) {
	service := newCommand(t, "PPROF=true", "SHUTDOWN_DELAY=300ms")
	url, stop, code := service.serve(t)
	address := regexp.MustCompile(`"msg":"listening for operators","addr":"([^"]+)"`).FindStringSubmatch(service.stderr.String())
	if address == nil {
		t.Fatalf("it doesn't listen:\n%s", service.stderr.String())
	}
	profiles := "http://" + address[1] + "/debug/pprof/"
	stop()
	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusServiceUnavailable })
	if got := status(t, profiles); got != http.StatusOK {
		t.Errorf("/debug/pprof/ during the delay: %d", got)
	}
	if got := status(t, url+"/debug/pprof/"); got != http.StatusNotFound {
		t.Errorf("/debug/pprof/ for the public: %d", got)
	}
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
	if got := status(t, profiles); got != 0 {
		t.Errorf("/debug/pprof/ after the end: %d", got)
	}
}

func TestCommandLines(t *testing.T) {
	for name, test := range map[string]struct {
		args   []string
		set    string
		code   int
		stdout string
		stderr string
	}{
		"version says which":             {[]string{"version"}, "", 0, "shop ", ""},
		"version needs no configuration": {[]string{"version"}, "LOG_LEVEL=loud", 0, "shop ", ""},
		"help is help":                   {[]string{"help"}, "", 0, "usage: shop", ""},
		"an unknown command":             {[]string{"sing"}, "", 2, "", "usage: shop"},
		"version of what":                {[]string{"version", "extra"}, "", 2, "", "usage: shop"},
		"an unknown argument":            {[]string{"serve", "loudly"}, "", 2, "", "usage: shop"},
		"a migration of no kind":         {[]string{"migrate", "sideways"}, "", 2, "", "usage: shop"},
		"a bad configuration":            {nil, "LOG_LEVEL=loud", 1, "", "LOG_LEVEL"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCommand(t, test.set)
			if got := c.run(t.Context(), test.args...); got != test.code {
				t.Errorf("exit %d, want %d", got, test.code)
			}
			if !strings.HasPrefix(c.stdout.String(), test.stdout) || !strings.Contains(c.stderr.String(), test.stderr) {
				t.Errorf("stdout:\n%s\nstderr:\n%s", c.stdout.String(), c.stderr.String())
			}
		})
	}
}
