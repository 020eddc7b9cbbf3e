package e2e

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/newsvc/newsvc/internal/contract"
)

// run runs a command. If it fails, the test fails with its output.
func run(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	if out, err := output(t, dir, env, name, args...); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// output runs a command and returns its output.
func output(t *testing.T, dir string, env []string, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "CI=", "GOWORK=off"), env...)
	return cmd.CombinedOutput()
}

// wantConflict sends a request that the service must reject with 409.
func wantConflict(t *testing.T, service *contract.Running, method, path, body string) {
	t.Helper()
	if status, response := service.Do(t, method, path, body); status != http.StatusConflict {
		t.Errorf("%s %s %s: status %d, want 409: %s", method, path, body, status, response)
	}
}
