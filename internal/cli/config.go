package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/settings"
)

func newConfigCommand(a *app) *cobra.Command {
	unset := false
	cmd := &cobra.Command{
		Use:   "config [KEY [VALUE]]",
		Short: "Show or change your settings, such as the pack of new services",
		Long: "Show your settings, show one of them, or change it. They apply to every service that\n" +
			"you create:\n\n" +
			"  module_prefix  the beginning of module paths, such as github.com/acme\n" +
			"  pack           the pack: a folder, or a Go module MODULE[//FOLDER][@VERSION]\n\n" +
			"The flag --pack and the variable NEWSVC_PACK take precedence over the setting, and an\n" +
			"existing service always has the pack that it was made with.",
		Example: "  newsvc config\n  newsvc config pack example.com/acme/packs//go\n  newsvc config --unset pack",
		Args:    configArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if unset && len(args) != 1 {
				return fault.Usage("bad_flag", "--unset removes one setting, and needs its name alone").WithHint("newsvc config --unset pack")
			}
			return a.config(cmd.Context(), args, unset)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			switch {
			case len(args) == 0:
				return settings.Keys, cobra.ShellCompDirectiveNoFileComp
			case len(args) == 1 && args[0] == settings.Pack:
				return nil, cobra.ShellCompDirectiveFilterDirs
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().BoolVar(&unset, "unset", false, "remove the setting")
	return cmd
}

// configArguments refuses unknown keys and too many arguments.
func configArguments(_ *cobra.Command, args []string) error {
	if len(args) > 2 {
		return fault.Usage("too_many_arguments", "newsvc config takes a setting and its value, but got %q as well", args[2]).
			WithHint("put quotes around the value")
	}
	if len(args) > 0 && !slices.Contains(settings.Keys, args[0]) {
		err := fault.Usage("unknown_setting", "there is no setting %q", args[0])
		if near := fault.Nearest(args[0], settings.Keys); near != "" {
			return err.Meant(args[0], near)
		}
		return err.WithHint("the settings are %s", strings.Join(settings.Keys, " and "))
	}
	return nil
}

func (a *app) config(ctx context.Context, args []string, unset bool) error {
	file := a.env.ConfigFile()
	doc := document.Config{Header: document.NewHeader("config"), File: file, Settings: map[string]string{}}
	switch {
	case unset:
		if err := settings.Set(ctx, file, args[0], ""); err != nil {
			return err
		}
	case len(args) == 2:
		value, err := a.settingValue(ctx, args[0], args[1])
		if err != nil {
			return err
		}
		if err := settings.Set(ctx, file, args[0], value); err != nil {
			return err
		}
	case len(args) == 1:
		doc.Shown = args[0]
	}
	user, err := settings.Read(ctx, file)
	if err != nil {
		return err
	}
	for _, key := range settings.Keys {
		if value := user.Get(key); value != "" {
			doc.Settings[key] = value
		}
	}
	return a.Emit(doc)
}

// settingValue checks a setting, and makes the path of a pack's folder absolute.
// A pack in a module is not downloaded.
func (a *app) settingValue(ctx context.Context, key, value string) (string, error) {
	if err := settings.CheckValue(key, value, key+": "); err != nil || key != settings.Pack {
		return value, err
	}
	source, err := packstore.ParseSource(value)
	if err != nil || source.Dir == "" {
		return value, err
	}
	if _, err := a.host.Packs.Open(ctx, value); err != nil {
		return value, err
	}
	absolute, err := filepath.Abs(source.Dir)
	if err != nil {
		return value, fault.Failed("no_pack", "find %s", value).WithCause(err)
	}
	return absolute, nil
}
