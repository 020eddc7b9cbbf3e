package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/imports"
)

// recipe matches a code block in AGENTS.md. Its first line names the file to which the
// code belongs and, unless it goes at the end, the declaration.
var recipe = regexp.MustCompile("(?ms)^```(?:go|sql) (\\S+)(?: (\\S+))?\\n(.*?)^```$")

// TestRecipes follows every recipe in AGENTS.md, in one service for each framework. The
// service must still build and pass its tests.
func TestRecipes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and tests services, which takes minutes")
	}
	w := newWorld(t)
	for framework, database := range map[string]string{"chi": "sqlite", "echo": "postgres", "gin": "memory", "fiber": "sqlite"} {
		t.Run(framework, func(t *testing.T) {
			if database == "postgres" && w.server == nil {
				t.Skip("PostgreSQL isn't installed")
			}
			values := answers(framework, database)
			values["features"] = []string{"docs", "metrics", "tracing"}
			g := w.generate(t, service{values: values, resources: []string{"booking room:string:unique starts_on:date ends_on:date", "user name:string"}})
			guide, err := os.ReadFile(filepath.Join(g.dir, "AGENTS.md"))
			if err != nil {
				t.Fatal(err)
			}
			found := recipe.FindAllStringSubmatch(string(guide), -1)
			if len(found) < 10 {
				t.Fatalf("AGENTS.md has %d recipes", len(found))
			}
			touched := map[string]bool{}
			for _, block := range found {
				file := filepath.Join(g.dir, filepath.FromSlash(block[1]))
				follow(t, file, block[2], block[3])
				touched[file] = true
			}
			addRow(t, filepath.Join(g.dir, "README.md"), "| `RATES_URL` | `https://rates.example.com` | where rates come from |")
			documentRoute(t, g.dir)
			t.Chdir(g.dir) // so that the service's own packages are found
			connect(t, g.dir)
			for file := range touched {
				if strings.HasSuffix(file, ".go") {
					fixImports(t, file)
				}
			}
			run(t, g.dir, nil, "go", "mod", "tidy")
			run(t, g.dir, nil, "make", "fmt")
			w.check(t, g, false)
		})
	}
}

// follow adds code to a file: it creates a new file, or inserts the code at the end of
// the file or of a declaration.
func follow(t *testing.T, file, declaration, code string) {
	t.Helper()
	data, err := os.ReadFile(file)
	text := string(data)
	switch {
	case os.IsNotExist(err):
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		text = code
	case err != nil:
		t.Fatal(err)
	case declaration == "" && strings.Contains(code, ") routes("):
		before, _, _ := strings.Cut(text, "// routes ")
		text = before + code
	case declaration == "":
		text += "\n" + code
	default:
		text = inDeclaration(t, file, text, declaration, code)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inDeclaration inserts code at the end of a type, before the last return of a function,
// or before the default of a switch.
func inDeclaration(t *testing.T, file, text, declaration, code string) string {
	t.Helper()
	if declaration == "switch" {
		at := strings.LastIndex(text, "\tdefault:")
		return text[:at] + code + text[at:]
	}
	start := regexp.MustCompile(`(?m)^(type ` + declaration + ` |func (\(.*?\) )?` + declaration + `\()`).FindStringIndex(text)
	if start == nil {
		t.Fatalf("%s has no %s", file, declaration)
	}
	end := start[0] + strings.Index(text[start[0]:], "\n}\n") + 1
	if strings.HasPrefix(text[start[0]:], "func") {
		end = start[0] + strings.LastIndex(text[start[0]:end], "\treturn ")
	}
	return text[:end] + code + text[end:]
}

func addRow(t *testing.T, file, row string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "| `LOG_FORMAT`", row+"\n| `LOG_FORMAT`", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// connect makes the changes that the recipes describe in words: it counts creations, adds
// the middleware to the router's list, and starts the job.
func connect(t *testing.T, dir string) {
	t.Helper()
	internal := filepath.Join(dir, "internal")
	edit(t, filepath.Join(internal, "booking", "service.go"), "\treturn item, s.Repository.Create(", "\tcreated.Inc()\n\treturn item, s.Repository.Create(")
	edit(t, filepath.Join(internal, "server", "router.go"), "\t\ts.identify,\n", "\t\ts.identify,\n\t\tnoStore,\n")
	program := filepath.Join(dir, "cmd", "hello", "main.go")
	edit(t, program, "\tsrv := server.New(", "\tgo cleanup.Run(ctx, store, log)\n\tsrv := server.New(")
	fixImports(t, program)
}

// documentRoute adds the recipe's route to the OpenAPI document.
func documentRoute(t *testing.T, dir string) {
	t.Helper()
	file := filepath.Join(dir, "internal", "httpapi", "openapi.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const operation = `  /v1/newest-booking:
    get:
      operationId: newestBooking
      summary: Get the newest booking
      tags: [operations]
      responses:
        default: {description: The newest booking}
  /healthz:
`
	text := strings.Replace(string(data), "  /healthz:\n", operation, 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fixImports adds missing imports to a file. Of two packages named uuid, the service uses
// the one that its module requires.
func fixImports(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if strings.Contains(text, "uuid.UUID") && !strings.Contains(text, "google/uuid") {
		text = regexp.MustCompile(`(?m)^package .*\n`).ReplaceAllString(text, "$0\nimport \"github.com/google/uuid\"\n")
	}
	fixed, err := imports.Process(file, []byte(text), nil)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if err := os.WriteFile(file, fixed, 0o600); err != nil {
		t.Fatal(err)
	}
}
