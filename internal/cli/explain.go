package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

func newExplainCommand(a *app) *cobra.Command {
	var packDir string
	cmd := &cobra.Command{
		Use:   "explain PATH",
		Short: "Show where a file of a service comes from, and what became of it",
		Long: "Show which layer of the pack generates a file of the service around the current\n" +
			"folder, which answers it depends on, and whether it is as it was generated.",
		Example: "  newsvc explain internal/server/routes.go",
		Args:    exactly(1, "one file", "newsvc explain go.mod"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.explain(cmd.Context(), args[0], packDir)
		},
	}
	addPackFlag(cmd, &packDir)
	return cmd
}

// exactly refuses any other number of arguments, and says what to give.
func exactly(n int, what, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fault.Usage("bad_arguments", "%s takes %s", cmd.CommandPath(), what).WithHint("as in %s", example)
	}
}

func (a *app) explain(ctx context.Context, arg, packDir string) error {
	opened, err := a.host.Open(ctx, packDir)
	if err != nil {
		return err
	}
	path, err := service.PathIn(opened.Root, arg)
	if err != nil {
		return err
	}
	work, err := disk.Read(ctx, opened.Root, tree.Tree{path: {}})
	if err != nil {
		return err
	}
	explained, exists := opened.Explain(path, work)
	if !exists {
		return service.NoFile("explain", opened.Root, arg, opened.Base.Tree().Paths())
	}
	return a.Emit(document.Explain{
		Header: document.NewHeader("explain"), Path: path, State: explained.State,
		Once: explained.Once, Layer: explained.Layer, Answers: explained.Answers, Step: explained.Step,
	})
}
