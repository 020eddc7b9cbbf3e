package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/newsvc/newsvc/internal/testkit/postgres"
)

//go:embed bare/service
var barePrograms embed.FS

// kind is a service to measure, and the programs to compare it with.
type kind struct {
	framework, database string
	everything          bool     // every feature and jwt, instead of the default options
	service             string   // the binary of the service
	rivals              []string // the binaries that do the same work, as rivalNames has them
	auth                []string // the variables for tokens
	header              string   // the fields that each request needs, with a token
}

// rivalNames are the programs that each service is compared with: the bare framework, and
// a server that ogen generates from the service's document. Both use the service's own
// store and domain.
var rivalNames = []string{"bare", "ogen"}

func (k kind) String() string {
	if k.everything {
		return k.framework + ", " + k.database + ", everything on"
	}
	return k.framework + ", " + k.database
}

// make generates and builds the service and its rivals, in folders of dir.
func (k *kind) make(newsvc, dir string) (err error) {
	own := filepath.Join(dir, "service")
	var options []string
	if k.everything {
		options = []string{"--features", "docs,metrics,tracing,compression,cors,ratelimit", "--auth", "jwt"}
	}
	if k.service, err = k.build(newsvc, own, nil, options...); err != nil {
		return err
	}
	if k.everything {
		if err := k.mint(own); err != nil {
			return err
		}
	}
	bare, err := k.build(newsvc, filepath.Join(dir, "bare"), k.strip, "--features", "")
	if err != nil {
		return err
	}
	ogen, err := k.build(newsvc, filepath.Join(dir, "ogen"), k.generate, "--features", "")
	k.rivals = []string{bare, ogen}
	return err
}

// mint gives the kind a key pair, and its requests a token, by the service's own command.
func (k *kind) mint(dir string) error {
	k.auth = []string{"AUTH_ISSUER=https://issuer.example", "AUTH_AUDIENCE=hello", "AUTH_JWKS_FILE=" + filepath.Join(dir, "keys.json")}
	cmd := exec.Command("go", "run", "./internal/auth/devtoken", "users:read", "users:write")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), k.auth...)
	cmd.Stderr = os.Stderr
	token, err := cmd.Output()
	k.header = "Authorization: Bearer " + strings.TrimSpace(string(token)) + "\r\n"
	return err
}

func (k *kind) build(newsvc, dir string, change func(dir string) error, args ...string) (binary string, err error) {
	args = append([]string{"init", dir, "--yes", "--no-git", "--name", "hello", "--module", "example.com/hello", "-f", k.framework, "-d", k.database}, args...)
	if err := perform(newsvc, args...); err != nil {
		return "", err
	}
	if change != nil {
		if err := change(dir); err != nil {
			return "", err
		}
	}
	if out, err := exec.Command("make", "-C", dir, "build").CombinedOutput(); err != nil {
		return "", fmt.Errorf("make build: %w\n%s", err, out)
	}
	return filepath.Join(dir, "bin", "hello"), nil
}

// strip replaces a service's program by the bare framework's, with the service's
// own store, domain and representations.
func (k *kind) strip(dir string) error { return k.replace(dir, k.framework) }

// generate replaces a service's program by one that serves what ogen generates.
func (k *kind) generate(dir string) error {
	if err := k.replace(dir, "ogen"); err != nil {
		return err
	}
	document := filepath.Join("internal", "httpapi", "openapi.yaml")
	for _, args := range [][]string{
		{"run", ogen + "/cmd/ogen@" + ogenVersion, "--target", "internal/ogenapi", "--package", "ogenapi", document},
		{"get", ogen + "@" + ogenVersion},
		{"mod", "tidy"},
	} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", cmd, err, out)
		}
	}
	return nil
}

const (
	ogen        = "github.com/ogen-go/ogen"
	ogenVersion = "v1.25.0"
)

// replace makes the program out of the files main, that of the store, and the given one.
func (k *kind) replace(dir, server string) error {
	program := filepath.Join(dir, "cmd", "hello")
	if err := os.RemoveAll(program); err != nil {
		return err
	}
	if err := os.Mkdir(program, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"main", server, k.database} {
		source, err := barePrograms.ReadFile("bare/service/" + name + ".go.tmpl")
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(program, name+".go"), source, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// data returns the environment variable that gives a process its own store.
func (k kind) data(dir string, server *postgres.Server) (string, error) {
	if k.database == "postgres" {
		url, err := server.Database()
		return "DATABASE_URL=" + url, err
	}
	folder, err := os.MkdirTemp(dir, "data-")
	return "DATABASE_URL=" + filepath.Join(folder, "hello.db"), err
}
