package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/newsvc/newsvc/internal/cli/document"
)

// documents are the kinds of documents that each command prints with --json.
var documents = map[string][]string{
	"abort":           {"abort"},
	"add":             {"change"},
	"add field":       {"change"},
	"add resource":    {"change"},
	"commands":        {"commands"},
	"completion":      {"completion"},
	"config":          {"config"},
	"continue":        {"continue"},
	"diff":            {"diff"},
	"doctor":          {"doctor"},
	"explain":         {"explain"},
	"guide":           {"guide"},
	"init":            {"init"},
	"mcp":             {"failure"},
	"options":         {"options"},
	"pack":            {"failure"},
	"pack check":      {"pack-check"},
	"pack diff":       {"pack-diff"},
	"pack new":        {"pack-new"},
	"pack options":    {"options"},
	"pack pins":       {"pack-pins"},
	"pack test":       {"pack-test"},
	"remove":          {"change"},
	"remove field":    {"change"},
	"remove resource": {"change"},
	"set":             {"change"},
	"status":          {"status"},
	"undo":            {"undo"},
	"update":          {"update"},
	"version":         {"version"},
}

func newCommandsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "commands",
		Short: "List the commands, their flags and documents, and the exit codes",
		Long: "List the commands. With --json, the document has their flags, the schemas of the\n" +
			"documents that they print, all error codes and all exit codes. For one command,\n" +
			"newsvc COMMAND --help --json prints its part.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.registerPackFlags(cmd.Context(), cmd.Root(), []string{"init"}); err != nil {
				return err
			}
			a.notePack()
			return a.Emit(document.NewCommands(describeCommands(cmd.Root())))
		},
	}
}

// describeCommands describes a command, if it can run, and those below it.
func describeCommands(cmd *cobra.Command) []document.Command {
	var all []document.Command
	if kinds := documents[commandName(cmd)]; kinds != nil {
		all = append(all, describeCommand(cmd, kinds))
	}
	for _, sub := range cmd.Commands() {
		all = append(all, describeCommands(sub)...)
	}
	return all
}

// commandName is the name of a command without the program's.
func commandName(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

func describeCommand(cmd *cobra.Command, kinds []string) document.Command {
	d := document.Command{
		Name: cmd.CommandPath(), Usage: cmd.UseLine(), Summary: cmd.Short, About: cmd.Long, Example: cmd.Example, Arguments: document.NewArguments(cmd.Use),
		Flags: []document.Flag{}, Documents: []string{},
	}
	for _, kind := range kinds {
		d.Documents = append(d.Documents, document.NewHeader(kind).Schema)
	}
	add := func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		flag := document.Flag{Name: f.Name, Short: f.Shorthand, Value: value, Many: strings.HasSuffix(f.Value.Type(), "Array"), About: about}
		if f.DefValue != "[]" && f.DefValue != "false" {
			flag.Default = f.DefValue
		}
		d.Flags = append(d.Flags, flag)
	}
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return d
}

// help prints help for a command: its part of the document, or text.
func (a *app) help(text func(*cobra.Command, []string)) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		if cmd == a.initCommand {
			a.notePack()
		}
		if !a.JSON {
			text(cmd, args)
			return
		}
		if err := a.Emit(document.NewCommands(describeCommands(cmd))); err != nil {
			a.Fail(err)
		}
	}
}
