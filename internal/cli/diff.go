package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/tree"
)

func newDiffCommand(a *app) *cobra.Command {
	var packDir string
	cmd := &cobra.Command{
		Use:   "diff [PATH...]",
		Short: "Show what was changed in a service since newsvc wrote it",
		Long: "Show, as a patch, how the files of the service around the current folder differ\n" +
			"from what newsvc wrote. With paths, only those files, or those in those folders.\n" +
			"Files that newsvc didn't write are left out.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.diff(cmd.Context(), args, packDir)
		},
	}
	addPackFlag(cmd, &packDir)
	return cmd
}

func (a *app) diff(ctx context.Context, paths []string, packDir string) error {
	opened, err := a.host.Open(ctx, packDir)
	if err != nil {
		return err
	}
	root, base := opened.Root, opened.Base
	work, err := disk.Read(ctx, root, base.Tree())
	if err != nil {
		return err
	}
	wanted, err := service.PathFilter(root, base.Tree(), paths)
	if err != nil {
		return err
	}
	doc := document.Diff{Header: document.NewHeader("diff"), Folder: root, Changes: []document.FileChange{}}
	for _, file := range base.Files {
		if change, ok := changed(file, work); ok && wanted(file.Path) {
			doc.Changes = append(doc.Changes, change)
		}
	}
	return a.Emit(doc)
}

// changed compares one file with the one on disk.
func changed(file render.File, work tree.Tree) (document.FileChange, bool) {
	before := &tree.File{Data: file.Data, Exec: file.Exec}
	change := document.FileChange{Path: file.Path, Change: "deleted", Once: file.Once}
	var after *tree.File
	if now, ok := work[file.Path]; ok {
		if !now.Unread {
			now.Data = merge.KeepEndings(file.Data, now.Data) // git may have converted them
		}
		after, change.Change = &now, "changed"
	}
	change.Patch = merge.Patch(file.Path, before, after)
	return change, change.Patch != ""
}
