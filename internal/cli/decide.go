package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/ask"
	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// decision decides what a service becomes.
type decision func(change.Service) (change.Change, error)

// revising is a command that changes a service: the words before its
// arguments, and what those have to be.
type revising struct {
	words   []string
	least   int    // arguments
	needs   string // what they are
	example string
}

// The commands that change a service.
var (
	addResource    = revising{[]string{ask.Add, ask.Resource}, 2, "a name and a field", "newsvc add resource post title:string"}
	addField       = revising{[]string{ask.Add, ask.Field}, 2, "a resource and a field", "newsvc add field user age:int:optional"}
	removeResource = revising{[]string{ask.Remove, ask.Resource}, 1, "a resource", "newsvc remove resource post"}
	removeField    = revising{[]string{ask.Remove, ask.Field}, 2, "a resource and a field", "newsvc remove field user age"}
	setOptions     = revising{[]string{ask.Set}, 1, "an option and its value", "newsvc set framework=gin"}
)

// incomplete refuses arguments that say too little.
func (c revising) incomplete(args []string) error {
	if len(strings.Fields(strings.Join(args, " "))) >= c.least {
		return nil
	}
	return fault.Usage("too_few_arguments", "newsvc %s needs %s", strings.Join(c.words, " "), c.needs).WithHint("as in %s", c.example)
}

// runE carries out a command that changes a service.
func (o *reviseOptions) runE(c revising) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), c, args) }
}

// runParent asks which of its commands is meant; nothing else can be typed.
func (o *reviseOptions) runParent(commands ...revising) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		var examples []string
		for _, c := range commands {
			examples = append(examples, c.example)
		}
		hint := "write " + strings.Join(examples, ", or ")
		if len(args) > 0 {
			return fault.Usage("unknown_command", "%s has no command %q", cmd.CommandPath(), args[0]).WithHint("%s", hint)
		}
		if !o.app.mayAsk() || o.yes {
			return fault.Usage("no_command", "%s what?", cmd.CommandPath()).WithHint("%s", hint)
		}
		return o.runAsked(cmd.Context(), commands[0].words[:1])
	}
}

// decide reads the words of a whole command.
func decide(words []string) decision {
	switch verb, rest := words[0], words[1:]; {
	case verb == ask.Set:
		return func(s change.Service) (change.Change, error) {
			values, err := assignments(s, rest)
			if err != nil {
				return change.Change{}, err
			}
			return s.SetValues(values)
		}
	case verb == ask.Remove && rest[0] == ask.Resource:
		return func(s change.Service) (change.Change, error) { return s.RemoveResources(rest[1:]...) }
	case verb == ask.Remove:
		return func(s change.Service) (change.Change, error) { return s.RemoveFields(rest[1], rest[2:]...) }
	case rest[0] == ask.Resource:
		return func(s change.Service) (change.Change, error) {
			added, err := resource.Parse(strings.Join(rest[1:], " "), resourceNames(s)...)
			if err != nil {
				return change.Change{}, err
			}
			return s.AddResources(added)
		}
	default:
		return func(s change.Service) (change.Change, error) {
			added, err := parseFields(rest[2:], resourceNames(s))
			if err != nil {
				return change.Change{}, err
			}
			return s.AddFields(rest[1], added...)
		}
	}
}

// resourceNames are those of the resources that a new field may refer to.
func resourceNames(s change.Service) []string {
	var names []string
	for _, r := range s.Answers.Resources {
		names = append(names, r.Name)
	}
	return names
}

func parseFields(texts, targets []string) ([]resource.Field, error) {
	var fields []resource.Field
	var errs []error
	for _, text := range texts {
		f, err := resource.ParseField(text, targets...)
		fields, errs = append(fields, f), append(errs, err)
	}
	return fields, errors.Join(errs...)
}
