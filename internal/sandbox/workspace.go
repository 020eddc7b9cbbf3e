package sandbox

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

// workspaceAround reads the go.work that is in effect in a folder. It returns
// nil when none is, or when it can't be read.
func workspaceAround(target disk.Target, env system.Env) *workspace {
	file := target.GoWork
	switch named := env.Get("GOWORK"); named {
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

// OutsideWorkspace reports whether the go.work around a folder doesn't list it,
// so that the go command refuses to build there.
func OutsideWorkspace(target disk.Target, env system.Env) bool {
	w := workspaceAround(target, env)
	return w != nil && !w.lists(target.Path)
}

// lists reports whether the module in a folder is part of the workspace.
func (w *workspace) lists(dir string) bool {
	for _, use := range w.work.Use {
		if used := w.folder(use.Path); used == dir || system.SameFile(used, dir) {
			return true
		}
	}
	return false
}

// folder returns the folder that a path in the file names.
func (w *workspace) folder(path string) string {
	named := filepath.FromSlash(path)
	if filepath.IsAbs(named) {
		return named
	}
	return filepath.Join(filepath.Dir(w.file), named)
}

// write writes the workspace to a folder. It names the same folders as before,
// except for those that moved maps to others.
func (w *workspace) write(dir string, moved func(folder string) string) error {
	uses := make([]*modfile.Use, 0, len(w.work.Use))
	for _, use := range w.work.Use {
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(moved(w.folder(use.Path))), ModulePath: use.ModulePath})
	}
	w.work.SetUse(uses)
	for _, r := range w.work.Replace {
		if r.New.Version != "" {
			continue
		}
		if err := w.work.AddReplace(r.Old.Path, r.Old.Version, filepath.ToSlash(moved(w.folder(r.New.Path))), ""); err != nil {
			return fault.Failed("copy", "write go.work of the copy").WithCause(err)
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
		return fault.Failed("copy", "write go.work of the copy").WithCause(err)
	}
	return nil
}
