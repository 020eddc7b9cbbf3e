package system

import "path/filepath"

// Command is a command to type, or for a program to start.
type Command struct {
	Folder string   `json:"folder"` // where to type it
	Args   []string `json:"args"`   // with the program's name
}

// CommandLines returns commands as lines for the shell of an operating system, with those
// that change to another folder than the current one.
func CommandLines(os string, commands []Command) []string {
	here, _ := filepath.Abs(".")
	var lines []string
	for _, c := range commands {
		if !SameFile(here, c.Folder) {
			lines = append(lines, CommandLine(os, "cd", shortPath(here, c.Folder)))
			here = c.Folder
		}
		lines = append(lines, CommandLine(os, c.Args...))
	}
	return lines
}

// shortPath returns the shorter path of a folder: the absolute one, or the one from another
// folder.
func shortPath(from, to string) string {
	if path, err := filepath.Rel(from, to); err == nil && len(path) < len(to) {
		return path
	}
	return to
}
