package cli_test

// firstEdits are the edits of the test of hand edits in the commit of the pack in
// testdata/generations, to a service of that pack. Its paths and its code are those
// of that time.
var firstEdits = []edit{
	{"a handler renamed", "internal/server/user_routes.go", func(h *editedService, path string) {
		h.replace(path, `\.list\b`, ".listAll")
		h.replace(path, `\) list\(`, ") listAll(")
	}},
	{"a route in the place for one's own", "internal/server/routes.go", func(h *editedService, path string) {
		h.write(path, firstOwnRoutes[h.framework])
	}},
	{"a route in the router, after those of the resources", "internal/server/router.go", func(h *editedService, path string) {
		h.replace(path, `(?m)^(\t+)s\.mountOwn`, "${1}"+firstOwnRoute[h.framework]+"\n${0}")
	}},
	{"that route described", "internal/httpapi/openapi.yaml", describeHook},
	{"the docs page's code deleted, and its line in the router", "internal/server/docs.go", func(h *editedService, path string) {
		h.remove(path)
		h.replace("internal/server/router.go", `\n\ts\.mountDocs.*`, "")
	}},
	{"the docs page's test deleted", "internal/server/docs_test.go", (*editedService).remove},
	{"the linter's configuration changed", ".golangci.yml", func(h *editedService, path string) {
		h.replace(path, `(?m)^    - gosec$`, "${0}\n    - misspell")
		h.replace(path, `(?m)^    sloglint:$`, "    revive:\n      confidence: 0.9\n${0}")
	}},
	{"fields reordered", "internal/user/user.go", func(h *editedService, path string) {
		h.replace(path, `(?m)^(\tEmail +string\n)(\tName +string\n)`, "${2}${1}")
	}},
	{"a field's rule edited in the domain", "internal/order/order.go", func(h *editedService, path string) {
		h.replace(path, `rule\.MaxLength\(255\)`, "rule.MaxLength(40)")
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
		h.replace(path, `A service over HTTP\.`, "Takes the shop's orders. Ask #shop before a release.")
		h.append(path, "\n## On call\n\nRing twice.\n")
	}},
	{"a generated test changed", "internal/user/service_test.go", func(h *editedService, path string) {
		h.replace(path, `isn't a UUIDv7`, "isn't one of ours")
	}},
	{"a test added to a generated one", "internal/order/service_test.go", func(h *editedService, path string) {
		h.append(path, "\nfunc TestNothing(t *testing.T) {}\n")
	}},
	{"a file moved", "internal/httpapi/order_json.go", func(h *editedService, path string) {
		h.move(path, "internal/httpapi/orders.go")
	}},
	{"a file moved, and edited where it is now", "internal/httpapi/user_json.go", func(h *editedService, path string) {
		h.move(path, "internal/httpapi/users.go")
		h.replace("internal/httpapi/users.go", `// UserWire is `, "// UserWire, for the app, is ")
	}},
	{"a target added to the Makefile", "Makefile", func(h *editedService, path string) {
		h.append(path, "\n.PHONY: seed\nseed: ## fill the database\n\tgo run ./cmd/seed\n")
	}},
	{"a line added to what git ignores", ".gitignore", func(h *editedService, path string) { h.append(path, "/tmp/\n") }},
	{"a line added to what the image's build ignores", ".dockerignore", func(h *editedService, path string) { h.append(path, "tmp\n") }},
	{"a query added to a store", "internal/store/memory/user_repository.go", func(h *editedService, path string) {
		h.append(path, "\n// Ping does nothing.\nfunc (r userRepository) Ping() {}\n")
	}},
}

// firstOwnRoute is a route as a user adds it to the router.
var firstOwnRoute = map[string]string{
	"chi":   `r.Post("/hooks", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })`,
	"echo":  `g.POST("/hooks", func(c *echo.Context) error { return c.NoContent(204) })`,
	"fiber": `r.Post("/hooks", func(c fiber.Ctx) error { return c.SendStatus(fiber.StatusNoContent) })`,
	"gin":   `r.POST("/hooks", func(c *gin.Context) { c.Status(http.StatusNoContent) })`,
}

// firstOwnRoutes is the file for the user's own routes, with one route.
var firstOwnRoutes = map[string]string{
	"chi":   "package server\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/go-chi/chi/v5\"\n)\n\nfunc (*Server) mountOwn(r chi.Router, _ Services) {\n\tr.Get(\"/ping\", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })\n}\n",
	"echo":  "package server\n\nimport \"github.com/labstack/echo/v5\"\n\nfunc (*Server) mountOwn(g *echo.Group, _ Services) {\n\tg.GET(\"/ping\", func(c *echo.Context) error { return c.NoContent(204) })\n}\n",
	"fiber": "package server\n\nimport \"github.com/gofiber/fiber/v3\"\n\nfunc (*Server) mountOwn(r fiber.Router, _ Services) {\n\tr.Get(\"/ping\", func(c fiber.Ctx) error { return c.SendStatus(fiber.StatusNoContent) })\n}\n",
	"gin":   "package server\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/gin-gonic/gin\"\n)\n\nfunc (*Server) mountOwn(r gin.IRouter, _ Services) {\n\tr.GET(\"/ping\", func(c *gin.Context) { c.Status(http.StatusNoContent) })\n}\n",
}
