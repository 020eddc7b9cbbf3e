package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
)

// registerPackFlags gives `newsvc init` a flag for each option of its pack, which
// args name. It loads the pack only for that command, because that takes longer
// than everything else at the start.
func (a *app) registerPackFlags(root *cobra.Command, args []string) error {
	completing := false
	for len(args) > 0 {
		switch args[0] {
		case cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			completing = true
		case "help", "--json":
		default:
			return a.registerFlagsOf(root, args, completing)
		}
		args = args[1:]
	}
	return nil
}

func (a *app) registerFlagsOf(root *cobra.Command, args []string, completing bool) error {
	cmd, rest, err := root.Find(args)
	if err != nil || a.init == nil || cmd != a.initCommand {
		return nil // if something is wrong, parsing reports it
	}
	p, err := packstore.Load(packDirOf(rest))
	if err != nil {
		if completing {
			return nil
		}
		return err
	}
	a.init.pack = p
	a.init.flags.addFlags(cmd, p.Manifest)
	return nil
}

// packDirOf finds the value of --pack before flags are parsed, because the pack
// decides which flags there are.
func packDirOf(args []string) string {
	dir := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--pack="); ok {
			dir = value
		} else if arg == "--pack" && i+1 < len(args) {
			dir = args[i+1]
		}
	}
	return dir
}

// addPackFlag adds --pack. For init, registerPackFlags reads it earlier.
func addPackFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "pack", "", "use the pack in this `folder` instead of the built-in one")
	_ = cmd.MarkFlagDirname("pack")
}

// addCompletions completes the values of init's own flags.
func (o *initOptions) addCompletions(cmd *cobra.Command) {
	_ = cmd.MarkFlagFilename("answers", "yaml", "yml", "json")
	nothing := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	_ = cmd.RegisterFlagCompletionFunc("resource", nothing)
	_ = cmd.RegisterFlagCompletionFunc("overwrite", nothing)
	_ = cmd.RegisterFlagCompletionFunc("set", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return completeSetting(o.flags.manifest, typed)
	})
}

// completeSetting completes KEY= and then its value.
func completeSetting(m pack.Manifest, typed string) ([]string, cobra.ShellCompDirective) {
	key, value, valued := strings.Cut(typed, "=")
	var found []string
	for _, option := range m.Options {
		switch {
		case valued && option.Name == key:
			for _, c := range completions(option, value) {
				found = append(found, key+"="+c)
			}
		case !valued && strings.HasPrefix(option.Name, key):
			found = append(found, cobra.CompletionWithDesc(option.Name+"=", option.Help))
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if !valued {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return found, directive
}
