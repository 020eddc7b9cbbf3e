package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
)

// connect starts `newsvc mcp` in dir and connects a client to it.
func connect(t *testing.T, dir string, env []string) *mcp.ClientSession {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "newsvc", "mcp")
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// use calls a tool and returns its text.
func use(t *testing.T, session *mcp.ClientSession, tool string, arguments map[string]any) (text string, isError bool) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Content) != 1 {
		t.Fatalf("%s returns %d parts", tool, len(result.Content))
	}
	content, ok := result.Content[0].(*mcp.TextContent)
	if !ok {
		t.Fatalf("%s returns a %T", tool, result.Content[0])
	}
	return content.Text, result.IsError
}

func offTheNetwork(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	return append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "GOCACHE="+goCache(),
		"GOFLAGS=-mod=mod", "GOPROXY=off", "GIT_CONFIG_NOSYSTEM=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(home), "NEWSVC_PACK=")
}

// timestamp is the beginning of a migration's name.
var timestamp = regexp.MustCompile(`20[0-9]{12}`)

// TestMCP_SameAsCommands runs each command twice, in folders with the same content: by
// itself, and through its tool. Both return the same bytes.
func TestMCP_SameAsCommands(t *testing.T) {
	life, err := filepath.Abs(filepath.Join("..", "..", "testdata", "packs", "life"))
	if err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		tool, folder, command string
		args                  []string
		exit                  int
		before                func(t *testing.T, shop string)
	}{
		{tool: "learn", command: "commands", args: []string{"--json=commands.name,commands.summary"}},
		{tool: "learn", command: "options", args: []string{"--pack", life}},
		{tool: "learn", command: "guide", args: []string{"fields"}},
		{tool: "learn", command: "guide", args: []string{"feilds"}, exit: 2},
		{tool: "learn", command: "version"},
		{tool: "change", command: "add field", args: []string{"--help"}},
		{tool: "inspect", command: "status", exit: 2},
		{tool: "create", command: "pack new", args: []string{"mine"}},
		{tool: "inspect", command: "pack check", args: []string{"mine"}},
		{tool: "inspect", command: "pack diff", args: []string{"mine", life}, exit: 3},
		{tool: "inspect", command: "pack options", args: []string{"mine"}},
		{tool: "change", command: "pack test", args: []string{"mine"}},
		{tool: "change", command: "config", args: []string{"module_prefix", "example.com/team"}},
		{tool: "create", command: "init", args: []string{"shop", "--pack", life, "--yes", "--no-git"}},
		{tool: "inspect", folder: "shop", command: "explain", args: []string{"go.mod"}},
		{tool: "change", folder: "shop", command: "add resource", args: []string{"post", "title:string", "--no-verify"}},
		{tool: "undo", folder: "shop", command: "undo"},
		{tool: "change", folder: "shop", command: "add resource", args: []string{"post", "title:string", "--no-verify"}},
		{tool: "change", folder: "shop", command: "add field", args: []string{"post", "text:string:optional", "--no-verify"}},
		{tool: "change", folder: "shop", command: "remove field", args: []string{"post", "text", "--no-verify", "--yes"}},
		{tool: "change", folder: "shop", command: "set", args: []string{"nonsense=1"}, exit: 2},
		{tool: "change", folder: "shop", command: "update", args: []string{"--check"}},
		{
			tool: "change", folder: "shop", command: "remove resource", args: []string{"post", "--no-verify", "--yes"}, exit: 3,
			before: func(t *testing.T, shop string) {
				path := filepath.Join(shop, "internal", "app", "app.go")
				code, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				edited := strings.Replace(string(code), "post.Plural,", `post.Plural + "!",`, 1)
				if err := os.WriteFile(path, []byte(edited), 0o644); err != nil {
					t.Fatal(err)
				}
			},
		},
		{tool: "inspect", folder: "shop", command: "status", exit: 3},
		{tool: "change", folder: "shop", command: "continue", exit: 3},
		{tool: "undo", folder: "shop", command: "abort"},
		{tool: "inspect", folder: "shop", command: "diff"},
		{tool: "change", folder: "shop", command: "pack pins", args: []string{"nowhere"}, exit: 2},
		{tool: "learn", command: "doctor", exit: -1},
	}
	byHand, byTool := t.TempDir(), t.TempDir()
	handEnv, toolEnv := offTheNetwork(t), offTheNetwork(t)
	session := connect(t, byTool, toolEnv)
	used := map[string]bool{}
	for _, step := range steps {
		used[step.tool+": "+step.command] = true
		args := slices.Concat(strings.Fields(step.command), []string{"--json"}, step.args)
		if step.before != nil {
			step.before(t, filepath.Join(byHand, step.folder))
			step.before(t, filepath.Join(byTool, step.folder))
		}
		cmd := exec.CommandContext(t.Context(), "newsvc", args...)
		cmd.Dir, cmd.Env = filepath.Join(byHand, step.folder), handEnv
		cmd.Stderr = os.Stderr
		want, _ := cmd.Output()
		if exit := cmd.ProcessState.ExitCode(); exit != step.exit && step.exit >= 0 {
			t.Errorf("newsvc %s: exit code %d, want %d\n%s", strings.Join(args, " "), exit, step.exit, want)
		}
		got, isError := use(t, session, step.tool, map[string]any{"command": step.command, "args": step.args, "folder": step.folder})
		if wantError := !slices.Contains([]int{0, 3}, cmd.ProcessState.ExitCode()); isError != wantError {
			t.Errorf("%s %s: error %v, want %v", step.tool, step.command, isError, wantError)
		}
		got = strings.NewReplacer(byTool, byHand, home(toolEnv), home(handEnv)).Replace(got)
		if want := string(want); timestamp.ReplaceAllString(got, "NOW") != timestamp.ReplaceAllString(want, "NOW") || got == "" {
			t.Errorf("newsvc %s prints\n%s\nand the tool %s returns\n%s", strings.Join(args, " "), want, step.tool, got)
		}
	}
	if err := session.Close(); err != nil {
		t.Errorf("the server doesn't end with its client: %v", err)
	}
	for command := range commandsOf(t, connect(t, byTool, toolEnv)) {
		if !used[command] {
			t.Errorf("%s isn't tested", command)
		}
	}
}

func home(env []string) string {
	for _, variable := range slices.Backward(env) {
		if dir, ok := strings.CutPrefix(variable, "HOME="); ok {
			return dir
		}
	}
	return ""
}

// commandsOf returns the commands that the tools run, as "tool: command".
func commandsOf(t *testing.T, session *mcp.ClientSession) map[string]bool {
	t.Helper()
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, tool := range list.Tools {
		data, err := json.Marshal(tool.InputSchema)
		if err != nil {
			t.Fatal(err)
		}
		var schema struct {
			Properties struct {
				Command struct{ Enum []string }
			}
		}
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatal(err)
		}
		for _, command := range schema.Properties.Command.Enum {
			all[tool.Name+": "+command] = true
		}
	}
	return all
}

// TestMCP_EveryCommand checks that each command belongs to exactly one tool, and that the
// page lists it there. Groups of commands, scripts for shells, and the server itself belong
// to none.
func TestMCP_EveryCommand(t *testing.T) {
	session := connect(t, t.TempDir(), offTheNetwork(t))
	text, _ := use(t, session, "learn", map[string]any{"command": "commands"})
	var doc struct {
		Commands []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/programs.md")
	if err != nil {
		t.Fatal(err)
	}
	tools := map[string]int{}
	for command := range commandsOf(t, session) {
		tool, name, _ := strings.Cut(command, ": ")
		tools[name]++
		_, row, _ := strings.Cut(string(page), "| `"+tool+"` | ")
		if row, _, _ = strings.Cut(row, "\n"); !strings.Contains(row, "`"+name+"`") {
			t.Errorf("docs/programs.md doesn't list %s for the tool %s", name, tool)
		}
	}
	for _, command := range doc.Commands {
		name := strings.TrimPrefix(command.Name, "newsvc ")
		want := 1
		if slices.Contains([]string{"add", "remove", "pack", "completion", "mcp"}, name) {
			want = 0
		}
		if tools[name] != want {
			t.Errorf("%d tools run newsvc %s, want %d", tools[name], name, want)
		}
		delete(tools, name)
	}
	if len(tools) > 0 {
		t.Errorf("no such commands: %v", tools)
	}
}

// TestMCP_Small checks the promise for programs that pay for what they read: at most five
// tools, whose list has at most 1,000 tokens.
func TestMCP_Small(t *testing.T) {
	list, err := connect(t, t.TempDir(), offTheNetwork(t)).ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Tools) > 5 {
		t.Errorf("%d tools, want 5 at most", len(list.Tools))
	}
	data, err := json.Marshal(list.Tools)
	if err != nil {
		t.Fatal(err)
	}
	tiktoken.SetBpeLoader(loader.NewOfflineLoader())
	encoding, err := tiktoken.GetEncoding("o200k_base")
	if err != nil {
		t.Fatal(err)
	}
	n := len(encoding.Encode(string(data), nil, nil))
	t.Logf("%d tokens, %d bytes", n, len(data))
	if n > 1000 {
		t.Errorf("the list has %d tokens, want 1000 at most", n)
	}
}

func TestMCP_Refuses(t *testing.T) {
	session := connect(t, t.TempDir(), offTheNetwork(t))
	for _, c := range []struct {
		tool      string
		arguments map[string]any
		want      string
	}{
		{"create", map[string]any{"command": "init", "args": []string{"shop", "--run"}}, "--run can't be used here"},
		{"inspect", map[string]any{"command": "status", "folder": "nowhere"}, "name an existing folder"},
		{"inspect", map[string]any{"command": "undo"}, "undo does not equal any of: [status"},
		{"inspect", map[string]any{}, "missing properties"},
		{"change", map[string]any{"command": "set", "args": "framework=gin"}, "/properties/args"},
		{"learn", map[string]any{"command": "version", "dir": "x"}, "unexpected additional properties"},
	} {
		if text, isError := use(t, session, c.tool, c.arguments); !isError || !strings.Contains(text, c.want) {
			t.Errorf("%s %v: error %v, %q, want %q in it", c.tool, c.arguments, isError, text, c.want)
		}
	}
}

// TestMCP_EndOfInput checks that requests are answered although the input ends right after
// them, as it does in a pipe.
func TestMCP_EndOfInput(t *testing.T) {
	const requests = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"learn","arguments":{"command":"options"}}}
`
	for range 5 {
		cmd := exec.CommandContext(t.Context(), "newsvc", "mcp")
		cmd.Env, cmd.Stdin, cmd.Stderr = offTheNetwork(t), strings.NewReader(requests), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if lines := strings.Count(string(out), "\n"); lines != 3 {
			t.Fatalf("%d responses, want 3:\n%s", lines, out)
		}
	}
}
