package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/newsvc/newsvc/internal/cli/flags"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/sandbox"
)

// registerPackFlags gives `newsvc init` a flag for each option of its pack, which
// args name. It loads the pack only for that command, because that takes longer
// than everything else at the start. If the pack can't be loaded, there are the flags of
// the built-in pack, for help and completions, and init itself fails.
func (a *app) registerPackFlags(ctx context.Context, root *cobra.Command, args []string) error {
	for len(args) > 0 {
		switch args[0] {
		case cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			a.host.Packs.Modules = a.modules(true)
		case "help", "--json":
		default:
			return a.registerFlagsOf(ctx, root, args)
		}
		args = args[1:]
	}
	return nil
}

func (a *app) registerFlagsOf(ctx context.Context, root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil || a.init == nil || cmd != a.initCommand {
		return nil // if something is wrong, parsing reports it
	}
	p, choice, err := a.openPack(ctx, packOf(rest))
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		a.init.noPack = err
		if p, err = packstore.Load(""); err != nil {
			return err
		}
	}
	a.init.pack, a.init.choice = p, choice
	a.init.flags.AddTo(cmd, p.Manifest)
	return nil
}

// flagFault reports what is wrong with a flag of init. Without the pack, nobody
// knows its flags.
func (o *initOptions) flagFault(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		empty   *pflag.ValueRequiredError
		bad     *pflag.InvalidValueError
	)
	ofPack := errors.As(err, &unknown) ||
		errors.As(err, &empty) && o.flags.Own[empty.GetFlag().Name] ||
		errors.As(err, &bad) && o.flags.Own[bad.GetFlag().Name]
	if o.noPack != nil && ofPack {
		return o.noPack
	}
	return flagFault(cmd, err)
}

// notePack says that the flags shown for init aren't those of its pack.
func (a *app) notePack() {
	if a.init != nil && a.init.noPack != nil {
		a.Note("newsvc: the flags of newsvc init are those of the built-in pack: %s", fault.All(a.init.noPack)[0].Error())
	}
}

// modules finds the modules of packs. For completions, it doesn't use the network.
func (a *app) modules(offline bool) packstore.Modules {
	return packstore.Once(sandbox.Downloader{Disk: a.host.Disk, Env: a.env, Offline: offline})
}

// packOf finds the value of --pack before flags are parsed, because the pack
// decides which flags there are.
func packOf(args []string) string {
	source := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--pack="); ok {
			source = value
		} else if arg == "--pack" && i+1 < len(args) {
			source = args[i+1]
		}
	}
	return source
}

// addPackFlag adds --pack to a command for a service that exists.
func addPackFlag(cmd *cobra.Command, source *string) {
	cmd.Flags().StringVar(source, "pack", "", "where the service's `pack` is, if newsvc can't find it: a folder")
	_ = cmd.MarkFlagDirname("pack")
}

// addNewPackFlag adds --pack to a command that uses the pack of new services. For
// init, registerPackFlags reads it earlier.
func addNewPackFlag(cmd *cobra.Command, source *string) {
	cmd.Flags().StringVar(source, "pack", "", "the `pack` to use: a folder, or a Go module MODULE[//FOLDER][@VERSION] (default NEWSVC_PACK, or newsvc config pack, or the built-in one)")
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
	_ = cmd.RegisterFlagCompletionFunc("preset", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return completePresets(o.flags.Manifest, typed), cobra.ShellCompDirectiveNoFileComp
	})
	_ = cmd.RegisterFlagCompletionFunc("set", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return flags.Assignments(o.flags.Manifest, typed, nil)
	})
}
