package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/newsvc/newsvc/internal/testkit/program"
)

// TestPrograms lets a program create and change services with newsvc's documents alone,
// with every framework, and over the Model Context Protocol.
func TestPrograms(t *testing.T) {
	later := laterPack(t)
	for name, framework := range map[string]string{"chi": "chi", "echo": "echo", "fiber": "fiber", "gin": "gin", "mcp": "chi"} {
		if testing.Short() && name != "mcp" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environ := programEnviron(t)
			m := program.Machine{
				Folder: t.TempDir(), Framework: framework, LaterPack: later,
				Newsvc: func(folder string, args ...string) ([]byte, int, error) { return runNewsvc(t, environ, folder, args) },
				Start: func(folder string, args ...string) error {
					cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
					cmd.Dir, cmd.Env = folder, environ
					if output, err := cmd.CombinedOutput(); err != nil {
						return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, output)
					}
					return nil
				},
			}
			if name == "mcp" {
				m.Newsvc = newTools(t, environ).call
			}
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
			if name == "mcp" {
				return // Its service is like that of chi.
			}
			if err := m.Start(filepath.Join(m.Folder, "shop"), "go", "vet", "./..."); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// programEnviron returns the environment of a machine on which nothing is configured.
func programEnviron(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	environ := append(os.Environ(), "GOCACHE="+goCache(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+filepath.Join(home, "gitconfig"),
		"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
		"AppData="+filepath.Join(home, "config"), "LocalAppData="+filepath.Join(home, "cache"), "NEWSVC_PACK=")
	for _, who := range []string{"GIT_AUTHOR", "GIT_COMMITTER"} {
		environ = append(environ, who+"_NAME=Ann", who+"_EMAIL=ann@example.com")
	}
	return environ
}

// runNewsvc runs newsvc as a process, which compares its document with the schema.
func runNewsvc(t *testing.T, environ []string, folder string, args []string) ([]byte, int, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "newsvc", append(slices.Clone(args), "--json")...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = folder, environ, &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		return nil, 0, err
	}
	code := cmd.ProcessState.ExitCode()
	if code == exitInvalid {
		return nil, 0, fmt.Errorf("newsvc %s: %s\n%s", strings.Join(args, " "), stderr.String(), stdout.String())
	}
	return stdout.Bytes(), code, nil
}

// tools are those of newsvc's server.
type tools struct {
	t       *testing.T
	session *mcp.ClientSession
	names   map[string]string // of the tools, by command
}

func newTools(t *testing.T, environ []string) tools {
	t.Helper()
	s := tools{t: t, session: connect(t, t.TempDir(), environ), names: map[string]string{}}
	t.Cleanup(func() { _ = s.session.Close() })
	for tool, err := range s.session.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		var schema struct {
			Properties struct{ Command struct{ Enum []string } }
		}
		data, err := json.Marshal(tool.InputSchema)
		if err := errors.Join(err, json.Unmarshal(data, &schema)); err != nil {
			t.Fatal(err)
		}
		for _, command := range schema.Properties.Command.Enum {
			s.names[command] = tool.Name
		}
	}
	return s
}

// call calls the tool for a command. The document says what the exit code is, if it is a
// failure.
func (s tools) call(folder string, args ...string) ([]byte, int, error) {
	for words := min(2, len(args)); words > 0; words-- {
		command := strings.Join(args[:words], " ")
		if tool := s.names[command]; tool != "" {
			text, isError := use(s.t, s.session, tool, map[string]any{"command": command, "args": args[words:], "folder": folder})
			if !isError {
				return []byte(text), 0, nil
			}
			var failed struct {
				ExitCode int `json:"exit_code"`
			}
			err := json.Unmarshal([]byte(text), &failed)
			return []byte(text), failed.ExitCode, err
		}
	}
	return nil, 0, fmt.Errorf("no tool runs newsvc %s", strings.Join(args, " "))
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
