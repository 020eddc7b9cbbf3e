package service

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/system"
)

// CommandsIn returns commands to type in a folder.
func CommandsIn(folder string, commands ...[]string) []system.Command {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	all := []system.Command{}
	for _, args := range commands {
		all = append(all, system.Command{Folder: folder, Args: args})
	}
	return all
}

// The commands that are typed after others.
var (
	StatusCommand   = []string{"newsvc", "status"}
	ContinueCommand = []string{"newsvc", "continue"}
	AbortCommand    = []string{"newsvc", "abort"}
)

// TestCommands returns those that test a service.
func (h Host) TestCommands(root string) [][]string {
	for _, c := range []struct {
		file    string
		command []string
	}{{"Makefile", []string{"make", "test"}}, {"go.mod", []string{"go", "test", "./..."}}} {
		if _, err := os.Lstat(filepath.Join(root, c.file)); err == nil {
			return [][]string{c.command}
		}
	}
	return nil
}

// CommitCommands returns those that commit a change to a service, if it is in a repository.
func (h Host) CommitCommands(root, message string) [][]string {
	if repo, _, err := h.Git.Around(root); err != nil || repo == nil {
		return nil
	}
	return [][]string{{"git", "add", "--all", "."}, {"git", "commit", "--message", message}}
}

// WriteRootCommand returns the one that writes, from a service's folder, what belongs at
// the top of the repository. The pack is that of --pack, or empty.
func WriteRootCommand(pack string) []string {
	args := []string{"newsvc", "init", ".", "--answers", render.AnswersPath, "--yes", "--write-root"}
	if pack != "" {
		args = append(args, "--pack", pack)
	}
	return args
}

// AfterChange returns the commands to type after a change that a command made to a
// service. written are the paths of the files that it wrote; vendor says that vendored code
// is outdated.
func (h Host) AfterChange(root, command string, written []string, vendor bool, copies []RootCopy) []system.Command {
	if len(written) == 0 {
		return []system.Command{}
	}
	var commands [][]string
	if vendor {
		commands = append(commands, []string{"go", "mod", "vendor"})
	}
	if slices.ContainsFunc(copies, func(c RootCopy) bool { return slices.Contains(written, c.From) }) {
		commands = append(commands, WriteRootCommand(""))
	}
	return CommandsIn(root, slices.Concat(commands, h.TestCommands(root), h.CommitCommands(root, command))...)
}
