package cli

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/cli/document"
	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/system"
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
	wanted, err := pathFilter(root, base.Tree(), paths)
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
		after, change.Change = &now, "changed"
	}
	change.Patch = merge.Patch(file.Path, before, after)
	return change, change.Patch != ""
}

// pathFilter returns a function that reports whether one of the paths names a
// file, or a folder that it is in.
func pathFilter(root string, base tree.Tree, paths []string) (func(path string) bool, error) {
	if len(paths) == 0 {
		return func(string) bool { return true }, nil
	}
	var named []string
	for _, arg := range paths {
		abs, err := filepath.Abs(arg)
		if err != nil {
			return nil, fault.Failed("bad_path", "find %s", arg).WithCause(err)
		}
		within, ok := system.Below(root, abs)
		if !ok {
			return nil, outside(root, arg)
		}
		if !slices.ContainsFunc(base.Paths(), func(file string) bool { return covers(within, file) }) {
			return nil, noFile("diff", root, arg, base.Paths())
		}
		named = append(named, within)
	}
	return func(file string) bool {
		return slices.ContainsFunc(named, func(name string) bool { return covers(name, file) })
	}, nil
}

// covers reports whether name is the file, or a folder that it is in.
func covers(name, file string) bool {
	name = path.Clean(name)
	return name == "." || name == file || strings.HasPrefix(file, name+"/")
}
