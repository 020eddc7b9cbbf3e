package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/testkit/program"
)

// TestPrograms lets a program create and change services with newsvc's documents alone,
// with every framework.
func TestPrograms(t *testing.T) {
	later := laterPack(t)
	for i, framework := range []string{"chi", "echo", "fiber", "gin"} {
		if testing.Short() && i > 0 {
			break
		}
		t.Run(framework, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.Framework, m.LaterPack = framework, later
			p, err := program.New(m)
			if err != nil {
				t.Fatal(err)
			}
			for _, task := range program.Tasks {
				if !t.Run(task.Name, func(t *testing.T) {
					if err := task.Do(p); err != nil {
						t.Fatal(err)
					}
				}) {
					return
				}
			}
			// The same files in another folder are compiled once with -trimpath.
			if err := m.Start(filepath.Join(m.Folder, "shop"), "go", "vet", "./..."); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// newMachine returns a machine with an empty folder on which newsvc is a process, whose
// documents are compared with their schemas.
func newMachine(t *testing.T) program.Machine {
	t.Helper()
	home := t.TempDir()
	environ := append(os.Environ(), "GOCACHE="+goCache(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+filepath.Join(home, "gitconfig"),
		"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
		"AppData="+filepath.Join(home, "config"), "LocalAppData="+filepath.Join(home, "cache"))
	for _, who := range []string{"GIT_AUTHOR", "GIT_COMMITTER"} {
		environ = append(environ, who+"_NAME=Ann", who+"_EMAIL=ann@example.com")
	}
	command := func(folder string, args []string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Dir, cmd.Env = folder, environ
		return cmd
	}
	return program.Machine{
		Folder: t.TempDir(),
		Newsvc: func(folder string, args ...string) ([]byte, int, error) {
			cmd := command(folder, append(append([]string{"newsvc"}, args...), "--json"))
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			var exit *exec.ExitError
			if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
				return nil, 0, err
			}
			if cmd.ProcessState.ExitCode() == exitInvalid {
				return nil, 0, fmt.Errorf("newsvc %s: %s\n%s", strings.Join(args, " "), stderr.String(), stdout.String())
			}
			return stdout.Bytes(), cmd.ProcessState.ExitCode(), nil
		},
		Start: func(folder string, args ...string) error {
			if output, err := command(folder, args).CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, output)
			}
			return nil
		},
	}
}

// laterPack returns the folder of a later version of the built-in pack, in which a comment
// of every service is another one.
func laterPack(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "templates"))); err != nil {
		t.Fatal(err)
	}
	for _, edit := range []struct{ file, before, after string }{
		{"pack.yaml", "\nversion: 0.", "\nversion: 1000."},
		{"layers/base/files/internal/rule/rule.go.tmpl", "\npackage rule\n", "\npackage rule // in a later version\n"},
	} {
		name := filepath.Join(folder, filepath.FromSlash(edit.file))
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), edit.before, edit.after, 1)
		if text == string(data) {
			t.Fatalf("%s has no %q", edit.file, edit.before)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
