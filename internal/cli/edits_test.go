package cli_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/cli"
	"github.com/newsvc/newsvc/internal/system"
)

// editedService is a service of the built-in pack that a user edits.
type editedService struct {
	t         *testing.T
	framework string
	dir       string
}

// edit is one edit of a user.
type edit struct {
	what string
	path string // the file that it changes
	make func(h *editedService, path string)
}

// edits are typical edits, all to one service. Most change one file each, so that
// the fate of the file is the fate of the edit.
var edits = []edit{
	{"a handler renamed", "internal/server/user.go", func(h *editedService, path string) {
		h.replace(path, `\.listUsers\b`, ".allUsers")
		h.replace(path, `\) listUsers\(`, ") allUsers(")
	}},
	{"a route in the place for one's own", "internal/server/routes.go", func(h *editedService, path string) {
		h.write(path, ownRoutes[h.framework])
	}},
	{"a route in the router, after those of the resources", "internal/server/router.go", func(h *editedService, path string) {
		h.replace(path, mountOwn, "${1}"+ownRoute[h.framework]+"\n${0}")
	}},
	{"that route described", "internal/httpapi/openapi.yaml", describeHook},
	{"the listener for operators deleted, and its lines in main", "internal/telemetry/admin.go", func(h *editedService, path string) {
		h.remove(path)
		h.replace("cmd/shop/main.go", `(?s)\n\tif cfg\.AdminAddr.*?\n\t\}`, "")
	}},
	{"a generated test deleted", "cmd/shop/main_test.go", (*editedService).remove},
	{"the linter's configuration changed", ".golangci.yml", func(h *editedService, path string) {
		h.replace(path, `(?m)^    - gosec$`, "${0}\n    - misspell")
		h.replace(path, `(?m)^    sloglint:$`, "    revive:\n      confidence: 0.9\n${0}")
	}},
	{"fields reordered, and those of their JSON", "internal/user/user.go", func(h *editedService, path string) {
		h.replace(path, `(?m)^(\tEmail +string\n)(\tName +string\n)`, "${2}${1}")
		h.replace("internal/httpapi/user.go", `(?m)^(\tEmail +string .*\n)(\tName +string .*\n)`, "${2}${1}")
	}},
	{"a field's rule edited in the domain", "internal/order/order.go", func(h *editedService, path string) {
		h.replace(path, `rule\.Text\(f\.Number, 255\)`, "rule.Text(f.Number, 40)")
	}},
	{"a method added to the domain's service", "internal/user/service.go", func(h *editedService, path string) {
		h.append(path, "\n// Ping does nothing.\nfunc (s *Service) Ping() {}\n")
	}},
	{"a dependency added and another upgraded", "go.mod", func(h *editedService, path string) {
		h.replace(path, `(\tgithub\.com/google/uuid) v\S+`, "${1} v1.6.1\n\tgithub.com/robfig/cron/v3 v3.0.1")
	}},
	{"go.sum with them", "go.sum", func(h *editedService, path string) {
		h.append(path, "github.com/robfig/cron/v3 v3.0.1 h1:WdRxkvbJztn8LMz/QEvLN5sBU+xKpSqwwUO1Pjr4qDs=\n")
	}},
	{"the README's first lines rewritten, and a chapter added", "README.md", func(h *editedService, path string) {
		h.replace(path, `A service with a JSON API over HTTP\.`, "Takes the shop's orders. Ask #shop before a release.")
		h.append(path, "\n## On call\n\nRing twice.\n")
	}},
	{"a sample value of the tests changed", "internal/store/storetest/user.go", func(h *editedService, path string) {
		h.replace(path, `someone%d@example\.com`, "customer%d@example.com")
	}},
	{"a test added to a generated one", "internal/server/api_test.go", func(h *editedService, path string) {
		h.append(path, "\nfunc TestNothing(t *testing.T) {}\n")
	}},
	{"a file moved", "internal/httpapi/order.go", func(h *editedService, path string) {
		h.move(path, "internal/httpapi/orders.go")
	}},
	{"the file where it is now, edited", "internal/httpapi/orders.go", func(h *editedService, path string) {
		h.replace(path, `// OrderFields is `, "// OrderFields, for the app, is ")
	}},
	{"a target added to the Makefile", "Makefile", func(h *editedService, path string) {
		h.append(path, "\n.PHONY: seed\nseed: ## fill the database\n\tgo run ./cmd/seed\n")
	}},
	{"a line added to what git ignores", ".gitignore", func(h *editedService, path string) { h.append(path, "/tmp/\n") }},
	{"a line added to what the image's build ignores", ".dockerignore", func(h *editedService, path string) { h.append(path, "tmp\n") }},
	{"a query added to a store", "internal/store/memory/user.go", func(h *editedService, path string) {
		h.append(path, "\n// Ping does nothing.\nfunc (r users) Ping() {}\n")
	}},
}

// mountOwn matches the router's line that mounts the user's own routes.
const mountOwn = `(?m)^(\t+)(r\.Group\(s\.routes\)|s\.routes\().*\n`

// ownRoute is a route as a user adds it to the router.
var ownRoute = map[string]string{
	"chi":   `r.Post("/hooks", s.handle(s.takeHook))`,
	"echo":  `e.POST("/hooks", func(c *echo.Context) error { return c.NoContent(204) })`,
	"fiber": `r.Post("/hooks", func(c fiber.Ctx) error { return c.SendStatus(fiber.StatusNoContent) })`,
	"gin":   `r.POST("/hooks", func(c *gin.Context) { c.Status(204) })`,
}

// ownRoutes is the file for the user's own routes, with one route.
var ownRoutes = map[string]string{
	"chi":   "package server\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/go-chi/chi/v5\"\n)\n\nfunc (s *Server) routes(r chi.Router) {\n\tr.Get(\"/ping\", s.handle(s.takeHook))\n}\n\nfunc (*Server) takeHook(w http.ResponseWriter, _ *http.Request) error {\n\tw.WriteHeader(http.StatusNoContent)\n\treturn nil\n}\n",
	"echo":  "package server\n\nimport \"github.com/labstack/echo/v5\"\n\nfunc (*Server) routes(g *echo.Group) {\n\tg.GET(\"/ping\", func(c *echo.Context) error { return c.NoContent(204) })\n}\n",
	"fiber": "package server\n\nimport \"github.com/gofiber/fiber/v3\"\n\nfunc (*Server) routes(r fiber.Router) {\n\tr.Get(\"/ping\", func(c fiber.Ctx) error { return c.SendStatus(fiber.StatusNoContent) })\n}\n",
	"gin":   "package server\n\nimport \"github.com/gin-gonic/gin\"\n\nfunc (*Server) routes(r *gin.RouterGroup) {\n\tr.GET(\"/ping\", func(c *gin.Context) { c.Status(204) })\n}\n",
}

func describeHook(h *editedService, path string) {
	h.replace(path, `(?m)^components:$`, "  /hooks:\n    post:\n      operationId: takeHook\n      responses:\n        '204': {$$ref: '#/components/responses/Deleted'}\n${0}")
}

// startShop makes a service of two resources with everything at its default.
func startShop(t *testing.T, framework string) *editedService {
	t.Helper()
	h := &editedService{t: t, framework: framework, dir: filepath.Join(t.TempDir(), "shop")}
	t.Chdir(filepath.Dir(h.dir))
	code, _, errs := h.run("init", "shop", "--yes", "--no-git", "--module", "example.com/shop", "--framework", framework,
		"-r", "user email:email:unique name:string phone:string:optional city:string:optional", "-r", "order number:string:unique note:text:optional buyer:ref=user")
	if code != 0 {
		t.Fatal(errs)
	}
	t.Chdir(h.dir)
	return h
}

func (h *editedService) run(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = cli.Main(context.Background(), args, cli.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, system.Current())
	return code, stdout.String(), stderr.String()
}

func (h *editedService) name(path string) string {
	return filepath.Join(h.dir, filepath.FromSlash(path))
}

// read returns a file's text.
func (h *editedService) read(path string) string {
	h.t.Helper()
	data, err := os.ReadFile(h.name(path))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(data)
}

func (h *editedService) write(path, text string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.name(path)), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.name(path), []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

func (h *editedService) append(path, text string) {
	h.t.Helper()
	h.write(path, h.read(path)+text)
}

// replace edits what matches in a file. Something has to match.
func (h *editedService) replace(path, pattern, by string) {
	h.t.Helper()
	before := h.read(path)
	match := regexp.MustCompile(pattern)
	if !match.MatchString(before) {
		h.t.Fatalf("%s of a service on %s has no %q for the test to edit any more:\n%s", path, h.framework, pattern, before)
	}
	h.write(path, match.ReplaceAllString(before, by))
}

func (h *editedService) remove(path string) {
	h.t.Helper()
	if err := os.Remove(h.name(path)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *editedService) move(from, to string) {
	h.t.Helper()
	if err := os.Rename(h.name(from), h.name(to)); err != nil {
		h.t.Fatal(err)
	}
}

// TestAdd_AfterOwnRoutes adds resources to a service with the user's own routes,
// wherever they are. This is what most users do first, so it never conflicts.
func TestAdd_AfterOwnRoutes(t *testing.T) {
	for framework, route := range ownRoute {
		t.Run(framework, func(t *testing.T) {
			h := startShop(t, framework)
			const router = "internal/server/router.go"
			h.write("internal/server/routes.go", ownRoutes[framework])
			h.replace(router, `(?m)^(\t+)[re]\.(Get|GET)\("/readyz".*\n`, "${0}${1}"+route+"\n")
			h.replace(router, mountOwn, "${1}"+route+"\n${0}${1}"+route+"\n")
			describeHook(h, "internal/httpapi/openapi.yaml")
			for _, name := range []string{"alpha", "post", "zebra"} { // before, between and after those there are
				if code, out, errs := h.run("add", "resource", name, "title:string", "by:ref=user:optional"); code != 0 {
					t.Fatalf("exit code %d:\n%s%s", code, out, errs)
				}
			}
		})
	}
}

func TestHandEdits_BuildAfterChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds services")
	}
	for framework := range ownRoute {
		t.Run(framework, func(t *testing.T) {
			h := startShop(t, framework)
			for _, e := range edits {
				if e.path != "go.mod" && e.path != "go.sum" { // modules that aren't used
					e.make(h, e.path)
				}
			}
			for _, command := range [][]string{
				{"add", "resource", "post", "title:string", "author:ref=user"},
				{"add", "field", "user", "nickname:string:optional"},
				{"add", "field", "order", "paid:bool:default=false"},
				{"set", "features-=docs,metrics", "database=postgres", "--no-verify"},
			} {
				if code, out, errs := h.run(command...); code != 0 {
					t.Fatalf("%v: exit code %d:\n%s%s", command, code, out, errs)
				}
			}
			vet := exec.CommandContext(t.Context(), "go", "vet", "./...")
			vet.Dir = h.dir
			if out, err := vet.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
