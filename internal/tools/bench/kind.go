package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/newsvc/newsvc/internal/testkit/postgres"
)

//go:embed bare/service
var barePrograms embed.FS

// kind is a service to measure, and what to compare it with.
type kind struct {
	framework, database string
	service             string // the binary of the service with the default options
	bareProgram         string // the same with the bare framework
}

func (k kind) String() string { return k.framework + ", " + k.database }

// make generates and builds both programs in folders of dir.
func (k *kind) make(newsvc, dir string) (err error) {
	if k.service, err = k.build(newsvc, filepath.Join(dir, "service"), nil); err != nil {
		return err
	}
	k.bareProgram, err = k.build(newsvc, filepath.Join(dir, "bare"), k.strip, "--features", "")
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

// strip replaces a service's program with that of the bare framework, which uses the same
// store, domain and representations.
func (k *kind) strip(dir string) error {
	program := filepath.Join(dir, "cmd", "hello")
	if err := os.RemoveAll(program); err != nil {
		return err
	}
	if err := os.Mkdir(program, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"main", k.framework, k.database} {
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
