package document

import (
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/plain"
)

// Commands describes newsvc's commands for programs.
type Commands struct {
	Header
	Commands  []Command  `json:"commands"`
	ExitCodes []ExitCode `json:"exit_codes"`
	Errors    []string   `json:"errors"` // the codes in a failure document
}

// Command is a command that does something, or a group of commands.
type Command struct {
	Name      string     `json:"name"`  // as it is typed, such as newsvc add field
	Usage     string     `json:"usage"` // with its arguments
	Summary   string     `json:"summary"`
	About     string     `json:"about,omitempty"`
	Example   string     `json:"example,omitempty"`
	Arguments []Argument `json:"arguments"`
	Flags     []Flag     `json:"flags"`
	Documents []string   `json:"documents"` // the schemas of what it prints with --json, besides newsvc/failure
}

// Argument is an argument of a command.
type Argument struct {
	Name     string `json:"name"`
	Optional bool   `json:"optional,omitempty"`
	Many     bool   `json:"many,omitempty"` // it can be given several times
}

// NewArguments returns the arguments in the usage of a command, such as RESOURCE FIELD...
func NewArguments(usage string) []Argument {
	arguments := []Argument{}
	_, usage, _ = strings.Cut(usage, " ")
	optional := 0
	for word := range strings.FieldsSeq(usage) {
		optional += strings.Count(word, "[")
		name := strings.Trim(word, "[].")
		arguments = append(arguments, Argument{Name: name, Optional: optional > 0, Many: strings.Contains(word, "...")})
		optional -= strings.Count(word, "]")
	}
	return arguments
}

// Flag is a flag of a command.
type Flag struct {
	Name    string `json:"name"`
	Short   string `json:"short,omitempty"`
	Value   string `json:"value,omitempty"` // what it takes; empty: nothing
	Many    bool   `json:"many,omitempty"`  // it can be given several times
	Default string `json:"default,omitempty"`
	About   string `json:"about"`
}

// ExitCode is an exit code of the process.
type ExitCode struct {
	Code    int    `json:"code"`
	Meaning string `json:"meaning"`
}

// NewCommands returns a document about commands.
func NewCommands(commands []Command) Commands {
	return Commands{
		Header: NewHeader("commands"), Commands: commands, Errors: errorCodes,
		ExitCodes: []ExitCode{
			{fault.ExitSuccess, "success"},
			{fault.ExitFailed, "failure"},
			{fault.ExitUsage, "the request is wrong"},
			{fault.ExitActionNeeded, "action is needed: conflicts, an available update, something missing"},
			{fault.ExitInterrupted, "interrupted"},
		},
	}
}

func (d Commands) print(p *Printer) error {
	var b plain.Builder
	for _, c := range d.Commands {
		b.Printf("%-26s %s\n", c.Name, c.Summary)
		if len(c.Documents) > 0 {
			b.Printf("%-26s --json: %s\n", "", strings.Join(c.Documents, ", "))
		}
	}
	b.Printf("\nexit codes:\n")
	for _, e := range d.ExitCodes {
		b.Printf("  %-4d %s\n", e.Code, e.Meaning)
	}
	return p.Say(b.Text())
}
