package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

func newAddCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Add a resource or a field to a service",
		Long: "Add a resource or a field to the service around the current folder.\n\n" +
			"What people wrote stays: what newsvc would lay now is merged into what is there.\n" +
			"Where both changed the same lines, the file gets conflict markers, as from git:\n" +
			"solve them and run newsvc continue, or take it all back with newsvc abort.",
		Args: needsCommand("newsvc add resource post title:string", "newsvc add field user age:int:optional"),
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	cmd.AddCommand(newAddResourceCommand(a), newAddFieldCommand(a))
	return cmd
}

// needsCommand refuses a command that only its subcommands can carry out.
func needsCommand(examples ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "write " + strings.Join(examples, ", or ")
		if len(args) == 0 {
			return fault.Usage("no_command", "%s what?", cmd.CommandPath()).WithHint("%s", hint)
		}
		return fault.Usage("unknown_command", "%s has no command %q", cmd.CommandPath(), args[0]).WithHint("%s", hint)
	}
}

func newAddResourceCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "resource NAME FIELD...",
		Short: "Add a resource: its API, its code and its table",
		Long: "Add a resource to the service around the current folder: its paths, its code in\n" +
			"every layer, its tests, and a migration that makes its table.\n\n" +
			"A field is written NAME:TYPE[=ARG][:MODIFIER...], as for newsvc init.",
		Example: "  newsvc add resource post title:string text:text author:ref=user",
		RunE: func(cmd *cobra.Command, args []string) error {
			if words := strings.Fields(strings.Join(args, " ")); len(words) < 2 {
				return atLeast(2, "a name and a field", "newsvc add resource post title:string")(cmd, words)
			}
			added, err := resource.Parse(strings.Join(args, " "))
			if err != nil {
				return err
			}
			o.typed = append([]string{"add", "resource"}, args...)
			return o.revise(cmd.Context(), func(s change.Service) (change.Change, error) {
				return s.AddResources(added)
			})
		},
	}
	o.addFlags(cmd)
	return cmd
}

func newAddFieldCommand(a *app) *cobra.Command {
	o := &reviseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "field RESOURCE FIELD...",
		Short: "Add fields to a resource",
		Long: "Add fields to a resource of the service around the current folder, with a\n" +
			"migration that adds their columns.\n\n" +
			"The rows that are there need a value: a field is optional, or has a default.",
		Example: "  newsvc add field user age:int:optional level:enum=free,paid:default=free",
		Args:    atLeast(2, "a resource and a field", "newsvc add field user age:int:optional"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var added []resource.Field
			var errs []error
			for _, text := range args[1:] {
				f, err := resource.ParseField(text)
				added, errs = append(added, f), append(errs, err)
			}
			if err := errors.Join(errs...); err != nil {
				return err
			}
			o.typed = append([]string{"add", "field"}, args...)
			return o.revise(cmd.Context(), func(s change.Service) (change.Change, error) {
				return s.AddFields(args[0], added...)
			})
		},
	}
	o.addFlags(cmd)
	return cmd
}

// atLeast refuses fewer than n arguments, and says what they are.
func atLeast(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= n {
			return nil
		}
		return fault.Usage("too_few_arguments", "%s needs %s", cmd.CommandPath(), what).WithHint("as in %s", example)
	}
}
