package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

// tracing checks the spans that a collector receives.
func tracing(t *testing.T, s Service) {
	if !s.Tracing {
		t.Skip("the service has no tracing")
	}
	t.Run("requests and statements", func(t *testing.T) { requestSpans(t, s) })
	t.Run("OTEL_ variables", func(t *testing.T) { tracingVariables(t, s) })
}

const traceID, callerID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"

// traced returns the request with a sampled span of a caller.
func traced(r request) request {
	return r.with("Traceparent", "00-"+traceID+"-"+callerID+"-01")
}

func requestSpans(t *testing.T, s Service) {
	collector := newCollector(t)
	a := connect(t, s, start(t, s, map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_HEADERS": "authorization=" + secret, "OTEL_SERVICE_NAME": "traced",
	}))
	id := unique("traced-%d")
	a.send(t, traced(get("/v1/users/"+missingID)).with("X-Request-ID", id))
	a.send(t, request{method: "BREW", path: "/nothing/" + missingID})
	if line := a.requestLine(t, id); line["trace_id"] != traceID {
		t.Errorf("trace_id is %v in the log", line["trace_id"])
	}
	a.signal(t, syscall.SIGTERM)
	if code := a.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(a.output.String(), secret) {
		t.Error("the log contains the secret")
	}
	all := collector.all()
	index := slices.IndexFunc(all, func(one span) bool { return one.kind == tracepb.Span_SPAN_KIND_SERVER && one.trace == traceID })
	if index < 0 || all[index].parent != callerID {
		t.Fatalf("no span continues the caller's trace: %v", all)
	}
	served := all[index]
	if !strings.Contains(served.name, "/v1/users/") || served.service != "traced" {
		t.Errorf("the span is %v", served)
	}
	if got := served.attributes["http.request.method"] + " " + served.attributes["http.response.status_code"]; got != "GET 404" {
		t.Errorf("the span is of %q: %v", got, served)
	}
	servers, statements := 0, 0
	for _, one := range all {
		if strings.Contains(one.name, missingID) || strings.Contains(one.name, "BREW") || strings.Contains(fmt.Sprint(one.attributes), secret) {
			t.Errorf("text from a client in %v", one)
		}
		if one.trace != traceID {
			continue
		}
		if one.kind == tracepb.Span_SPAN_KIND_SERVER {
			servers++
		} else if one.kind == tracepb.Span_SPAN_KIND_CLIENT && one.parent == served.id {
			statements++
		}
	}
	if servers != 1 || (statements > 0) != (s.Store != Memory) {
		t.Errorf("%d spans of the request and %d of statements in %v", servers, statements, all)
	}
	if got := collector.authorization(); got != secret {
		t.Errorf("the collector receives the authorization %q", got)
	}
}

// tracingVariables checks that the SDK reads the variables that the service doesn't.
func tracingVariables(t *testing.T, s Service) {
	for name, c := range map[string]struct {
		env   map[string]string // URL is replaced by the collector's URL
		check func(collector *collector) string
	}{
		"an endpoint for traces, compressed, and attributes": {
			map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "URL/v1/traces", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_RESOURCE_ATTRIBUTES": "service.name=attributed"},
			func(c *collector) string {
				if all := c.all(); len(all) == 0 || all[0].service != "attributed" || !c.compressed() {
					return fmt.Sprint("the collector received ", all)
				}
				return ""
			},
		},
		"headers for traces": {
			map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "URL", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "authorization=traces"},
			func(c *collector) string {
				if got := c.authorization(); got != "traces" {
					return "the collector received the authorization " + got
				}
				return ""
			},
		},
		"a sampler": {
			map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "URL", "OTEL_TRACES_SAMPLER": "always_off"},
			func(c *collector) string {
				if all := c.all(); len(all) > 0 {
					return fmt.Sprint("the collector received ", all)
				}
				return ""
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			collector := newCollector(t)
			env := map[string]string{}
			for name, value := range c.env {
				env[name] = strings.Replace(value, "URL", collector.url, 1)
			}
			a := connect(t, s, start(t, s, env))
			a.send(t, get("/v1/users")).want(t, http.StatusOK)
			(&Running{a.process}).Stop(t)
			if wrong := c.check(collector); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// collectorDown checks that the service works without its collector.
func collectorDown(t *testing.T, s Service) {
	if !s.Tracing {
		t.Skip("the service has no tracing")
	}
	a := connect(t, s, start(t, s, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://" + freeAddress(t)}))
	begin := time.Now()
	for range 100 {
		a.send(t, get("/v1/users")).want(t, http.StatusOK)
	}
	a.signal(t, syscall.SIGTERM)
	if code := a.wait(t); code != 0 || time.Since(begin) > timeout {
		t.Errorf("exit code %d after %s", code, time.Since(begin))
	}
}
