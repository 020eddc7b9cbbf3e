package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/packdev"
)

func newPackDiffCommand(a *app) *cobra.Command {
	var o packdev.DiffOptions
	var patch bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Show what changes for services between two packs",
		Long: "Show what changes for services that are updated from the pack OLD to the pack NEW: the\n" +
			"options and their defaults, what NEW declares under changes, the modules that services\n" +
			"require, and which files differ. Each is a folder, a Go module\n" +
			"MODULE[//FOLDER][@VERSION], or newsvc[@VERSION].\n\n" +
			"The services are the cases of a pack in a folder, or else representative ones. --diff\n" +
			"shows how the files differ: each in the first service in which it does.\n\n" +
			"The exit code is 3 if services can't be updated, for example because an option is gone\n" +
			"and changes doesn't say what became of it.",
		Example: "  newsvc pack diff newsvc@0.1.0 newsvc\n  newsvc pack diff example.com/acme/pack@v1.2.0 . --diff",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 || args[0] == "" || args[1] == "" {
				return fault.Usage("two_packs", "newsvc pack diff needs two packs, but got %d", len(args)).WithHint("newsvc pack diff example.com/acme/pack@v1.2.0 .")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Old, o.New = args[0], args[1]
			return a.packDiff(cmd.Context(), o, patch)
		},
		ValidArgsFunction: completeFolders,
	}
	addCasesFlags(cmd, &o.Cases, &o.Names)
	cmd.Flags().BoolVar(&patch, "diff", false, "show how the files differ, as a patch")
	return cmd
}

func (a *app) packDiff(ctx context.Context, o packdev.DiffOptions, patch bool) error {
	difference, err := packdev.Diff(ctx, a.host, o)
	if err != nil {
		return err
	}
	doc := document.NewPackDiff(difference, patch)
	if err := a.Emit(doc); err != nil {
		return err
	}
	return doc.Failure()
}
