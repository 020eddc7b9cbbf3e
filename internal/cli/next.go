package cli

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/revise"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/system"
)

// inFolder returns commands to type in a service's folder, with the one that goes there if
// that isn't the current folder.
func (a *app) inFolder(root string, commands ...string) []string {
	here, err := filepath.Abs(".")
	if err != nil || len(commands) == 0 || system.SameFile(here, root) {
		return append([]string{}, commands...)
	}
	to, err := filepath.Rel(here, root)
	if err != nil {
		to = root
	}
	return append([]string{system.CommandLine(a.env.OS, "cd", to)}, commands...)
}

// testCommands are those that test a service.
func testCommands(root string) []string {
	for _, c := range [][2]string{{"Makefile", "make test"}, {"go.mod", "go test ./..."}} {
		if _, err := os.Lstat(filepath.Join(root, c[0])); err == nil {
			return []string{c[1]}
		}
	}
	return nil
}

// commitCommands are those that commit a change to a service.
func (a *app) commitCommands(root, message string) []string {
	if repo, _, err := a.host.Git.Around(root); err != nil || repo == nil {
		return nil
	}
	return []string{"git add --all .", system.CommandLine(a.env.OS, "git", "commit", "--message", message)}
}

// nextAfterChange returns what to type after a change to a service, which a command made.
func (a *app) nextAfterChange(root, command string, files []document.ChangedFile, vendor bool, copies []service.RootCopy) []string {
	writes := func(path string) bool {
		return slices.ContainsFunc(files, func(f document.ChangedFile) bool { return f.Path == path && f.Action != merge.Keep })
	}
	if !writes(render.AnswersPath) && !slices.ContainsFunc(files, func(f document.ChangedFile) bool { return f.Action != merge.Keep }) {
		return []string{}
	}
	var commands []string
	if vendor {
		commands = append(commands, "go mod vendor")
	}
	if slices.ContainsFunc(copies, func(c service.RootCopy) bool { return writes(c.From) }) {
		commands = append(commands, a.writeRootCommand(""))
	}
	return a.inFolder(root, slices.Concat(commands, testCommands(root), a.commitCommands(root, command))...)
}

// completeChange adds to the document of a change what to type next.
func (a *app) completeChange(doc *document.Change, planned *revise.Plan) {
	switch {
	case doc.DryRun && len(doc.Files) > 0:
		doc.Next = append(doc.Next, doc.Command)
	case doc.DryRun:
	case len(doc.Conflicts) > 0:
		doc.Next = a.inFolder(doc.Folder, "newsvc status", "newsvc continue")
	default:
		doc.Next = a.nextAfterChange(doc.Folder, doc.Command, doc.Files, doc.Vendor, planned.RootCopies())
	}
}

// completeUpdate adds to the document of an update what to type next, if it is about one
// service.
func (a *app) completeUpdate(doc *document.Update, root, command string, done revise.Update) {
	switch {
	case done.To == nil:
	case done.Plan == nil: // --check
		doc.Next = append(doc.Next, command)
	case done.Branch != "" && done.Hash != "":
		doc.Next = a.inFolder(root, system.CommandLine(a.env.OS, "git", "push", "--set-upstream", "origin", done.Branch))
	default:
		change := document.NewChange(done.Plan, command, doc.How)
		a.completeChange(&change, done.Plan)
		doc.Next = change.Next
	}
}
