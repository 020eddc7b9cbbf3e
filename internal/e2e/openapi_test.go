package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/newsvc/newsvc/internal/contract"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/spec"
)

// The generators of Go clients, and the runtime of their code.
const (
	ogen        = "github.com/ogen-go/ogen@v1.25.0"
	oapiCodegen = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"
	oapiRuntime = "github.com/oapi-codegen/runtime@v1.9.0"
)

// npmOpenAPI lists npm's tools for OpenAPI documents.
var npmOpenAPI = []string{"openapi-typescript@7.13.0", "typescript@5.9.3", "@stoplight/spectral-cli@6.16.3", "@redocly/cli@2.77.0", "@stoplight/prism-cli@5.14.2"}

// documented returns resources with fields of every type, and with names that the
// document itself could use.
func documented() []string {
	var types, optional []string
	for _, field := range everyType {
		types = append(types, "a_"+strings.Replace(field, "-9223372036854775808", "-9007199254740991", 1)) // Prism is JavaScript.
	}
	optional = every("b_", ":optional")
	required := every("c_", "")
	return []string{
		"everything " + strings.Join(slices.Concat(types, optional, required), " ") + " mine:string:unique level:int:min=-5:max=5:index self:ref=everything:optional",
		"limit name:string", "cursor name:string limit:ref=limit:optional", "not_found name:string", "customer_page name:string", "customer name:string", "problem name:string", "id_list name:string",
	}
}

// TestOpenAPI checks a service's document with the tools that its clients use.
func TestOpenAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("generates clients and installs npm packages, which takes minutes")
	}
	g := newWorld(t).generate(t, service{values: answers("chi", contract.SQLite), resources: documented()})
	run(t, g.dir, nil, "make", "build")
	running := contract.StartWith(t, g.contract, nil)
	url := "http://" + running.Address()
	_, document := running.Do(t, http.MethodGet, "/openapi.yaml", "")
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	write(t, file, document)
	operations := operationsOf(t, document, answersOf(t, g.dir))
	t.Run("Go clients", func(t *testing.T) { goClients(t, file, url, operations) })
	t.Run("npm", func(t *testing.T) {
		tools := npmInstall(t, npmOpenAPI...)
		t.Run("openapi-typescript", func(t *testing.T) { typescript(t, tools, file) })
		t.Run("spectral", func(t *testing.T) { spectral(t, tools, file) })
		t.Run("redocly", func(t *testing.T) { redocly(t, tools, file) })
		t.Run("prism", func(t *testing.T) { prism(t, tools, file, url, operations) })
	})
}

// operations has the operations of a resource, in the form that testdata/clients reads.
type operations struct {
	Path                              string
	Create, Get, List, Update, Delete string
	Bodies                            []json.RawMessage
	Patch                             json.RawMessage
	Edges                             []json.RawMessage `json:"-"` // bodies that may or may not be valid
}

// operationsOf returns the operations of each resource with the bodies to send.
func operationsOf(t *testing.T, document string, answers spec.Answers) []operations {
	t.Helper()
	var parsed struct {
		Paths map[string]map[string]yaml.Node
	}
	if err := yaml.Unmarshal([]byte(document), &parsed); err != nil {
		t.Fatal(err)
	}
	name := func(path, method string) string {
		var operation struct {
			ID string `yaml:"operationId"`
		}
		node := parsed.Paths[path][method]
		if err := node.Decode(&operation); err != nil || operation.ID == "" {
			t.Fatalf("%s %s has no operationId: %v", method, path, err)
		}
		return strings.ToUpper(operation.ID[:1]) + operation.ID[1:]
	}
	var all []operations
	for _, r := range answers.Resources {
		path := collection(r)
		one := path + "/{id}"
		whole, least := bodyOf(r, 1, nil, true, true), bodyOf(r, 2, nil, false, false)
		all = append(all, operations{
			Path: path, Create: name(path, "post"), List: name(path, "get"), Get: name(one, "get"), Update: name(one, "patch"), Delete: name(one, "delete"),
			Bodies: []json.RawMessage{json.RawMessage(documentable(r, whole).String()), json.RawMessage(documentable(r, least).String())},
			Patch:  json.RawMessage(documentable(r, bodyOf(r, 3, nil, true, true)).String()),
			Edges:  edgesOf(r),
		})
	}
	return all
}

// edgesOf returns bodies with a value that the service and the schema might treat
// differently: blank text, an email address or a URL.
func edgesOf(r resource.Resource) []json.RawMessage {
	values := map[resource.Type][]string{
		resource.String: {"\ufeff", "\u0085", "\u180e", "\u200b", "\u00a0", " x ", strings.Repeat("\U0001F600", 255), strings.Repeat("\U0001F600", 256)},
		resource.Email:  {"ü@example.com", "a@exämple.com", "A+b@EXAMPLE.com"},
		resource.URL:    {"https://exämple.com/", "https://example.com/ä", "http://[::1]:80/", "mailto:a@example.com", "https://example.com/a b", "s3://bucket/key"},
	}
	var edges []json.RawMessage
	for _, f := range r.Fields {
		if f.Optional || f.Default != nil {
			continue
		}
		for i, value := range values[f.Type] {
			body := documentable(r, bodyOf(r, 10+i, nil, false, false))
			body[f.Key()] = quoted(value)
			edges = append(edges, json.RawMessage(body.String()))
		}
	}
	return edges
}

// documentable replaces values that some clients can't represent.
func documentable(r resource.Resource, body row) row {
	for _, f := range r.Fields {
		if _, ok := body[f.Key()]; !ok {
			continue
		}
		switch f.Type {
		case resource.URL: // Go's net/url writes some characters differently.
			body[f.Key()] = quoted("https://example.com:8080/a/b?c=d#e")
		case resource.BigInt: // Prism is JavaScript.
			body[f.Key()] = "9007199254740991"
		case resource.JSON: // reflect.DeepEqual compares floats.
			body[f.Key()] = `{"n":[1,1.5],"":null,"b":"it's","a":{}}`
		}
	}
	return body
}

// goClients generates clients and runs every operation with each.
func goClients(t *testing.T, file, url string, all []operations) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com/clients\n\ngo 1.26.0\n")
	for _, folder := range []string{"oapi", "ogenapi", "shared", "ogen", "oapicodegen"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path, version, _ := strings.Cut(ogen, "@")
	run(t, dir, nil, "go", "run", path+"/cmd/ogen@"+version, "--target", "ogenapi", "--package", "ogenapi", "--clean", file)
	run(t, dir, nil, "go", "run", oapiCodegen, "-generate", "types,client", "-package", "oapi", "-o", filepath.Join("oapi", "oapi.go"), file)
	for _, name := range []string{"shared", "ogen", "oapicodegen"} {
		write(t, filepath.Join(dir, name, "main.go"), read(t, filepath.Join("testdata", "clients", name+".go")))
	}
	var patches strings.Builder
	patches.WriteString("package main\n\nimport \"example.com/clients/ogenapi\"\n\nvar patches = map[string]func() any{\n")
	for _, o := range all {
		fmt.Fprintf(&patches, "\t%q: func() any { return new(ogenapi.%sApplicationMergePatchJSON) },\n", o.Update, o.Update)
	}
	write(t, filepath.Join(dir, "ogen", "patches.go"), patches.String()+"}\n")
	run(t, dir, nil, "go", "get", ogen, oapiRuntime)
	run(t, dir, nil, "go", "mod", "tidy")
	input, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ogen", "oapicodegen"} {
		t.Run(name, func(t *testing.T) {
			run(t, dir, nil, "go", "build", "-o", name+".exe", "./"+name)
			cmd := exec.CommandContext(t.Context(), filepath.Join(dir, name+".exe"), url)
			cmd.Stdin = strings.NewReader(string(input))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func typescript(t *testing.T, tools npmTools, file string) {
	generated := filepath.Join(t.TempDir(), "openapi.ts")
	run(t, tools.dir, nil, tools.program("openapi-typescript"), file, "--default-non-nullable=false", "-o", generated)
	run(t, tools.dir, nil, tools.program("tsc"), "--noEmit", "--strict", generated)
}

func spectral(t *testing.T, tools npmTools, file string) {
	rules := filepath.Join(t.TempDir(), "rules.yaml")
	write(t, rules, "extends: [\"spectral:oas\"]\n")
	if out, err := output(t, tools.dir, nil, tools.program("spectral"), "lint", "--ruleset", rules, "--fail-severity=hint", file); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func redocly(t *testing.T, tools npmTools, file string) {
	quiet := []string{"REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true"}
	out, err := output(t, tools.dir, quiet, tools.program("redocly"), "lint", "--extends=recommended", "--format=github-actions", file)
	if err != nil || strings.Contains(string(out), "::warning") || strings.Contains(string(out), "::error") {
		t.Errorf("%v\n%s", err, out)
	}
}
