package program

import (
	"encoding/json"
	"fmt"
)

// document has the members of newsvc's documents that the program reads.
type document struct {
	raw  []byte
	exit int

	Schema string
	Folder string
	Next   []next
	Errors json.RawMessage // of a failure, or the codes of all errors
	Files  json.RawMessage // what happens to files, or their paths

	Conflicts []conflict
	Resources []string
	Services  []service
	Commands  []command
	ExitCodes []exitCode `json:"exit_codes"`
	Options   []option
	Types     []fieldType
	Findings  []finding

	State   string
	Layer   string
	Answers map[string]any
}

type next struct {
	Folder string
	Args   []string
}

type failure struct {
	Code string
	Next []next
}

type conflict struct {
	Path  string
	Parts []struct {
		First, Last      int
		Yours, Base, New string
	}
}

type service struct {
	State, Version, Unfinished, Problem string
	Answers                             map[string]any
	Resources, Edited, Deleted          []string
	Conflicts                           []conflict
}

type command struct {
	Name      string
	Arguments []struct {
		Name           string
		Optional, Many bool
	}
	Flags     []flag
	Documents []string
}

type flag struct {
	Name string
	Many bool
}

type exitCode struct{ Code int }

type option struct {
	Name    string
	Kind    string
	Choices []struct {
		Name  string
		Files []string
	}
}

type fieldType struct {
	Name, Value string
	Modifiers   []string
}

type finding struct {
	Name string
	OK   bool
	Fix  string
}

type changedFile struct{ Path, Action, Patch string }

// failures are what went wrong.
func (d document) failures() []failure { return decode[[]failure](d.Errors) }

// errorCodes are the codes of all errors.
func (d document) errorCodes() []string { return decode[[]string](d.Errors) }

// changed is what happens to files.
func (d document) changed() []changedFile { return decode[[]changedFile](d.Files) }

func decode[T any](data json.RawMessage) T {
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		panic(fmt.Sprintf("%v: %s", err, data))
	}
	return value
}

// option returns an option of the pack.
func (d document) option(name string) (option, error) {
	for _, o := range d.Options {
		if o.Name == name {
			return o, nil
		}
	}
	return option{}, fmt.Errorf("there is no option %s", name)
}

// fieldType returns the first type with a modifier and, if valued, a value.
func (d document) fieldType(modifier string, valued bool) (fieldType, error) {
	for _, t := range d.Types {
		for _, m := range t.Modifiers {
			if m == modifier && valued == (t.Value != "") {
				return t, nil
			}
		}
	}
	return fieldType{}, fmt.Errorf("no type has the modifier %s", modifier)
}
