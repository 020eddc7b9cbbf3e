package e2e

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// prism runs Prism as a mock server with the document's examples and as a validating proxy.
func prism(t *testing.T, tools npmTools, file, url string, all []operations) {
	t.Run("mock", func(t *testing.T) {
		mock := startPrism(t, tools, "mock", file)
		paths := []string{"/healthz", "/readyz", "/openapi.yaml"}
		for _, o := range all {
			paths = append(paths, o.Path, o.Path+"/01890000-0000-7000-8000-000000000000")
		}
		for _, path := range paths {
			if status, body := prismRequest(t, http.MethodGet, mock+path, ""); status != http.StatusOK {
				t.Errorf("GET %s: status %d: %.300s", path, status, body)
			}
		}
	})
	t.Run("proxy", func(t *testing.T) {
		proxy := startPrism(t, tools, "proxy", file, url, "--errors")
		for _, o := range all {
			for _, body := range o.Edges {
				if created(t, url, o, body) && !created(t, proxy, o, body) {
					t.Errorf("the service accepts a body that the schema rejects: %.300s", body)
				}
			}
			status, body := prismRequest(t, http.MethodPost, proxy+o.Path, string(o.Bodies[0]))
			if status != http.StatusCreated {
				t.Errorf("POST %s: status %d: %.500s", o.Path, status, body)
				continue
			}
			one := o.Path + "/" + strings.Trim(rowOf(t, body)["id"], `"`)
			for _, c := range []struct {
				method, path, body string
				status             int
			}{
				{http.MethodGet, one, "", 200}, {http.MethodGet, o.Path + "?limit=1&sort=-created_at", "", 200}, {http.MethodPatch, one, string(o.Patch), 200}, {http.MethodDelete, one, "", 204},
			} {
				if status, body := prismRequest(t, c.method, proxy+c.path, c.body); status != c.status {
					t.Errorf("%s %s: status %d: %.500s", c.method, c.path, status, body)
				}
			}
		}
	})
}

// created reports whether a body creates a resource, which it then deletes.
func created(t *testing.T, url string, o operations, body json.RawMessage) bool {
	t.Helper()
	status, response := prismRequest(t, http.MethodPost, url+o.Path, string(body))
	if status != http.StatusCreated {
		return false
	}
	prismRequest(t, http.MethodDelete, url+o.Path+"/"+strings.Trim(rowOf(t, response)["id"], `"`), "")
	return true
}

// startPrism starts Prism and returns its URL.
func startPrism(t *testing.T, tools npmTools, command string, args ...string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	_ = ln.Close()
	cmd := exec.CommandContext(t.Context(), tools.program("prism"), append([]string{command, "--host", "127.0.0.1", "--port", port}, args...)...)
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 600 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			_ = conn.Close()
			return "http://" + addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("prism doesn't listen")
	return ""
}

func prismRequest(t *testing.T, method, url, body string) (status int, response string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}
