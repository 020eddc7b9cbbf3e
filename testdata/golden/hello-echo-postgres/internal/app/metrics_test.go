package app_test

import (
	"net/http"
	"regexp"
	"testing"
)

func TestMetricsAreForOperators(t *testing.T) {
	service := newCommand(t)
	url, stop, code := service.serve(t)
	address := regexp.MustCompile(`"msg":"listening for operators","addr":"([^"]+)"`).FindStringSubmatch(service.stderr.String())
	if address == nil {
		t.Fatalf("it doesn't listen:\n%s", service.stderr.String())
	}
	for asked, want := range map[string]int{
		"http://" + address[1] + "/metrics":      http.StatusOK,
		"http://" + address[1] + "/debug/pprof/": http.StatusNotFound,
		"http://" + address[1] + "/healthz":      http.StatusNotFound,
		url + "/metrics":                         http.StatusNotFound,
	} {
		if got := status(t, asked); got != want {
			t.Errorf("%s: got %d, want %d", asked, got, want)
		}
	}
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
}
