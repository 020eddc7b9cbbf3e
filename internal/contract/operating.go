package contract

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// secret must stand in nothing that a service prints or answers.
const secret = "hunter2-s3cret"

func configuration(t *testing.T, s Service) {
	t.Run("every problem at once, by name, and an exit", func(t *testing.T) {
		bad := map[string]string{
			"HTTP_ADDR": "nowhere", "HTTP_MAX_BODY_BYTES": "-1", "HTTP_READ_HEADER_TIMEOUT": "soon", "HTTP_READ_TIMEOUT": "-5s", "HTTP_WRITE_TIMEOUT": "5",
			"HTTP_IDLE_TIMEOUT": "x", "HTTP_REQUEST_TIMEOUT": "y", "ADMIN_ADDR": "here", "PPROF": "perhaps",
			"LOG_LEVEL": "shout", "LOG_FORMAT": "xml", "SHUTDOWN_DELAY": "z", "SHUTDOWN_TIMEOUT": "-1s",
		}
		if s.Store != Memory {
			bad["MIGRATE_ON_START"], bad["DATABASE_URL"] = "perhaps", "mysql://bob:"+secret+"@localhost/x"
		}
		code, printed := run(t, s, "nowhere", bad)
		if code == 0 {
			t.Error("exit code 0")
		}
		for name := range bad {
			if !strings.Contains(printed, name) {
				t.Errorf("%s isn't named in\n%s", name, printed)
			}
		}
	})
	if s.Store != Memory {
		t.Run("no secret is printed", func(t *testing.T) {
			_, printed := run(t, s, freeAddress(t), map[string]string{"DATABASE_URL": "mysql://bob:" + secret + "@localhost/x", "HTTP_IDLE_TIMEOUT": "x"})
			if strings.Contains(printed, secret) {
				t.Errorf("a password in\n%s", printed)
			}
		})
	}
	if s.Store == Postgres {
		t.Run("no secret is printed of a database that is away", func(t *testing.T) {
			p := launch(t, s, map[string]string{"DATABASE_URL": "postgres://bob:" + secret + "@" + freeAddress(t) + "/x"})
			p.waitFor(t, "/readyz", http.StatusServiceUnavailable)
			if printed := p.output.String(); strings.Contains(printed, secret) {
				t.Errorf("a password in\n%s", printed)
			}
		})
	}
	t.Run("an address in use is said", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }()
		code, printed := run(t, s, ln.Addr().String(), nil)
		if code == 0 || !strings.Contains(printed, ln.Addr().String()) {
			t.Errorf("exit code %d and\n%s", code, printed)
		}
	})
	t.Run("an empty variable is like none", func(t *testing.T) {
		p := start(t, s, map[string]string{"LOG_LEVEL": "", "HTTP_IDLE_TIMEOUT": "", "SHUTDOWN_DELAY": ""})
		p.waitFor(t, "/healthz", http.StatusOK)
	})
	t.Run("the log is JSON where nobody watches", func(t *testing.T) {
		p := start(t, s, map[string]string{"LOG_FORMAT": ""})
		for line := range strings.Lines(p.output.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("no JSON: %s", line)
			}
		}
	})
	t.Run("LOG_FORMAT=text isn't", func(t *testing.T) {
		p := start(t, s, map[string]string{"LOG_FORMAT": "text"})
		if printed := p.output.String(); strings.Contains(printed, "{\"") || !strings.Contains(printed, "listening") {
			t.Errorf("printed\n%s", printed)
		}
	})
	t.Run("LOG_LEVEL in either case", func(t *testing.T) {
		for _, level := range []string{"debug", "WARN", "Error"} {
			start(t, s, map[string]string{"LOG_LEVEL": level})
		}
	})
}

func commands(t *testing.T, s Service) {
	t.Run("version prints one line", func(t *testing.T) {
		code, printed := run(t, s, "nowhere", nil, "version")
		if code != 0 || strings.TrimSpace(printed) == "" {
			t.Errorf("exit code %d and %q", code, printed)
		}
	})
	for _, args := range [][]string{{"frobnicate"}, {"serve", "extra"}, {"migrate"}, {"migrate", "sideways"}, {"--frobnicate"}} {
		t.Run(strings.Join(args, " ")+" is refused", func(t *testing.T) {
			code, printed := run(t, s, freeAddress(t), nil, args...)
			if code == 0 || printed == "" {
				t.Errorf("exit code %d and %q", code, printed)
			}
		})
	}
	t.Run("serve is what no command is", func(t *testing.T) {
		p := spawn(t, s, freeAddress(t), nil, "serve")
		p.waitFor(t, "/readyz", http.StatusOK)
	})
	t.Run("healthcheck asks the service where it listens", func(t *testing.T) { healthcheck(t, s) })
	if s.Store != Memory {
		t.Run("migrate goes up and down", func(t *testing.T) { migrateCommands(t, s) })
	}
}

func healthcheck(t *testing.T, s Service) {
	p := start(t, s, nil)
	_, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "", "0.0.0.0", "localhost"} {
		if code, printed := run(t, s, net.JoinHostPort(host, port), nil, "healthcheck"); code != 0 {
			t.Errorf("of HTTP_ADDR %s:%s: exit code %d and %s", host, port, code, printed)
		}
	}
	if code, printed := run(t, s, freeAddress(t), nil, "healthcheck"); code == 0 || printed == "" {
		t.Errorf("where nobody listens: exit code %d and %q", code, printed)
	}
}

func migrateCommands(t *testing.T, s Service) {
	env := map[string]string{"DATABASE_URL": s.database(t), "MIGRATE_ON_START": "false"}
	migrate := func(verb string) string {
		t.Helper()
		code, printed := run(t, s, "nowhere:0", env, "migrate", verb)
		if code != 0 {
			t.Fatalf("migrate %s: exit code %d\n%s", verb, code, printed)
		}
		return printed
	}
	fresh := migrate("status")
	if !strings.Contains(fresh, "0001") {
		t.Errorf("status of a fresh database doesn't name 0001:\n%s", fresh)
	}
	migrate("up")
	applied := migrate("status")
	if applied == fresh {
		t.Errorf("status says the same before and after:\n%s", applied)
	}
	migrate("up")
	if again := migrate("status"); again != applied {
		t.Errorf("a second up changed the status to\n%s", again)
	}
	api := connect(t, s, start(t, s, env))
	user := api.user(t)
	api.signal(t, syscall.SIGKILL)
	<-api.ended
	for range strings.Count(fresh, "\n") {
		migrate("down")
	}
	if down := migrate("status"); down != fresh {
		t.Errorf("down to nothing, the status is\n%s\nwant\n%s", down, fresh)
	}
	env["MIGRATE_ON_START"] = "true"
	api = connect(t, s, start(t, s, env))
	api.send(t, get(user.path)).problem(t, 404, "not_found")
	api.user(t)
}

// migrations starts many processes at once on one fresh database.
func migrations(t *testing.T, s Service) {
	if s.Store == Memory {
		t.Skip("there is no database to share")
	}
	env := map[string]string{"DATABASE_URL": s.database(t)}
	var all []*process
	for range 10 {
		all = append(all, spawn(t, s, freeAddress(t), env))
	}
	var made []made
	for _, p := range all {
		p.waitFor(t, "/readyz", http.StatusOK)
		made = append(made, connect(t, s, p).user(t))
	}
	for _, p := range all {
		api := connect(t, s, p)
		for _, user := range made {
			if got := api.read(t, user.path); got.body != user.body || got.etag != user.etag {
				t.Errorf("one process made %s, another reads %s", user.body, got.body)
			}
		}
		if got := walk(t, api, "3", func(int) {}); !slices.IsSorted(got) || len(got) != len(made) {
			t.Errorf("%d rows, want %d", len(got), len(made))
		}
	}
}

func documentation(t *testing.T, a *api) {
	if !a.Docs {
		a.send(t, get("/docs")).problem(t, 404, "route_not_found")
		return
	}
	got := a.send(t, get("/docs"))
	got.want(t, http.StatusOK)
	if kind := got.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		t.Errorf("Content-Type is %q", kind)
	}
	shown := got.body
	assets := assetsOf(got.body)
	if len(assets) == 0 {
		t.Errorf("the page has no assets:\n%s", got.body)
	}
	for _, asset := range assets {
		if strings.Contains(asset, "//") {
			t.Errorf("%s comes from elsewhere", asset)
			continue
		}
		if !strings.HasPrefix(asset, "/") {
			asset = "/" + asset // the page is at /docs, so its folder is the root
		}
		t.Run(asset, func(t *testing.T) {
			got := a.send(t, get(asset))
			got.want(t, http.StatusOK)
			shown += got.body
			if got.body == "" || got.header.Get("Content-Type") == "" || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%d bytes with %v", len(got.body), got.header)
			}
		})
	}
	if !strings.Contains(shown, "openapi.yaml") {
		t.Errorf("neither the page nor an asset names the document:\n%s", got.body)
	}
	a.send(t, get("/docs/nothing.js")).want(t, http.StatusNotFound)
}

// assetsOf returns the values of src and href in a page.
func assetsOf(page string) []string {
	var assets []string
	for _, attribute := range []string{`src="`, `href="`} {
		for n, part := range strings.Split(page, attribute) {
			if value, _, ok := strings.Cut(part, `"`); n > 0 && ok && !strings.HasPrefix(value, "data:") && value != "" {
				assets = append(assets, value)
			}
		}
	}
	return assets
}

// logLines checks what is logged of requests, and what never is.
func logLines(t *testing.T, a *api) {
	id := unique("log-%d-" + fmt.Sprint(os.Getpid()))
	user := a.user(t)
	sent := []request{
		get(user.path + "?token=" + secret), get("/nothing/" + nobody), patched(user.path, object{"name": secret}.String()),
		post("/v1/users", object{"email": secret, "name": secret}.String()), post("/v1/users", `{"email":`+secret),
		{method: "FOO", path: "/v1/users"},
	}
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for n, r := range sent {
		r = r.with("X-Request-ID", fmt.Sprint(id, "-", n)).with("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
		a.send(t, r.with("Authorization", "Bearer "+secret).with("Cookie", "session="+secret))
	}
	for n, r := range sent {
		var lines []string
		eventually(t, func() bool {
			lines = linesWith(a.output.String(), fmt.Sprintf(`"%s-%d"`, id, n))
			return len(lines) > 0
		}, func() {})
		if len(lines) != 1 {
			t.Errorf("%s: %d lines in the log, want 1", r, len(lines))
			continue
		}
		for _, word := range []string{`"` + r.method + `"`, "127.0.0.1", `"trace_id":"` + trace + `"`} {
			if !strings.Contains(lines[0], word) {
				t.Errorf("%s: no %s in %s", r, word, lines[0])
			}
		}
	}
	if lines := linesWith(a.output.String(), id+"-0"); len(lines) == 1 && !strings.Contains(lines[0], "/v1/users/{id}") {
		t.Errorf("no route pattern in %s", lines[0])
	}
	if strings.Contains(a.output.String(), secret) {
		t.Errorf("a secret in the log:\n%s", strings.Join(linesWith(a.output.String(), secret), "\n"))
	}
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
