package admin_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"example.com/hello/internal/admin"
	"example.com/hello/internal/config"
)

// start serves the pages that are configured until the test ends, and returns its URL:
// "" when it doesn't listen.
func start(t *testing.T, cfg config.Admin) string {
	t.Helper()
	var log strings.Builder
	server, err := admin.Listen(t.Context(), cfg, slog.New(slog.NewTextHandler(&log, nil)), admin.NewPages(cfg))
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve() }()
	t.Cleanup(func() {
		server.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v after Close", err)
		}
	})
	found := regexp.MustCompile(`addr=(\S+)`).FindStringSubmatch(log.String())
	if found == nil {
		return ""
	}
	return "http://" + found[1]
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	url := start(t, config.Admin{Addr: "127.0.0.1:0", PPROF: true})
	for path, want := range map[string]int{
		"/debug/pprof/":                  http.StatusOK,
		"/debug/pprof/heap":              http.StatusOK,
		"/debug/pprof/goroutine?debug=1": http.StatusOK,
		"/debug/pprof/nothing":           http.StatusNotFound,
		"/":                              http.StatusNotFound,
	} {
		if got := statusOf(t, url+path); got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
}

func TestNoListenerWithoutUse(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]config.Admin{
		"no address": {PPROF: true},
		"no pages":   {Addr: "127.0.0.1:0"},
	} {
		if url := start(t, cfg); url != "" {
			t.Errorf("%s: it listens at %s", name, url)
		}
	}
}

func TestAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	cfg := config.Admin{Addr: config.Address(taken.Listener.Addr().String()), PPROF: true}
	_, err := admin.Listen(t.Context(), cfg, slog.New(slog.DiscardHandler), admin.NewPages(cfg))
	if err == nil || !strings.Contains(err.Error(), "ADMIN_ADDR") || !strings.Contains(err.Error(), taken.Listener.Addr().String()) {
		t.Errorf("got %v", err)
	}
}
