package service

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/system"
)

// InFolder returns commands to type in a service's folder, with the one that goes there if
// that isn't the current folder.
func (h Host) InFolder(root string, commands ...string) []string {
	here, err := filepath.Abs(".")
	if err != nil || len(commands) == 0 || system.SameFile(here, root) {
		return append([]string{}, commands...)
	}
	to, err := filepath.Rel(here, root)
	if err != nil {
		to = root
	}
	return append([]string{system.CommandLine(h.Env.OS, "cd", to)}, commands...)
}

// TestCommands returns those that test a service.
func (h Host) TestCommands(root string) []string {
	for _, c := range [][2]string{{"Makefile", "make test"}, {"go.mod", "go test ./..."}} {
		if _, err := os.Lstat(filepath.Join(root, c[0])); err == nil {
			return []string{c[1]}
		}
	}
	return nil
}

// CommitCommands returns those that commit a change to a service, if it is in a repository.
func (h Host) CommitCommands(root, message string) []string {
	if repo, _, err := h.Git.Around(root); err != nil || repo == nil {
		return nil
	}
	return []string{"git add --all .", system.CommandLine(h.Env.OS, "git", "commit", "--message", message)}
}

// WriteRootCommand returns the one that writes, from a service's folder, what belongs at
// the top of the repository. The pack is that of --pack, or empty.
func (h Host) WriteRootCommand(pack string) string {
	args := []string{"newsvc", "init", ".", "--answers", render.AnswersPath, "--yes", "--write-root"}
	if pack != "" {
		args = append(args, "--pack", pack)
	}
	return system.CommandLine(h.Env.OS, args...)
}

// AfterChange returns the commands to type after a change that a command made to a
// service. written are the paths of the files that it wrote; vendor says that vendored code
// is outdated.
func (h Host) AfterChange(root, command string, written []string, vendor bool, copies []RootCopy) []string {
	if len(written) == 0 {
		return []string{}
	}
	var commands []string
	if vendor {
		commands = append(commands, "go mod vendor")
	}
	if slices.ContainsFunc(copies, func(c RootCopy) bool { return slices.Contains(written, c.From) }) {
		commands = append(commands, h.WriteRootCommand(""))
	}
	return h.InFolder(root, slices.Concat(commands, h.TestCommands(root), h.CommitCommands(root, command))...)
}
