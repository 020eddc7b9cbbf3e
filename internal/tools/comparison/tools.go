package main

import (
	"bytes"
	"embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed inputs
var inputs embed.FS

// tool is a tool to measure. Its commands are scripts for sh.
type tool struct {
	name, pkg, version string            // newsvc is built from this repository, and so has no package
	outside            bool              // generate runs next to the folder of the service and makes it
	input              map[string]string // a file that the user writes, and its template
	prepare            string            // what the user does once before, in the folder of the service
	generate           string
	change             string // adds a field to the resource after input was changed
	serve              string // starts the program; $PORT is its port
	list               string // the path of the list of users, or a GraphQL query
	from               string // what it starts from
}

const newModule = "go mod init example.com/shop"

// template of gonew: a module with the service that newsvc generates.
const templateModule, templateVersion = "example.com/template", "v1.0.0"

// tools are measured in this order. The versions are the newest that were available.
var tools = []tool{
	{
		name: "newsvc", from: "options and fields", outside: true,
		generate: "newsvc init shop --yes --no-git --module example.com/shop -r 'user name:string email:email:unique'",
		change:   "newsvc add field user nickname:string:optional",
		serve:    "go build -o service ./cmd/shop && HTTP_ADDR=127.0.0.1:$PORT ADMIN_ADDR= exec ./service",
		list:     "/v1/users",
	},
	{
		name: "gonew", pkg: "golang.org/x/tools/cmd/gonew", version: "v0.52.0", from: "any Go module", outside: true,
		generate: "gonew " + templateModule + "@" + templateVersion + " example.com/shop shop",
		serve:    "go build -o service ./cmd/template && HTTP_ADDR=127.0.0.1:$PORT ADMIN_ADDR= exec ./service",
		list:     "/v1/users",
	},
	{
		name: "goa", pkg: "goa.design/goa/v3/cmd/goa", version: "v3.25.3", from: "a design in Go",
		input:    map[string]string{"design/design.go": "design.go.tmpl"},
		prepare:  newModule + " && go get goa.design/goa/v3@v3.25.3",
		generate: "goa gen example.com/shop/design && goa example example.com/shop/design",
		change:   "goa gen example.com/shop/design && goa example example.com/shop/design",
		serve:    "go build -o service ./cmd/shop && exec ./service -http-port $PORT",
		list:     "/v1/users",
	},
	{
		name: "ogen", pkg: "github.com/ogen-go/ogen/cmd/ogen", version: "v1.25.0", from: "an OpenAPI document",
		input:    map[string]string{"openapi.yaml": "openapi.yaml.tmpl"},
		prepare:  newModule,
		generate: "ogen --target api --package api --clean openapi.yaml",
		change:   "ogen --target api --package api --clean openapi.yaml",
	},
	{
		name: "oapi-codegen", pkg: "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen", version: "v2.8.2", from: "an OpenAPI document",
		input:    map[string]string{"openapi.yaml": "openapi.yaml.tmpl"},
		prepare:  newModule + " && mkdir api",
		generate: "oapi-codegen -package api -generate types,std-http,strict-server -o api/api.gen.go openapi.yaml",
		change:   "oapi-codegen -package api -generate types,std-http,strict-server -o api/api.gen.go openapi.yaml",
	},
	{
		name: "go-swagger", pkg: "github.com/go-swagger/go-swagger/cmd/swagger", version: "v0.36.7", from: "a Swagger 2 document",
		input:    map[string]string{"swagger.yaml": "swagger.yaml.tmpl"},
		prepare:  newModule,
		generate: "swagger -q generate server -A shop -f swagger.yaml",
		change:   "swagger -q generate server -A shop -f swagger.yaml",
		serve:    "go build -o service ./cmd/shop-server && exec ./service --port $PORT",
		list:     "/v1/users",
	},
	{
		name: "gqlgen", pkg: "github.com/99designs/gqlgen", version: "v0.17.98", from: "a GraphQL schema",
		input:    map[string]string{"users.graphqls": "schema.graphqls.tmpl"},
		prepare:  newModule + " && go get -tool github.com/99designs/gqlgen@v0.17.98",
		generate: "gqlgen init && cp users.graphqls graph/schema.graphqls && gqlgen generate",
		change:   "cp users.graphqls graph/schema.graphqls && gqlgen generate",
		serve:    "go build -o service . && exec ./service",
		list:     "{users{name}}",
	},
}

// writeInput writes the files that the user writes, before or after the change.
func (t tool) writeInput(dir string, changed bool) error {
	for path, name := range t.input {
		source, err := template.ParseFS(inputs, "inputs/"+name)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := source.Execute(&b, map[string]bool{"Changed": changed}); err != nil {
			return err
		}
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// isQuery reports whether the list of users is a GraphQL query.
func (t tool) isQuery() bool {
	return strings.HasPrefix(t.list, "{")
}
