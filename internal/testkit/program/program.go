// Package program is a program that creates a service with newsvc and changes it as its
// users want. It knows newsvc's JSON documents and nothing else: it reads no text that
// newsvc prints for users, and imports no package of newsvc's.
package program

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Machine is how the program reaches newsvc.
type Machine struct {
	// Newsvc runs newsvc in a folder with arguments, and returns the document that --json
	// makes it print, and the exit code. The documents say all that the exit code does, so it
	// may be 0 where there is none.
	Newsvc func(folder string, args ...string) (document []byte, exitCode int, err error)
	// Start runs a command that a document names, such as git commit.
	Start func(folder string, args ...string) error

	Folder    string // in which services are created
	Framework string // of the service
	LaterPack string // a folder with a later version of the service's pack
}

// Program is one run of the program: all tasks on one service.
type Program struct {
	Machine
	root     string // of the service
	commands document
	options  document
}

// Task is something that a user wants from the program.
type Task struct {
	Name string
	Do   func(*Program) error
}

// Tasks are all tasks, in their order. Each continues with the service that those before it
// left.
var Tasks = []Task{
	{"create a service", (*Program).create},
	{"add a resource that refers to another one", (*Program).addResource},
	{"add a field, and correct the request as its failure says", (*Program).addField},
	{"replace a field by another one", (*Program).replaceField},
	{"make a change that conflicts with an edit, and resolve it", (*Program).resolveConflict},
	{"abort a change that another run of the program left unfinished", (*Program).recoverUnfinished},
	{"turn a feature on and off", (*Program).toggleFeature},
	{"say which files belong to a feature, and which of them are edited", (*Program).explainFeature},
	{"switch the database", (*Program).switchDatabase},
	{"undo the last change", (*Program).undo},
	{"update to a later version of the pack", (*Program).update},
	{"remove a resource that another one refers to", (*Program).removeResource},
}

// New returns a program that has read what newsvc can do.
func New(m Machine) (*Program, error) {
	p := &Program{Machine: m, root: filepath.Join(m.Folder, "shop")}
	var err error
	if p.commands, err = p.run(m.Folder, "commands"); err != nil {
		return nil, err
	}
	p.options, err = p.run(m.Folder, "options")
	return p, err
}

// run runs a command that has to succeed.
func (p *Program) run(folder string, args ...string) (document, error) {
	doc, err := p.ask(folder, args...)
	if err == nil && (doc.exit != 0 || doc.Schema == "newsvc/failure" || len(doc.Conflicts) > 0) {
		err = fmt.Errorf("newsvc %s isn't done: exit code %d: %s", strings.Join(args, " "), doc.exit, doc.raw)
	}
	return doc, err
}

// ask runs a command, and checks that newsvc's description of its commands is true of it.
func (p *Program) ask(folder string, args ...string) (document, error) {
	var doc document
	var err error
	if doc.raw, doc.exit, err = p.Newsvc(folder, args...); err != nil {
		return doc, err
	}
	if err := json.Unmarshal(doc.raw, &doc); err != nil {
		return doc, fmt.Errorf("newsvc %s: %w: %s", strings.Join(args, " "), err, doc.raw)
	}
	if p.commands.Commands != nil {
		if err := p.check(doc, args); err != nil {
			return doc, fmt.Errorf("newsvc %s: %w: %s", strings.Join(args, " "), err, doc.raw)
		}
	}
	return doc, nil
}

// check compares a call and its result with the description of the commands.
func (p *Program) check(doc document, args []string) error {
	command := p.command(args)
	switch {
	case !slices.ContainsFunc(p.commands.ExitCodes, func(e exitCode) bool { return e.Code == doc.exit }):
		return fmt.Errorf("exit code %d isn't one of the described ones", doc.exit)
	case doc.Schema == "newsvc/failure":
		for _, f := range doc.failures() {
			if !slices.Contains(p.commands.errorCodes(), f.Code) {
				return fmt.Errorf("the error code %s isn't one of the described ones", f.Code)
			}
		}
		return nil
	case command == nil:
		return fmt.Errorf("it isn't a described command")
	case !slices.Contains(command.Documents, doc.Schema):
		return fmt.Errorf("%s isn't one of the described documents", doc.Schema)
	}
	for _, arg := range args {
		name, isFlag := strings.CutPrefix(arg, "--")
		name, _, _ = strings.Cut(name, "=")
		if isFlag && !slices.ContainsFunc(command.Flags, func(f flag) bool { return f.Name == name }) {
			return fmt.Errorf("the flag --%s isn't described", name)
		}
	}
	return nil
}

// command returns the description of the command that arguments begin with.
func (p *Program) command(args []string) *command {
	var found *command
	for i, c := range p.commands.Commands {
		words := strings.Fields(c.Name)[1:]
		if len(words) <= len(args) && slices.Equal(words, args[:len(words)]) && (found == nil || len(c.Name) > len(found.Name)) {
			found = &p.commands.Commands[i]
		}
	}
	return found
}

// persist runs a command and, as long as it fails and the failure names commands that
// continue, the first of those. It returns the codes of the failures.
func (p *Program) persist(args ...string) (document, []string, error) {
	const attempts = 5
	var codes []string
	for range attempts {
		doc, err := p.ask(p.root, args...)
		if err != nil || doc.Schema != "newsvc/failure" {
			return doc, codes, err
		}
		failure := doc.failures()[0]
		if len(failure.Next) == 0 {
			return doc, codes, fmt.Errorf("newsvc %s: nothing says how to continue: %s", strings.Join(args, " "), doc.raw)
		}
		codes, args = append(codes, failure.Code), arguments(failure.Next[0])
	}
	return document{}, codes, fmt.Errorf("newsvc %s still fails", strings.Join(args, " "))
}

// arguments are those of a command of newsvc's that a document names.
func arguments(c next) []string {
	return slices.DeleteFunc(slices.Clone(c.Args[1:]), func(arg string) bool { return arg == "--json" })
}

// change makes a change that has to succeed, and commits it.
func (p *Program) change(args ...string) error {
	doc, err := p.run(p.root, args...)
	if err != nil {
		return err
	}
	return p.commit(doc)
}

// commit commits a change with the commands that its document names.
func (p *Program) commit(doc document) error {
	committed := false
	for _, c := range doc.Next {
		if c.Args[0] != "git" {
			continue // The tests of the service run elsewhere.
		}
		if err := p.Start(c.Folder, c.Args...); err != nil {
			return err
		}
		committed = true
	}
	if !committed {
		return fmt.Errorf("nothing says how to commit: %s", doc.raw)
	}
	return nil
}

// status returns the state of the service.
func (p *Program) status() (service, error) {
	doc, err := p.ask(p.root, "status")
	if err == nil && len(doc.Services) != 1 {
		err = fmt.Errorf("status: %s", doc.raw)
	}
	if err != nil {
		return service{}, err
	}
	return doc.Services[0], nil
}

// finished checks that nothing is left to do in the service.
func (p *Program) finished() (service, error) {
	s, err := p.status()
	if err == nil && len(s.Conflicts)+len(s.Deleted)+len(s.Unfinished)+len(s.Problem) > 0 {
		err = fmt.Errorf("the service isn't finished: %+v", s)
	}
	return s, err
}

// files returns the content of the service's files by path, without git's.
func (p *Program) files() (map[string]string, error) {
	files, root := map[string]string{}, os.DirFS(p.root) //nolint:forbidigo // the program made the folder
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		files[path] = string(data)
		return err
	})
	return files, err
}

// edit changes a file of the service.
func (p *Program) edit(path string, how func(text string) string) error {
	data, err := fs.ReadFile(os.DirFS(p.root), path) //nolint:forbidigo // the program made the folder
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(p.root, filepath.FromSlash(path)), []byte(how(string(data))), 0o644)
}
