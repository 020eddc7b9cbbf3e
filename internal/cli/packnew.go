package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/system"
)

func newPackNewCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "new DIR",
		Short: "Create a small pack that works",
		Long: "Create a small pack for services in Go in a new or an empty folder, or in a fresh\n" +
			"clone, whose files stay. It has two options, two layers and two cases, and passes\n" +
			"newsvc pack check and newsvc pack test. Change it step by step into your own.",
		Example: "  newsvc pack new acme\n  newsvc pack new . --name acme",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.Usage("no_folder_given", "newsvc pack new needs the folder of the new pack").WithHint("newsvc pack new acme")
			}
			return packFolder(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.packNew(cmd.Context(), args[0], name)
		},
		ValidArgsFunction: completeOneFolder,
	}
	cmd.Flags().StringVar(&name, "name", "", "the pack's `name` (default the folder's)")
	_ = cmd.RegisterFlagCompletionFunc("name", cobra.NoFileCompletions)
	return cmd
}

func (a *app) packNew(ctx context.Context, dir, name string) error {
	created, err := packdev.New(ctx, a.host, dir, name)
	if err != nil {
		return err
	}
	command := func(words ...string) string {
		return system.CommandLine(a.env.OS, append([]string{"newsvc"}, words...)...)
	}
	return a.Emit(document.PackNew{
		Header: document.NewHeader("pack-new"), Folder: created.Dir, Name: created.Name, Files: created.Files,
		Next: []string{command("pack", "check", dir), command("pack", "test", dir, "--build"), command("init", "shop", "--pack", packSource(dir))},
	})
}

// packSource returns a folder in a form that --pack doesn't mistake for a module.
func packSource(dir string) string {
	if source, err := packstore.ParseSource(dir); err == nil && source.Dir != "" {
		return dir
	}
	return "./" + dir
}
