package contract

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// requestLog checks what the log contains about requests, and what it must not contain.
func requestLog(t *testing.T, a *api) {
	user := a.user(t)
	sent := []request{
		get(user.path + "?token=" + secret), get("/nothing/" + missingID), patched(user.path, object{"name": secret}.String()),
		post("/v1/users", object{"email": secret, "name": secret}.String()), post("/v1/users", `{"email":`+secret),
		{method: "PUT", path: "/v1/users"},
	}
	for n, r := range sent {
		id := unique("log-%d")
		r = r.with("X-Request-ID", id).with("Cookie", "session="+secret)
		if a.Auth && n == 0 {
			r = r.withToken(secret)
		}
		got := a.send(t, r)
		line := a.requestLine(t, id)
		route, _ := line["route"].(string)
		if n == 0 && !a.Auth && !ofUsers.MatchString(route) {
			t.Errorf("the route is %q", route)
		}
		for key, want := range map[string]any{"msg": "request", "method": r.method, "status": float64(got.status), "client": "127.0.0.1", "request_id": id, "bytes": float64(len(got.body))} {
			if line[key] != want {
				t.Errorf("%s: %s is %v, want %v", r, key, line[key], want)
			}
		}
		if took, ok := line["duration_ms"].(float64); !ok || took < 0 || took > 10_000 {
			t.Errorf("duration_ms is %v", line["duration_ms"])
		}
		if _, traced := line["trace_id"]; traced {
			t.Errorf("a trace id without a trace: %v", line)
		}
		if strings.Contains(route, missingID) || strings.Contains(route, user.id) {
			t.Errorf("%s: the route is %q", r, route)
		}
	}
	if strings.Contains(a.output.String(), secret) {
		t.Errorf("a secret in the log:\n%s", strings.Join(linesWith(a.output.String(), secret), "\n"))
	}
	t.Run("probes are logged at DEBUG", func(t *testing.T) { probeLog(t, a) })
}

// ofUsers matches the route of a user in the form of any framework.
var ofUsers = regexp.MustCompile(`^/v1/users/(\{id\}|:id)$`)

// probeLog checks the log lines of probes and of a request after them.
func probeLog(t *testing.T, shared *api) {
	for level, want := range map[string]int{"INFO": 0, "DEBUG": 1} {
		a := connect(t, shared.Service, start(t, shared.Service, map[string]string{"LOG_LEVEL": level}))
		probes := []string{unique("probe-%d"), unique("probe-%d")}
		a.send(t, get("/healthz").with("X-Request-ID", probes[0]))
		a.send(t, get("/readyz").with("X-Request-ID", probes[1]))
		last := unique("last-%d")
		a.send(t, get("/v1/users").with("X-Request-ID", last))
		if line := a.requestLine(t, last); line["level"] != "INFO" {
			t.Errorf("a request is logged at %v", line["level"])
		}
		for _, id := range probes {
			lines := linesWith(a.output.String(), `"`+id+`"`)
			if len(lines) != want || want == 1 && !strings.Contains(lines[0], `"level":"DEBUG"`) {
				t.Errorf("at %s, a probe is logged as %q", level, lines)
			}
		}
	}
}

// requestLine returns the only log line of a request.
func (p *process) requestLine(t *testing.T, id string) map[string]any {
	t.Helper()
	var lines []string
	eventually(t, func() bool {
		lines = linesWith(p.output.String(), `"`+id+`"`)
		lines = slices.DeleteFunc(lines, func(line string) bool { return !strings.Contains(line, `"msg":"request"`) })
		return len(lines) > 0
	}, func() {})
	if len(lines) != 1 {
		t.Errorf("%d lines in the log of %s, want 1", len(lines), id)
		return nil
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Errorf("%v: %s", err, lines[0])
	}
	return line
}

func linesWith(text, part string) []string {
	var found []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}
