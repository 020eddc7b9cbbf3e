package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/packdev"
)

func newPackTestCommand(a *app) *cobra.Command {
	var o packdev.TestOptions
	cmd := &cobra.Command{
		Use:   "test [DIR]",
		Short: "Compare what a pack renders with its golden trees",
		Long: "Render the cases of the pack in DIR, or in the current folder, and compare them with\n" +
			"their golden trees. The case shop has its answers in tests/shop.yaml, in the form of\n" +
			"newsvc init --answers, and its golden tree in the folder tests/shop. Neither is part of\n" +
			"the pack. --update writes the golden trees; read their diff before you commit it.\n\n" +
			"The exit code is 3 if a case differs or fails.\n\n" +
			"--build also builds, vets and tests the services in a temporary folder. The code of the\n" +
			"services, and of the modules that they require, runs as you. Don't use it for a pack\n" +
			"that you don't trust.",
		Example: "  newsvc pack test\n  newsvc pack test acme --case shop --update\n  newsvc pack test acme --build",
		Args:    packFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Dir = folderOf(args)
			return a.packTest(cmd.Context(), o)
		},
		ValidArgsFunction: completeOneFolder,
	}
	addCasesFlags(cmd, &o.Cases, &o.Names)
	cmd.Flags().BoolVar(&o.Update, "update", false, "write what is rendered to the golden trees")
	cmd.Flags().BoolVar(&o.Build, "build", false, "also build, vet and test the services, which runs their code")
	return cmd
}

func (a *app) packTest(ctx context.Context, o packdev.TestOptions) error {
	tested, err := packdev.Test(ctx, a.host, o)
	if err != nil {
		return err
	}
	doc := document.NewPackTest(tested)
	if err := a.Emit(doc); err != nil {
		return err
	}
	return doc.Failure()
}
