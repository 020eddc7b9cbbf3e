package app_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMigrateByHand(t *testing.T) {
	service := newCommand(t, "MIGRATE_ON_START=false")
	url, stop, code := service.serve(t)
	if got := status(t, url+"/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz before: %d", got)
	}

	byHand := newCommand(t, "DATABASE_URL="+service.environment["DATABASE_URL"])
	for _, args := range []string{"migrate status", "migrate up", "migrate up", "migrate down", "migrate up", "migrate status"} {
		if got := byHand.run(t.Context(), strings.Fields(args)...); got != 0 {
			t.Fatalf("%s: exit %d:\n%s", args, got, byHand.stderr.String())
		}
	}
	for _, want := range []string{"pending", "applied", "nothing to apply", "took back"} {
		if !strings.Contains(byHand.stdout.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, byHand.stdout.String())
		}
	}

	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusOK })
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
}
