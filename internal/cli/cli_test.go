package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
)

// command runs newsvc without a terminal, in a folder and a home of its own.
type command struct {
	dir      string
	out, err bytes.Buffer
}

func (c *command) run(ctx context.Context, t *testing.T, env map[string]string, args ...string) int {
	t.Helper()
	c.dir = t.TempDir()
	t.Chdir(c.dir)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	return Main(ctx, args, IO{In: strings.NewReader(""), Out: &c.out, Err: &c.err}, system.Env{Lookup: lookup, Environ: os.Environ, OS: "linux"})
}

func miniPack(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata", "script", "pack"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestInit_InterruptedLeavesNothing(t *testing.T) {
	cases := map[string]struct {
		args []string
	}{
		"in a new folder":    {[]string{"init", "shop"}},
		"in the current one": {[]string{"init", "--name", "shop"}},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			c := command{}
			pack := miniPack(t)
			code := c.run(ctx, t, nil, append(test.args, "--yes", "--no-git", "--pack", pack)...)
			if code != fault.ExitInterrupted {
				t.Errorf("exit code %d: %s", code, c.err.String())
			}
			if want := "newsvc: interrupted, nothing was written\n"; c.err.String() != want {
				t.Errorf("got %q, want %q", c.err.String(), want)
			}
			if left, _ := filepath.Glob(filepath.Join(c.dir, "*")); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

func TestEveryCommandHasADocument(t *testing.T) {
	pack := miniPack(t)
	for schema, args := range map[string][]string{
		"newsvc/init":       {"init", "shop", "--no-git", "--pack", pack},
		"newsvc/options":    {"options", "--pack", pack},
		"newsvc/version":    {"version"},
		"newsvc/config":     {"config"},
		"newsvc/completion": {"completion", "zsh"},
		"newsvc/pack-new":   {"pack", "new", "acme"},
		"newsvc/pack-check": {"pack", "check", pack},
		"newsvc/pack-diff":  {"pack", "diff", pack, pack},
		"newsvc/guide":      {"guide"},
		"newsvc/failure":    {"diff"},
	} {
		t.Run(schema, func(t *testing.T) {
			c := command{}
			code := c.run(context.Background(), t, nil, append(args, "--json")...)
			var doc struct {
				Schema  string
				Version int
				Errors  []struct {
					Code, Message string
					ExitCode      int `json:"exit_code"`
				}
			}
			dec := json.NewDecoder(&c.out)
			dec.UseNumber()
			if err := dec.Decode(&doc); err != nil {
				t.Fatal(err)
			}
			if dec.More() {
				t.Error("there is more than one document")
			}
			if doc.Schema != schema || doc.Version != 1 {
				t.Errorf("schema %s, version %d", doc.Schema, doc.Version)
			}
			if failed := len(doc.Errors) > 0; failed != (code != 0) || failed && doc.Errors[0].ExitCode != code {
				t.Errorf("exit code %d, but the document says %+v", code, doc.Errors)
			}
			if c.err.Len() > 0 {
				t.Errorf("standard error has %q", c.err.String())
			}
		})
	}
}

func TestApp_Fail(t *testing.T) {
	var out bytes.Buffer
	a := newApp(IO{Err: &out}, system.Env{}, false)
	a.Fail(fault.Usage("x", "the name \x1b[2J is odd").WithHint("try \u202eanother"))
	want := "newsvc: the name \\x1b[2J is odd\nhint: try \\u202eanother\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestApp_FailAfterDocument(t *testing.T) {
	cases := map[string]struct {
		json     bool
		failure  error
		out, err string
	}{
		"the document says that there is something to do":    {true, fault.ActionNeeded("conflicts", "a.go is in conflict"), "", ""},
		"a failure after the document is text":               {true, fault.Failed("service_ended", "the service ended by itself"), "", "newsvc: the service ended by itself\n"},
		"without a document wanted, both are text for users": {false, fault.ActionNeeded("conflicts", "a.go is in conflict"), "", "newsvc: a.go is in conflict\n"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var out, err bytes.Buffer
			a := newApp(IO{Out: &out, Err: &err}, system.Env{}, c.json)
			if err := a.Emit(document.Version{}); err != nil {
				t.Fatal(err)
			}
			out.Reset()
			a.Fail(c.failure)
			if out.String() != c.out || err.String() != c.err {
				t.Errorf("got %q and %q, want %q and %q", out.String(), err.String(), c.out, c.err)
			}
		})
	}
}
