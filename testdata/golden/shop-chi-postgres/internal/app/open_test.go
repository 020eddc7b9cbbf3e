package app_test

import (
	"net/http"
	"strings"
	"testing"

	"example.com/shop/internal/store/postgres/pgtest"
)

// storeEnvironment returns the variables for a store that is new.
func storeEnvironment(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"DATABASE_URL": pgtest.NewSchema(t)}
}

func TestDatabaseThatIsMissing(t *testing.T) {
	service := newCommand(t, "DATABASE_URL=postgres://someone:secret@127.0.0.1:1/missing")
	url, stop, code := service.serve(t)
	if got := status(t, url+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz: %d", got)
	}
	if got := status(t, url+"/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz: %d", got)
	}
	eventually(t, func() bool { return strings.Contains(service.stderr.String(), "127.0.0.1") })
	stop()
	if got := <-code; got != 0 || strings.Contains(service.stderr.String(), "secret") {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
}
