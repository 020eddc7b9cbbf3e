// Package mcpserver offers newsvc's commands to programs over the Model Context Protocol
// (modelcontextprotocol.io), with the official SDK. A result is the document that the
// command prints with --json, byte by byte.
package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/newsvc/newsvc/internal/fault"
)

// Run runs a command of newsvc in the current folder. It returns what the command prints
// on standard output, and its exit code.
type Run func(ctx context.Context, args []string) (stdout []byte, exit int)

// Serve answers the messages on in, on out, until in or ctx ends; the latter is an error.
// Commands run one at a time, because each may have another current folder.
func Serve(ctx context.Context, in io.Reader, out io.Writer, version string, run Run) error {
	s := mcp.NewServer(&mcp.Implementation{Name: "newsvc", Version: version}, &mcp.ServerOptions{
		Instructions: instructions,
		Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}},
	})
	runner := &runner{run: run}
	for _, t := range tools {
		definition, err := t.definition()
		if err != nil {
			return err
		}
		mcp.AddTool(s, definition, runner.call)
	}
	return s.Run(ctx, patient{&mcp.IOTransport{Reader: io.NopCloser(in), Writer: nopCloser{out}}})
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

const instructions = `newsvc generates backend services in Go and merges later changes into them.
Each tool runs "newsvc COMMAND --json ARGS" and returns the JSON document that it prints.
args [--help] describes a command; [--json=a,b.c] returns only these fields.
To begin, run commands with [--json=commands.name,commands.summary].
A failure has code, message, hint and next: commands that continue. After conflicts, edit the files and run continue.`

// tool is a group of commands that do the same to the user's files.
type tool struct {
	name     string
	about    string
	commands []string
	reads    bool // nothing is written
	removes  bool // what was written before can be lost
}

var tools = []tool{
	{
		name: "learn", reads: true,
		about:    "Read about newsvc: its commands, the options of a service, its guide (args: a topic), and what this machine lacks.",
		commands: []string{"commands", "options", "guide", "doctor", "version"},
	},
	{
		name: "inspect", reads: true,
		about:    "Show the state of services: edited files, conflicts, updates, the edits as a patch, the origin of a file.",
		commands: []string{"status", "diff", "explain", "pack check", "pack diff", "pack options"},
	},
	{
		name:     "create",
		about:    "Create a service, or a pack of templates, in a new folder.",
		commands: []string{"init", "pack new"},
	},
	{
		name:     "change",
		about:    "Change a service by merging: resources, fields, options, newer templates. --dry-run shows the result first.",
		commands: []string{"add resource", "add field", "remove resource", "remove field", "set", "update", "continue", "config", "pack test", "pack pins"},
		removes:  true,
	},
	{
		name:     "undo",
		about:    "Return to the state before the last change (undo), or before an unfinished one (abort).",
		commands: []string{"undo", "abort"},
		removes:  true,
	},
}

// input is the input of every tool.
type input struct {
	Command string   `json:"command"`
	Args    []string `json:"args,omitempty" jsonschema:"as on the command line"`
	Folder  string   `json:"folder,omitempty" jsonschema:"where to run; the server's folder if absent"`
}

func (t tool) definition() (*mcp.Tool, error) {
	schema, err := jsonschema.For[input](nil)
	if err != nil {
		return nil, err
	}
	for _, name := range t.commands {
		schema.Properties["command"].Enum = append(schema.Properties["command"].Enum, name)
	}
	return &mcp.Tool{
		Name: t.name, Description: t.about, InputSchema: schema,
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: t.reads, DestructiveHint: &t.removes},
	}, nil
}

// runner runs the commands.
type runner struct {
	one sync.Mutex
	run Run
}

func (r *runner) call(ctx context.Context, _ *mcp.CallToolRequest, in input) (*mcp.CallToolResult, any, error) {
	if slices.ContainsFunc(in.Args, func(arg string) bool { name, _, _ := strings.Cut(arg, "="); return name == "--run" }) {
		return nil, nil, errors.New("--run can't be used here, because the service would not end: leave it out, and start the service yourself")
	}
	r.one.Lock()
	defer r.one.Unlock()
	back, err := enter(in.Folder)
	if err != nil {
		return nil, nil, err
	}
	args := slices.Concat(strings.Fields(in.Command), []string{"--json"}, in.Args)
	stdout, exit := r.run(ctx, args)
	if err := back(); err != nil {
		return nil, nil, err
	}
	return &mcp.CallToolResult{
		Content: []mcp.Content{&mcp.TextContent{Text: string(stdout)}},
		IsError: exit != fault.ExitSuccess && exit != fault.ExitActionNeeded,
	}, nil, nil
}

// enter changes the current folder, and returns what changes it back.
func enter(folder string) (back func() error, err error) {
	if folder == "" {
		return func() error { return nil }, nil
	}
	before, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	if err := os.Chdir(folder); err != nil {
		return nil, fmt.Errorf("%w: name an existing folder", err)
	}
	return func() error { return os.Chdir(before) }, nil
}
