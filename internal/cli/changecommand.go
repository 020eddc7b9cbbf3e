package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
)

// changeCommand is a command that changes a service, and what its arguments
// have to be.
type changeCommand struct {
	op      change.Op
	kind    change.Kind
	least   int    // arguments
	needs   string // what they are
	example string
}

// The commands that change a service.
var (
	addResource    = changeCommand{change.Add, change.Resource, 2, "a name and a field", "newsvc add resource post title:string"}
	addField       = changeCommand{change.Add, change.Field, 2, "a resource and a field", "newsvc add field user age:int:optional"}
	removeResource = changeCommand{change.Remove, change.Resource, 1, "a resource", "newsvc remove resource post"}
	removeField    = changeCommand{change.Remove, change.Field, 2, "a resource and a field", "newsvc remove field user age"}
	setOptions     = changeCommand{change.Set, "", 1, "an option and its value", "newsvc set framework=gin"}
)

// words are those of the command, before its arguments.
func (c changeCommand) words() []string {
	if c.kind == "" {
		return []string{string(c.op)}
	}
	return []string{string(c.op), string(c.kind)}
}

// incomplete refuses arguments that say too little.
func (c changeCommand) incomplete(args []string) error {
	if len(strings.Fields(strings.Join(args, " "))) >= c.least {
		return nil
	}
	return fault.Usage("too_few_arguments", "newsvc %s needs %s", strings.Join(c.words(), " "), c.needs).WithHint("as in %s", change.Example(c.op, c.kind, args, c.example))
}

// given is the part of a request that too few arguments make.
func (c changeCommand) given(args []string) change.Request {
	r := change.Request{Op: c.op, Kind: c.kind}
	if len(args) > 0 {
		r.Resource = args[0]
	}
	return r
}

// newChangeCommand adds to a command the flags with which a service changes,
// and executes the change.
func (a *app) newChangeCommand(cmd *cobra.Command, c changeCommand, complete completer) *cobra.Command {
	o := reviseOptions{removes: c.op != change.Add}
	o.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return a.runTyped(cmd.Context(), o, c, args) }
	cmd.ValidArgsFunction = a.completeFromService(&o.packDir, complete)
	return cmd
}

// newChangeParent is newChangeCommand for a command whose commands say what is
// changed. It asks which one is meant.
func (a *app) newChangeParent(cmd *cobra.Command, op change.Op, commands ...changeCommand) *cobra.Command {
	o := reviseOptions{removes: op != change.Add}
	o.addFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var examples []string
		for _, c := range commands {
			examples = append(examples, c.example)
		}
		hint := "write " + strings.Join(examples, ", or ")
		if len(args) > 0 {
			return fault.Usage("unknown_command", "%s has no command %q", cmd.CommandPath(), args[0]).WithHint("%s", change.MeantHint(op, args, hint))
		}
		if !a.mayAsk() || o.yes {
			return fault.Usage("no_command", "%s what?", cmd.CommandPath()).WithHint("%s", hint)
		}
		return a.runAsked(cmd.Context(), o, change.Request{Op: op})
	}
	return cmd
}
