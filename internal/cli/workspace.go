package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/rootfile"
	"github.com/newsvc/newsvc/internal/system"
)

// workspace is a go.work file and what it says.
type workspace struct {
	file string
	work *modfile.WorkFile
}

// workspaceAround reads the go.work that holds for a target; nil: none does,
// or it can't be read.
func (a *app) workspaceAround(target disk.Target) *workspace {
	file := target.GoWork
	switch named, _ := a.env.Lookup("GOWORK"); named {
	case "":
	case "off":
		return nil
	default:
		file = named
	}
	data, err := rootfile.ReadNamed(context.Background(), file, rootfile.MaxFile)
	if err != nil {
		return nil
	}
	work, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return nil
	}
	return &workspace{file, work}
}

// outsideWorkspace reports whether the go.work around the target leaves it
// out, so that the go command would refuse to build there until it is told.
func (a *app) outsideWorkspace(target disk.Target) bool {
	w := a.workspaceAround(target)
	return w != nil && !w.lists(target.Path)
}

// lists reports whether the module in a folder is one of the workspace's.
func (w *workspace) lists(dir string) bool {
	for _, use := range w.work.Use {
		if used := w.place(use.Path); used == dir || system.SameFile(used, dir) {
			return true
		}
	}
	return false
}

// place is the folder that a path in the file names.
func (w *workspace) place(path string) string {
	named := filepath.FromSlash(path)
	if filepath.IsAbs(named) {
		return named
	}
	return filepath.Join(filepath.Dir(w.file), named)
}

// write writes the workspace to a folder. It names the same folders as before,
// but those for which moved has others.
func (w *workspace) write(dir string, moved func(folder string) string) error {
	uses := make([]*modfile.Use, 0, len(w.work.Use))
	for _, use := range w.work.Use {
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(moved(w.place(use.Path))), ModulePath: use.ModulePath})
	}
	w.work.SetUse(uses)
	for _, r := range w.work.Replace {
		if r.New.Version != "" {
			continue
		}
		if err := w.work.AddReplace(r.Old.Path, r.Old.Version, filepath.ToSlash(moved(w.place(r.New.Path))), ""); err != nil {
			return fault.Failed("copy", "write go.work of the copy").Because(err)
		}
	}
	sums, err := rootfile.ReadNamed(context.Background(), w.file+".sum", rootfile.MaxFile)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, goWork+".sum"), sums, 0o644)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.WriteFile(filepath.Join(dir, goWork), modfile.Format(w.work.Syntax), 0o644)
	}
	if err != nil {
		return fault.Failed("copy", "write go.work of the copy").Because(err)
	}
	return nil
}
