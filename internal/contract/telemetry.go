package contract

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// metrics checks what operators read of requests, and that the public doesn't.
func metrics(t *testing.T, s Service) {
	if !s.Metrics {
		t.Skip("it has none")
	}
	admin := freeAddress(t)
	a := connect(t, s, start(t, s, map[string]string{"ADMIN_ADDR": admin, "SHUTDOWN_DELAY": "1s"}))
	user := a.user(t)
	for range 3 {
		a.send(t, get(user.path))
	}
	a.send(t, get("/v1/users/"+nobody))
	a.send(t, get("/nothing/"+nobody))
	a.send(t, request{method: "BREW", path: "/v1/users"})
	a.send(t, get("/metrics")).problem(t, http.StatusNotFound, "route_not_found")
	want := map[string]string{
		`{method="POST",route="/v1/users",status="201"}`:     "1",
		`{method="GET",route="/v1/users/{id}",status="200"}`: "3",
		`{method="GET",route="/v1/users/{id}",status="404"}`: "1",
		`{method="GET",route="unmatched",status="404"}`:      "2",
		`{method="other",route="unmatched",status="405"}`:    "1",
	}
	var samples map[string]string
	eventually(t, func() bool {
		samples = scrape(t, admin)
		return samples["http_requests_total"+`{method="GET",route="unmatched",status="404"}`] == "2"
	}, func() { t.Errorf("the requests aren't counted: %v", samples) })
	for labels, count := range want {
		for _, name := range []string{"http_requests_total", "http_request_duration_seconds_count"} {
			if got := samples[name+labels]; got != count {
				t.Errorf("%s%s is %q, want %s", name, labels, got, count)
			}
		}
	}
	for name := range samples {
		if strings.Contains(name, nobody) || strings.Contains(name, "BREW") {
			t.Errorf("a client's own words in %s", name)
		}
	}
	if samples["go_goroutines"] == "" {
		t.Error("nothing is told of the runtime")
	}
	if s.Store != Memory && !strings.Contains(fmt.Sprint(samples), "db_pool_connections_max") {
		t.Error("nothing is told of the database's connections")
	}
	a.signal(t, syscall.SIGTERM)
	a.waitFor(t, "/readyz", http.StatusServiceUnavailable)
	if got := scrape(t, admin); len(got) == 0 {
		t.Error("nothing is told while it drains")
	}
	if code := a.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

var sampleForm = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) ([0-9.eE+-]+|\+Inf|NaN)$`)

// scrape returns the samples at an admin address, by name and labels.
func scrape(t *testing.T, admin string) map[string]string {
	t.Helper()
	status, body := fetch(t, "http://"+admin+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("/metrics: status %d", status)
	}
	samples := map[string]string{}
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := sampleForm.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("no sample of Prometheus: %q", line)
			continue
		}
		samples[parts[1]] = parts[2]
	}
	return samples
}

// profiles checks that operators get profiles when they want to, and an address that is
// taken is told.
func profiles(t *testing.T, s Service) {
	admin := freeAddress(t)
	a := connect(t, s, start(t, s, map[string]string{"ADMIN_ADDR": admin, "PPROF": "true"}))
	if status, body := fetch(t, "http://"+admin+"/debug/pprof/goroutine?debug=1"); status != http.StatusOK || !strings.Contains(body, "goroutine profile") {
		t.Errorf("the profile of goroutines: status %d", status)
	}
	a.send(t, get("/debug/pprof/")).problem(t, http.StatusNotFound, "route_not_found")
	code, printed := run(t, s, freeAddress(t), map[string]string{"ADMIN_ADDR": admin, "PPROF": "true"})
	if code == 0 || !strings.Contains(printed, "ADMIN_ADDR") || !strings.Contains(printed, admin) {
		t.Errorf("an address that is taken: exit code %d and %s", code, printed)
	}
}

// tracing checks what a collector gets of requests.
func tracing(t *testing.T, s Service) {
	if !s.Tracing {
		t.Skip("it has none")
	}
	collector := newCollector(t)
	a := connect(t, s, start(t, s, map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_HEADERS": "authorization=" + secret, "OTEL_SERVICE_NAME": "traced",
	}))
	const trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	id := unique("traced-%d")
	a.send(t, get("/v1/users/"+nobody+"?token="+secret).with("Traceparent", "00-"+trace+"-"+parent+"-01").with("X-Request-ID", id))
	a.send(t, request{method: "BREW", path: "/nothing/" + nobody})
	eventually(t, func() bool { return len(linesWith(a.output.String(), id)) > 0 }, func() {})
	if line := strings.Join(linesWith(a.output.String(), id), "\n"); !strings.Contains(line, `"trace_id":"`+trace+`"`) {
		t.Errorf("no trace in the log's %s", line)
	}
	a.signal(t, syscall.SIGTERM)
	if code := a.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if strings.Contains(a.output.String(), secret) {
		t.Error("a secret in the log")
	}
	served, found := collector.named("GET /v1/users/{id}")
	if !found || served.trace != trace || served.parent != parent {
		t.Fatalf("no span that goes on with its caller's among %v", collector.all())
	}
	for name, want := range map[string]string{
		"http.request.method": "GET", "http.route": "/v1/users/{id}", "url.path": "/v1/users/" + nobody, "http.response.status_code": "404",
	} {
		if served.attributes[name] != want {
			t.Errorf("%s is %q, want %q", name, served.attributes[name], want)
		}
	}
	if _, found := collector.named("HTTP"); !found {
		t.Errorf("no span of an unknown method among %v", collector.all())
	}
	checkSpans(t, s, collector.all(), served)
	if got := collector.authorization(); got != secret {
		t.Errorf("the collector is told %q", got)
	}
}

// checkSpans looks for statements below the request's span, and for what no span may have.
func checkSpans(t *testing.T, s Service, all []span, served span) {
	t.Helper()
	statements := 0
	for _, one := range all {
		if strings.Contains(one.name, nobody) || strings.Contains(fmt.Sprint(one.attributes), secret) {
			t.Errorf("a client's own words in %v", one)
		}
		if one.parent == served.id && one.attributes["db.query.text"] != "" {
			statements++
			if one.trace != served.trace || strings.Contains(one.attributes["db.query.text"], nobody) {
				t.Errorf("the span of a statement is %v", one)
			}
		}
	}
	if (statements > 0) != (s.Store != Memory) {
		t.Errorf("%d spans of statements among %v", statements, all)
	}
}

// untraced checks that a collector which is away changes nothing.
func untraced(t *testing.T, s Service) {
	if !s.Tracing {
		t.Skip("it has none")
	}
	p := start(t, s, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://" + freeAddress(t)})
	a := connect(t, s, p)
	begin := time.Now()
	for range 100 {
		a.send(t, get("/v1/users")).want(t, http.StatusOK)
	}
	a.signal(t, syscall.SIGTERM)
	if code := a.wait(t); code != 0 || time.Since(begin) > patience {
		t.Errorf("exit code %d after %s", code, time.Since(begin))
	}
	code, printed := run(t, s, freeAddress(t), map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "collector", "OTEL_EXPORTER_OTLP_HEADERS": secret})
	if code == 0 || !strings.Contains(printed, "OTEL_EXPORTER_OTLP_ENDPOINT") || !strings.Contains(printed, "OTEL_EXPORTER_OTLP_HEADERS") || strings.Contains(printed, secret) {
		t.Errorf("wrong variables: exit code %d and %s", code, printed)
	}
}

// fetch returns the answer to a GET that has nothing to do with the API.
func fetch(t *testing.T, url string) (status int, body string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
