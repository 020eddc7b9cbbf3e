package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/newsvc/newsvc/internal/fault"
)

// flagFault reports what is wrong with a flag, and which one was probably meant.
func flagFault(cmd *cobra.Command, err error) error {
	help := cmd.CommandPath() + " --help lists its flags"
	var (
		unknown *pflag.NotExistError
		empty   *pflag.ValueRequiredError
		bad     *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return fault.Usage("unknown_flag", "%s has no flag -%s", cmd.CommandPath(), name).WithHint("%s", help)
		}
		refusal := fault.Usage("unknown_flag", "%s has no flag --%s", cmd.CommandPath(), name)
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := fault.Nearest(name, names); near != "" {
			return refusal.WithHint("did you mean --%s? %s", near, help).WithInstead("--"+name, "--"+near)
		}
		return refusal.WithHint("%s", help)
	case errors.As(err, &empty):
		return fault.Usage("flag_without_value", "--%s needs a value", empty.GetFlag().Name).
			WithHint("--%s=%s", empty.GetFlag().Name, valueName(empty.GetFlag()))
	case errors.As(err, &bad):
		return fault.Usage("bad_flag", "--%s %q: %s", bad.GetFlag().Name, bad.GetValue(), reason(bad)).WithHint("%s", help)
	}
	return fault.Usage("bad_flag", "%s", err.Error()).WithHint("%s", help)
}

func valueName(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return strings.ToUpper(name)
}

func reason(err *pflag.InvalidValueError) string {
	if cause := err.Unwrap(); cause != nil {
		return cause.Error()
	}
	return "is not a value of this flag"
}

// noArguments refuses arguments, and says which command was probably meant.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasSubCommands() {
		return fault.Usage("too_many_arguments", "%s takes no arguments, but got %q", cmd.CommandPath(), args[0]).
			WithHint("%s --help", cmd.CommandPath())
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	err, path := fault.Usage("unknown_command", "%s has no command %q", cmd.CommandPath(), args[0]), cmd.CommandPath()
	if near := fault.Nearest(args[0], names); near != "" {
		return err.WithHint("did you mean %s %s? %s --help lists the commands", path, near, path).WithInstead(args[0], near)
	}
	return err.WithHint("%s --help lists the commands", path)
}
