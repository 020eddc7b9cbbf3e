package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/packdev"
	"github.com/newsvc/newsvc/internal/service"
)

func newPackNewCommand(a *app) *cobra.Command {
	var o packdev.NewOptions
	cmd := &cobra.Command{
		Use:   "new [DIR]",
		Short: "Create a small pack that works",
		Long: "Create a small pack for services in Go in DIR, or in the current folder. The folder is\n" +
			"new, empty, or a fresh clone, whose files stay. The pack has options, layers and cases,\n" +
			"and passes newsvc pack check and newsvc pack test. Change it step by step into your own.\n\n" +
			"With --extends, the pack consists of what differs from another one: a layer with a file.",
		Example: "  newsvc pack new acme\n  newsvc pack new acme --extends newsvc",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = folderOf(args)
			return a.packNew(cmd.Context(), o)
		},
		ValidArgsFunction: completeOneFolder,
	}
	cmd.Flags().StringVar(&o.Extends, "extends", "", "extend this `pack`: newsvc[@VERSION], or a Go module MODULE[//FOLDER][@VERSION]")
	cmd.Flags().StringVar(&o.Name, "name", "", "the pack's `name` (default the folder's)")
	_ = cmd.RegisterFlagCompletionFunc("name", cobra.NoFileCompletions)
	return cmd
}

func (a *app) packNew(ctx context.Context, o packdev.NewOptions) error {
	created, err := packdev.New(ctx, a.host, o)
	if err != nil {
		return err
	}
	return a.Emit(document.PackNew{
		Header: document.NewHeader("pack-new"), Folder: created.Dir, Name: created.Name, Files: created.Files,
		Next: service.CommandsIn(".", []string{"newsvc", "pack", "check", o.Dir}, []string{"newsvc", "pack", "test", o.Dir, "--build"},
			[]string{"newsvc", "init", "shop", "--pack", created.Source}),
	})
}
