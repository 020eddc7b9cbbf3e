package app_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// storeEnvironment returns the variables for a store that is new.
func storeEnvironment(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"DATABASE_URL": filepath.Join(t.TempDir(), "test.db")}
}

func TestDatabaseThatIsMissing(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing", "test.db")
	service := newCommand(t, "DATABASE_URL="+missing)
	url, stop, code := service.serve(t)
	if got := status(t, url+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz: %d", got)
	}
	if got := status(t, url+"/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz: %d", got)
	}
	eventually(t, func() bool { return strings.Contains(service.stderr.String(), missing) })
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
}
