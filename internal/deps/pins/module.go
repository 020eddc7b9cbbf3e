package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// goModule is a module on disk that has the imports of components.
type goModule struct {
	dir string
}

func newModule(dir string, l list, components []string) (goModule, error) {
	m := goModule{dir}
	for _, name := range components {
		if err := errors.Join(
			m.write(name+"/code.go", source(l.imports[name].code)),
			m.write(name+"/code_test.go", source(l.imports[name].tests)),
		); err != nil {
			return m, err
		}
	}
	return m, nil
}

func source(imports []string) []byte {
	out := []byte("package component\n\n")
	for _, path := range imports {
		out = fmt.Appendf(out, "import _ %q\n", path)
	}
	return out
}

func (m goModule) write(path string, data []byte) error {
	file := filepath.Join(m.dir, filepath.FromSlash(path))
	return errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, data, 0o644))
}

func (m goModule) requires() (*modfile.File, error) {
	file := filepath.Join(m.dir, "go.mod")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return modfile.Parse(file, data, nil)
}

// run runs the go command in the module and returns its output.
func (m goModule) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s%s", strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String(), nil
}
