package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/scaffold"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

// initDocument is what `newsvc init` did, or with --dry-run would do.
type initDocument struct {
	header
	Folder    string           `json:"folder"` // absolute
	DryRun    bool             `json:"dry_run"`
	Pack      packDocument     `json:"pack"`
	Answers   map[string]any   `json:"answers"`
	Resources []string         `json:"resources"` // in the field grammar
	Files     []fileDocument   `json:"files"`
	Git       *gitResult       `json:"git,omitempty"`
	Running   *runningDocument `json:"running,omitempty"`
	Next      []string         `json:"next"`    // commands, from the current folder
	Command   string           `json:"command"` // the same without questions

	shown string // the folder as messages call it
	asked bool
}

type packDocument struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Digest  string `json:"digest"`
	Module  string `json:"module,omitempty"` // that it comes from, with its checksum; Version is that of the module
	Folder  string `json:"folder,omitempty"`
	Sum     string `json:"sum,omitempty"`
}

// fileDocument is one file of the service, and what happens to its path.
type fileDocument struct {
	Path       string       `json:"path"`
	Action     merge.Action `json:"action"` // create, update, keep or same
	Reason     string       `json:"reason,omitempty"`
	Executable bool         `json:"executable,omitempty"`
	Bytes      int          `json:"bytes"`
}

func (a *app) newInitDocument(o *initOptions, planned *scaffold.Plan, asked bool) *initDocument {
	service := planned.Spec
	done := &initDocument{
		header:  header{"newsvc/init", 1},
		Folder:  planned.Target.Path,
		DryRun:  o.dryRun,
		Pack:    packDocument(service.Pack),
		Answers: service.Values,
		Command: a.typed(o, service),
		Next:    []string{},
		shown:   o.scaffoldOptions().ShownDir(),
		asked:   asked,
	}
	for _, r := range service.Resources {
		done.Resources = append(done.Resources, r.String())
	}
	for _, c := range planned.Changes.Changes {
		done.Files = append(done.Files, fileDocument{c.Path, c.Action, c.Reason, c.Next.Exec, len(c.Next.Data)})
	}
	done.Next = a.nextSteps(o, planned.Target, done)
	return done
}

// nextSteps returns the commands to type next.
func (a *app) nextSteps(o *initOptions, target disk.Target, done *initDocument) []string {
	var commands []string
	if filepath.Clean(o.dir) != "." {
		commands = append(commands, system.CommandLine(a.env.OS, "cd", o.dir))
	}
	has := func(path string) bool {
		return slices.ContainsFunc(done.Files, func(f fileDocument) bool { return f.Path == path })
	}
	if has("go.mod") && sandbox.OutsideWorkspace(target, a.env) {
		commands = append(commands, "go work use .")
	}
	if has("Makefile") && !o.run {
		commands = append(commands, "make run")
	}
	return commands
}

// typed returns the command that does the same without questions, from the current folder.
func (a *app) typed(o *initOptions, service spec.Spec) string {
	args := []string{"newsvc", "init"}
	if filepath.Clean(o.dir) != "." {
		args = append(args, o.dir)
	}
	if source := o.choice.flag(o.pack); source != "" {
		args = append(args, "--pack", source)
	}
	for _, option := range o.pack.Manifest.Options {
		if option.When.Holds(service.Values) { // any other would be refused
			args = append(args, o.answered(option, service.Values[option.Name])...)
		}
	}
	for _, r := range service.Resources {
		args = append(args, "--resource", r.String())
	}
	for _, file := range o.overwrite {
		args = append(args, "--overwrite", file)
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--force", o.force}, {"--no-git", o.noGit}, {"--run", o.run}, {"--yes", true}} {
		if flag.set {
			args = append(args, flag.name)
		}
	}
	return system.CommandLine(a.env.OS, args...)
}

// answered returns one answer as flags.
func (o *initOptions) answered(option pack.Option, value any) []string {
	text := spec.FormatValue(value)
	switch {
	case !o.flags.own[option.Name]:
		return []string{"--set", option.Name + "=" + text}
	case option.Kind == pack.Bool || text == "" || strings.HasPrefix(text, "-"):
		return []string{"--" + option.Name + "=" + text}
	}
	return []string{"--" + option.Name, text}
}

// print says what was done, or what would be. What a service that was started
// has printed is not repeated.
func (d *initDocument) print(a *app) error {
	switch {
	case d.DryRun:
		return d.printPreview(a)
	case d.Running != nil:
		return a.say(d.Running.lines(), d.nextSteps())
	}
	return a.say(d.summary(), d.nextSteps(), d.again())
}

func (d *initDocument) printPreview(a *app) error {
	var b plain.Builder
	for _, f := range d.Files {
		b.Printf("%-7s %s", f.Action, f.Path)
		if f.Reason != "" {
			b.Printf("  (%s)", f.Reason)
		}
		b.Printf("\n")
	}
	if err := a.say(b.Text()); err != nil {
		return err
	}
	a.note("%d files in %s, of which %d would be written; nothing was", len(d.Files), d.shown, d.written())
	return nil
}

// written counts the files that are written.
func (d *initDocument) written() int {
	n := 0
	for _, f := range d.Files {
		if f.Action == merge.Create || f.Action == merge.Update {
			n++
		}
	}
	return n
}

// userFiles returns the files that remain the user's own.
func (d *initDocument) userFiles() []fileDocument {
	return slices.DeleteFunc(slices.Clone(d.Files), func(f fileDocument) bool { return f.Action != merge.Keep })
}

// summary says what was written.
func (d *initDocument) summary() plain.Text {
	var b plain.Builder
	switch n := d.written(); n {
	case 0:
		b.Printf("nothing to do: %s is as newsvc would write it\n", d.shown)
	default:
		b.Printf("wrote %d files in %s\n", n, d.shown)
	}
	for _, f := range d.userFiles() {
		b.Printf("kept %s: %s\n", f.Path, f.Reason)
	}
	if d.Git != nil {
		b.Printf("%s\n", d.Git.line())
	}
	return b.Text()
}

// nextSteps says what to type next, if anything.
func (d *initDocument) nextSteps() plain.Text {
	var b plain.Builder
	for i, command := range d.Next {
		if i == 0 {
			b.Printf("\nnext:\n")
		}
		b.Printf("  %s\n", command)
	}
	return b.Text()
}

// again shows the command that does the same without questions.
func (d *initDocument) again() plain.Text {
	if !d.asked {
		return plain.Text{}
	}
	return plain.Sprintf("\nthe same without questions:\n  %s\n", d.Command)
}
