package service

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
	"github.com/newsvc/newsvc/internal/tree"
)

// PathIn returns the path, from the service's folder, of a file as it was typed.
func PathIn(root, arg string) (string, error) {
	abs, err := filepath.Abs(arg)
	if err != nil {
		return "", fault.Failed("bad_path", "find %s", arg).WithCause(err)
	}
	within, ok := system.Below(root, abs)
	switch {
	case !ok:
		return "", outside(root, arg)
	case within == "":
		return "", fault.Usage("bad_path", "%s is a folder", arg).WithHint("name one file; newsvc status covers them all")
	}
	if info, err := os.Stat(abs); err == nil && info.IsDir() {
		return "", fault.Usage("bad_path", "%s is a folder", arg).WithHint("name one file; newsvc status covers them all")
	}
	return within, nil
}

// PathFilter returns a function that reports whether one of the paths names a
// file, or a folder that it is in.
func PathFilter(root string, base tree.Tree, paths []string) (func(path string) bool, error) {
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
			return nil, NoFile("diff", root, arg, base.Paths())
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

// NoFile reports that the service has no such file. The hint is the command with
// the file that was probably meant, as a path from the current folder.
func NoFile(command, root, arg string, files []string) error {
	err := fault.Usage("bad_path", "%s is not a file of this service", arg)
	if command == "diff" {
		err = fault.Usage("bad_path", "%s is neither a file that newsvc generated nor a folder with one", arg)
	}
	within, ok := system.Below(root, absolute(arg))
	if !ok {
		return outside(root, arg)
	}
	names := slices.Clone(files)
	for _, file := range files {
		for folder := path.Dir(file); folder != "." && command != "explain"; folder = path.Dir(folder) {
			names = append(names, folder)
		}
	}
	slices.Sort(names)
	if near := fault.Nearest(within, slices.Compact(names)); near != "" {
		return err.WithHint("did you mean newsvc %s %s?", command, fromHere(root, near)).WithInstead(arg, fromHere(root, near))
	}
	if command == "diff" {
		return err.WithHint("newsvc diff alone shows all changes")
	}
	return err.WithHint("name a file from the current folder, as in newsvc %s %s", command, fromHere(root, "go.mod"))
}

func outside(root, arg string) error {
	return fault.Usage("bad_path", "%s is outside the service %s", arg, root).
		WithHint("go into the folder of its service, or name a path in this one")
}

// fromHere returns the path of a service's file from the current folder.
func fromHere(root, file string) string {
	return system.FromHere(filepath.Join(root, filepath.FromSlash(file)))
}

// absolute returns an absolute path, if the current folder is known.
func absolute(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return filepath.Clean(name)
	}
	return abs
}
