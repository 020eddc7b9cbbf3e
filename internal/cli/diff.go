package cli

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/plan"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// diffOptions are what `newsvc diff` was told.
type diffOptions struct {
	app     *app
	paths   []string
	packDir string
}

type diffDocument struct {
	document
	Folder  string       `json:"folder"` // the service's
	Changes []fileChange `json:"changes"`
}

type fileChange struct {
	Path   string `json:"path"`
	Change string `json:"change"` // changed or deleted
	Once   bool   `json:"once,omitempty"`
	Patch  string `json:"patch"`
}

func newDiffCommand(a *app) *cobra.Command {
	o := &diffOptions{app: a}
	cmd := &cobra.Command{
		Use:   "diff [PATH...]",
		Short: "Show what was changed in a service since newsvc wrote it",
		Long: "Show, as a patch, how the files of the service around the current folder differ\n" +
			"from what newsvc wrote. With paths, only those files, or those in those folders.\n" +
			"Files that newsvc didn't write are none of its business.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			return o.diff(cmd.Context())
		},
	}
	addPackFlag(cmd, &o.packDir)
	return cmd
}

func (o *diffOptions) diff(ctx context.Context) error {
	opened, err := o.app.host.Open(ctx, o.packDir)
	if err != nil {
		return err
	}
	root, base := opened.Root, opened.Base
	work, err := disk.Read(ctx, root, base.Tree())
	if err != nil {
		return err
	}
	wanted, err := o.filter(root, base.Tree())
	if err != nil {
		return err
	}
	doc := diffDocument{document{"newsvc/diff", 1}, root, []fileChange{}}
	for _, file := range base.Files {
		if change, ok := changed(file, work); ok && wanted(file.Path) {
			doc.Changes = append(doc.Changes, change)
		}
	}
	if o.app.json {
		return o.app.printJSON(doc)
	}
	var patches strings.Builder
	for _, change := range doc.Changes {
		patches.WriteString(change.Patch)
	}
	return o.app.write(patches.String())
}

// changed compares one file with what is there.
func changed(file plan.File, work tree.Tree) (fileChange, bool) {
	before := &tree.File{Data: file.Data, Exec: file.Exec}
	change := fileChange{Path: file.Path, Change: "deleted", Once: file.Once}
	var after *tree.File
	if there, ok := work[file.Path]; ok {
		after, change.Change = &there, "changed"
	}
	change.Patch = merge.Patch(file.Path, before, after)
	return change, change.Patch != ""
}

// filter holds for the files that the paths name: themselves, or the folders
// that they are in.
func (o *diffOptions) filter(root string, base tree.Tree) (func(path string) bool, error) {
	if len(o.paths) == 0 {
		return func(string) bool { return true }, nil
	}
	var named []string
	for _, arg := range o.paths {
		abs, err := filepath.Abs(arg)
		if err != nil {
			return nil, fault.Failed("bad_path", "find %s", arg).Because(err)
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
