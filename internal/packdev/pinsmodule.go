package packdev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/deps"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/sandbox"
)

// goModule is a temporary module that has the imports of components.
type goModule struct {
	dir string
	box sandbox.Sandbox
}

// module creates a module with a name that has the imports of components.
func (w workshop) module(name string, components []string) (goModule, error) {
	m := goModule{dir: filepath.Join(w.dir, name)}
	m.box = sandbox.Sandbox{
		Dir: m.dir, Work: "off", Temporary: filepath.Join(w.dir, "temporary"), Environ: w.host.Env.Environ(), Flags: "-mod=mod",
	}
	if err := os.MkdirAll(m.box.Temporary, 0o755); err != nil {
		return m, err
	}
	for _, name := range components {
		if err := errors.Join(
			m.write(name+"/code.go", sourceFile(w.list.imports[name].code)),
			m.write(name+"/code_test.go", sourceFile(w.list.imports[name].tests)),
		); err != nil {
			return m, err
		}
	}
	return m, nil
}

func sourceFile(imports []string) []byte {
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

func (m goModule) read(ctx context.Context, path string) ([]byte, error) {
	return rootfile.ReadIn(ctx, m.dir, path, rootfile.MaxFile)
}

func (m goModule) requires(ctx context.Context) (*modfile.File, error) {
	data, err := m.read(ctx, deps.GoMod)
	if err != nil {
		return nil, err
	}
	return modfile.Parse(deps.GoMod, data, nil)
}

// run runs the go command in the module and returns its output.
func (m goModule) run(ctx context.Context, args ...string) (string, error) {
	output, messages, err := m.box.Output(ctx, args...)
	if err != nil {
		return "", failedCommand(ctx, args, output+messages, err)
	}
	return output, nil
}
