package contract

import (
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// metrics checks the metrics of requests, and that they aren't public.
func metrics(t *testing.T, s Service) {
	if !s.Metrics {
		t.Skip("the service has no metrics")
	}
	admin := freeAddress(t)
	a := connect(t, s, start(t, s, map[string]string{"ADMIN_ADDR": admin, "SHUTDOWN_DELAY": "1s"}))
	user := a.user(t)
	for range 3 {
		a.send(t, get(user.path))
	}
	a.send(t, get("/v1/users/"+missingID))
	a.send(t, get("/nothing/"+missingID))
	a.send(t, request{method: "PUT", path: "/v1/users"})
	a.send(t, request{method: "BREW", path: "/v1/users"})
	a.send(t, get("/metrics")).problem(t, http.StatusNotFound, "route_not_found")
	var all []sample
	eventually(t, func() bool {
		all = scrape(t, admin)
		return sum(all, "http_requests_total", "status", "404") >= 3
	}, func() { t.Errorf("the requests aren't counted: %v", all) })
	for what, c := range map[string]struct {
		want   float64
		labels []string
	}{
		"creations": {1, []string{"method", "POST", "route", "/v1/users", "status", "201"}},
		"reads":     {3, []string{"method", "GET", "route", "/v1/users/ID", "status", "200"}},
		"not found": {1, []string{"method", "GET", "route", "/v1/users/ID", "status", "404"}},
	} {
		if got := sum(all, "http_requests_total", c.labels...); got != c.want {
			t.Errorf("%v %s are counted, want %v", got, what, c.want)
		}
		if got := sum(all, "http_request_duration_seconds_count", c.labels[:4]...); got < c.want {
			t.Errorf("%v %s are timed, want %v", got, what, c.want)
		}
	}
	for _, one := range all {
		if text := one.name + strings.Join(one.labels, " "); strings.Contains(text, missingID) || strings.Contains(text, user.id) || strings.Contains(text, "BREW") || strings.Contains(text, "/nothing") {
			t.Errorf("text from a client in %v", one)
		}
	}
	checkRuntime(t, s, all)
	inFlight(t, s)
	lintMetrics(t, admin)
	a.signal(t, syscall.SIGTERM)
	a.waitFor(t, "/readyz", http.StatusServiceUnavailable)
	if got := scrape(t, admin); len(got) == 0 {
		t.Error("no metrics during shutdown")
	}
	if code := a.wait(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func checkRuntime(t *testing.T, s Service, all []sample) {
	t.Helper()
	wanted := map[string]float64{"go_goroutines": 1, "build_info": 1}
	if runtime.GOOS == "linux" {
		wanted["process_open_fds"] = 4
	}
	for name, least := range wanted {
		if got := sum(all, name); got < least {
			t.Errorf("%s is %v, want at least %v", name, got, least)
		}
	}
	pool := false
	for _, one := range all {
		pool = pool || strings.HasPrefix(one.name, "db_")
	}
	if pool != (s.Store != Memory) {
		t.Error("metrics of the database pool: ", pool)
	}
}

// inFlight reads the gauge during and after a request that waits for the database.
func inFlight(t *testing.T, s Service) {
	t.Helper()
	if s.Store == Memory {
		return
	}
	admin := freeAddress(t)
	a, unlock := s.locked(t, map[string]string{"ADMIN_ADDR": admin})
	body := newUser().String()
	a.dial(t).send(rawPost("/v1/users", body, length(body)))
	wait := func(want float64) {
		t.Helper()
		eventually(t, func() bool { return sum(scrape(t, admin), "http_requests_in_flight") == want }, func() { t.Errorf("there were never %v requests in flight", want) })
	}
	wait(1)
	unlock()
	wait(0)
}

// lintMetrics checks the metrics with promtool.
func lintMetrics(t *testing.T, admin string) {
	t.Run("promtool", func(t *testing.T) {
		program := tool(t, "promtool", "apt-get install prometheus")
		_, body := fetch(t, "http://"+admin+"/metrics")
		cmd := exec.CommandContext(t.Context(), program, "check", "metrics")
		cmd.Stdin = strings.NewReader(body)
		if printed, err := cmd.CombinedOutput(); err != nil || len(printed) > 0 {
			t.Errorf("promtool check metrics: %v\n%s", err, printed)
		}
	})
}

// sample is one sample of a metric. Its labels are alternating names and values. In
// the label route, the parameter is ID, whatever form the framework gives it.
type sample struct {
	name   string
	labels []string
	value  float64
}

// sum adds up the samples with a name and these labels.
func sum(all []sample, name string, labels ...string) (total float64) {
	for _, one := range all {
		if one.name == name && one.has(labels) {
			total += one.value
		}
	}
	return total
}

func (s sample) has(labels []string) bool {
	for n := 0; n < len(labels); n += 2 {
		found := false
		for k := 0; k < len(s.labels); k += 2 {
			found = found || s.labels[k] == labels[n] && s.labels[k+1] == labels[n+1]
		}
		if !found {
			return false
		}
	}
	return true
}

var (
	sampleForm = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$`)
	labelForm  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"`)
	idForm     = regexp.MustCompile(`\{id\}|:id`)
)

// scrape returns the samples at an admin address.
func scrape(t *testing.T, admin string) []sample {
	t.Helper()
	status, body := fetch(t, "http://"+admin+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("/metrics: status %d", status)
	}
	var all []sample
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := sampleForm.FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("not a Prometheus sample: %q", line)
			continue
		}
		value, err := strconv.ParseFloat(parts[3], 64)
		if err != nil {
			t.Errorf("%v: %q", err, line)
		}
		one := sample{name: parts[1], value: value}
		for _, label := range labelForm.FindAllStringSubmatch(parts[2], -1) {
			one.labels = append(one.labels, label[1], idForm.ReplaceAllString(label[2], "ID"))
		}
		all = append(all, one)
	}
	return all
}

// profiles checks the admin server's profiles and the error for an admin address in use.
// The option metrics brings that server.
func profiles(t *testing.T, s Service) {
	if !s.Metrics {
		t.Skip("the service has no metrics")
	}
	admin := freeAddress(t)
	a := connect(t, s, start(t, s, map[string]string{"ADMIN_ADDR": admin, "PPROF": "true"}))
	if status, body := fetch(t, "http://"+admin+"/debug/pprof/goroutine?debug=1"); status != http.StatusOK || !strings.Contains(body, "goroutine profile") {
		t.Errorf("the profile of goroutines: status %d", status)
	}
	a.send(t, get("/debug/pprof/")).problem(t, http.StatusNotFound, "route_not_found")
	code, printed := run(t, s, freeAddress(t), map[string]string{"ADMIN_ADDR": admin, "PPROF": "true"})
	if code == 0 || !strings.Contains(printed, "ADMIN_ADDR") || !strings.Contains(printed, admin) {
		t.Errorf("an address in use: exit code %d and %s", code, printed)
	}
	other := freeAddress(t)
	start(t, s, map[string]string{"ADMIN_ADDR": other})
	if status, _ := fetch(t, "http://"+other+"/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("profiles without PPROF: status %d", status)
	}
}

// fetch sends a GET request to an address outside the API.
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
