package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/contract"
)

// TestOwnRoutes_Guarded adds routes to services in every way that their frameworks
// offer. Each must be subject to the same middleware as all other routes.
func TestOwnRoutes_Guarded(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and builds four services")
	}
	w := newWorld(t)
	for _, framework := range frameworks {
		t.Run(framework, func(t *testing.T) {
			values := answers(framework, contract.Memory)
			values["auth"], values["features"] = "jwt", []string{"docs", "ratelimit"}
			g := w.generate(t, service{values: values})
			source := read(t, filepath.Join("testdata", "routes", framework+".go"))
			write(t, filepath.Join(g.dir, "internal", "server", "routes.go"), source)
			run(t, g.dir, nil, "make", "build")
			checkOwnRoutes(t, g.contract, requestsIn(source))
		})
	}
}

// requestsIn returns the method and path of each request in a file's comments.
func requestsIn(source string) [][2]string {
	var requests [][2]string
	for _, match := range regexp.MustCompile(`(?m)// ([A-Z]+) (/own/\S+)$`).FindAllStringSubmatch(source, -1) {
		requests = append(requests, [2]string{match[1], match[2]})
	}
	return requests
}

func checkOwnRoutes(t *testing.T, s contract.Service, requests [][2]string) {
	t.Helper()
	if len(requests) < 15 {
		t.Fatalf("only %d routes", len(requests))
	}
	running := contract.StartWith(t, s, nil)
	limited := contract.StartWith(t, s, map[string]string{"RATE_LIMIT_RPS": "0.001", "RATE_LIMIT_BURST": "1"})
	limited.Send(t, http.MethodGet, "/v1/users", "", nil)
	for n, r := range requests {
		method, path := r[0], r[1]
		t.Run(method+" "+path, func(t *testing.T) {
			if got := running.Send(t, method, path, "", http.Header{"Authorization": nil}); got.Status != http.StatusUnauthorized || !strings.Contains(got.Body, `"unauthorized"`) {
				t.Errorf("without a token: status %d: %.200s", got.Status, got.Body)
			}
			if got := limited.Send(t, method, path, "", nil); got.Status != http.StatusTooManyRequests {
				t.Errorf("beyond the rate limit: status %d: %.200s", got.Status, got.Body)
			}
			id := fmt.Sprint("own-", n)
			got := running.Send(t, method, path, "", http.Header{"X-Request-Id": {id}})
			if got.Status != http.StatusOK || got.Body != "mine" || got.Header.Get("X-Request-Id") != id || got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("status %d with %v: %.200s", got.Status, got.Header, got.Body)
			}
			line := running.RequestLine(t, id)
			if line["method"] != method || line["status"] != float64(http.StatusOK) {
				t.Errorf("the log line is %v", line)
			}
			if path == "/own/get" && !running.Logged(id, "my own line") {
				t.Error("the handler's own log line has no request_id")
			}
		})
	}
	if got := running.Send(t, http.MethodGet, "/own/nothing", "", http.Header{"Authorization": nil}); got.Status != http.StatusUnauthorized {
		t.Errorf("an unknown path: status %d", got.Status)
	}
}

// TestRule_AcrossFields edits a service's Validate and checks that the rule applies to
// the result of a PATCH, not to the patch.
func TestRule_AcrossFields(t *testing.T) {
	if testing.Short() {
		t.Skip("generates and builds four services")
	}
	w := newWorld(t)
	for _, framework := range frameworks {
		t.Run(framework, func(t *testing.T) {
			g := w.generate(t, service{values: answers(framework, contract.SQLite), resources: []string{"rental starts_on:date ends_on:date rate:decimal=10,2 most:decimal=10,2:optional"}})
			edit(t, filepath.Join(g.dir, "internal", "rental", "rental.go"), "\treturn v.Err()\n", `	if !f.StartsOn.Before(f.EndsOn) {
		v.Add("starts_on", "must be before ends_on")
	}
	if f.Most != nil && f.Rate.GreaterThan(*f.Most) {
		v.Add("rate", "must not exceed most")
	}
	return v.Err()
`)
			run(t, g.dir, nil, "make", "build")
			checkRentals(t, contract.StartWith(t, g.contract, nil))
		})
	}
}

func checkRentals(t *testing.T, running *contract.Running) {
	t.Helper()
	const collection = "/v1/rentals"
	if got := running.Send(t, http.MethodPost, collection, `{"starts_on":"2026-01-04","ends_on":"2026-01-02","rate":"1"}`, nil); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `"/starts_on"`) {
		t.Errorf("status %d: %s", got.Status, got.Body)
	}
	got := running.Send(t, http.MethodPost, collection, `{"starts_on":"2026-01-02","ends_on":"2026-01-04","rate":"1"}`, nil)
	path := got.Header.Get("Location")
	if got.Status != http.StatusCreated || path == "" {
		t.Fatalf("status %d: %s", got.Status, got.Body)
	}
	for _, c := range []struct {
		patch   string
		status  int
		pointer string
	}{
		{`{"starts_on":"2026-01-03"}`, http.StatusOK, ""},
		{`{"starts_on":"2026-01-04"}`, http.StatusUnprocessableEntity, "/starts_on"},
		{`{"ends_on":"2026-01-01"}`, http.StatusUnprocessableEntity, "/starts_on"},
		{`{"starts_on":"2027-01-01","ends_on":"2027-01-02"}`, http.StatusOK, ""},
		{`{"most":"0.99"}`, http.StatusUnprocessableEntity, "/rate"},
		{`{"most":"1.00"}`, http.StatusOK, ""},
		{`{"rate":"1.01"}`, http.StatusUnprocessableEntity, "/rate"},
		{`{"rate":"1.01","most":null}`, http.StatusOK, ""},
		{`{}`, http.StatusOK, ""},
	} {
		if got := running.Send(t, http.MethodPatch, path, c.patch, nil); got.Status != c.status || !strings.Contains(got.Body, c.pointer) {
			t.Errorf("%s: status %d, want %d: %s", c.patch, got.Status, c.status, got.Body)
		}
	}
}

// edit replaces text that must occur exactly once in a file.
func edit(t *testing.T, file, before, after string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), before); n != 1 {
		t.Fatalf("%s has %q %d times", file, before, n)
	}
	write(t, file, strings.Replace(string(data), before, after, 1))
}
