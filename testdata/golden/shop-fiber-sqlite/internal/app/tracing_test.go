package app_test

import (
	"net/http"
	"testing"
	"time"

	"example.com/shop/internal/tracing/tracingtest"
)

// What was traced is exported before the end.
func TestTracesAreFlushed(t *testing.T) {
	receiver := tracingtest.NewReceiver(t)
	service := newCommand(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+receiver.URL, "OTEL_SERVICE_NAME=tested")
	url, stop, code := service.serve(t)
	eventually(t, func() bool { return status(t, url+"/readyz") == http.StatusOK })
	status(t, url+"/nowhere/secret")
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit %d:\n%s", got, service.stderr.String())
	}
	receiver.Named(t, "GET")
	if got := receiver.Resource()["service.name"]; got != "tested" {
		t.Errorf("service.name is %v", got)
	}
}

func TestACollectorThatIsAwayDelaysNothing(t *testing.T) {
	service := newCommand(t, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1")
	url, stop, code := service.serve(t)
	if got := status(t, url+"/healthz"); got != http.StatusOK {
		t.Errorf("/healthz: %d", got)
	}
	begin := time.Now()
	stop()
	if got := <-code; got != 0 || time.Since(begin) > 3*time.Second {
		t.Errorf("exit %d after %s:\n%s", got, time.Since(begin), service.stderr.String())
	}
}
