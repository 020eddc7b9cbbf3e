package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/scaffold"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/system"
)

func (a *app) newInitDocument(o *initOptions, planned *scaffold.Plan, asked bool) *document.Init {
	service := planned.Spec
	done := &document.Init{
		Header:  document.NewHeader("init"),
		Folder:  planned.Target.Path,
		DryRun:  o.dryRun,
		Pack:    document.Pack(service.Pack),
		Answers: service.Values,
		Command: a.typed(o, service),
		Next:    []system.Command{},
		Shown:   o.scaffoldOptions().ShownDir(),
		Asked:   asked,
	}
	for _, r := range service.Resources {
		done.Resources = append(done.Resources, r.String())
	}
	for _, c := range planned.Changes.Changes {
		done.Files = append(done.Files, document.File{Path: c.Path, Action: c.Action, Reason: c.Reason, Executable: c.Next.Exec, Bytes: len(c.Next.Data)})
	}
	for _, f := range planned.Root {
		done.Root = append(done.Root, document.RootFile{From: f.From, To: f.To, Action: f.Change.Action, Reason: f.Change.Reason, Written: o.writeRoot && !o.dryRun})
	}
	done.Next = a.nextSteps(o, planned.Target, done)
	return done
}

// nextSteps returns the commands to type next.
func (a *app) nextSteps(o *initOptions, target disk.Target, done *document.Init) []system.Command {
	var commands [][]string
	has := func(path string) bool {
		return slices.ContainsFunc(done.Files, func(f document.File) bool { return f.Path == path })
	}
	if has("go.mod") && sandbox.OutsideWorkspace(target, a.env) {
		commands = append(commands, []string{"go", "work", "use", "."})
	}
	if done.CopiesLeft() {
		commands = append(commands, service.WriteRootCommand(o.choice.flag(o.pack)))
	}
	if has("Makefile") && !o.run {
		commands = append(commands, []string{"make", "run"})
	}
	return service.CommandsIn(target.Path, commands...)
}

// typed returns the command that does the same without questions, from the current folder.
func (a *app) typed(o *initOptions, service spec.Spec) string {
	return system.CommandLine(a.env.OS, append(o.words(service.Answers()), "--yes")...)
}

// words returns the command that gives these answers.
func (o *initOptions) words(answers spec.Answers) []string {
	args := []string{"newsvc", "init"}
	if filepath.Clean(o.dir) != "." {
		args = append(args, o.dir)
	}
	if source := o.choice.flag(o.pack); source != "" {
		args = append(args, "--pack", source)
	}
	for _, option := range o.pack.Manifest.Options {
		value, answered := answers.Values[option.Name]
		if answered && !o.derived[option.Name] && spec.Applies(o.pack.Manifest, option, answers.Values) { // any other would be refused
			args = append(args, o.answered(option, value)...)
		}
	}
	for _, r := range answers.Resources {
		args = append(args, "--resource", r.String())
	}
	for _, file := range o.overwrite {
		args = append(args, "--overwrite", file)
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"--force", o.force}, {"--no-git", o.noGit}, {"--write-root", o.writeRoot}, {"--run", o.run}} {
		if flag.set {
			args = append(args, flag.name)
		}
	}
	return args
}

// answered returns one answer as flags.
func (o *initOptions) answered(option pack.Option, value any) []string {
	text := spec.FormatValue(value)
	switch {
	case !o.flags.Own[option.Name]:
		return []string{"--set", option.Name + "=" + text}
	case option.Kind == pack.Bool || text == "" || strings.HasPrefix(text, "-"):
		return []string{"--" + option.Name + "=" + text}
	}
	return []string{"--" + option.Name, text}
}
