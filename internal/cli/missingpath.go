package cli

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/system"
)

// noFile reports that the service has no such file. The hint is the command with
// the file that was probably meant, as a path from the current folder.
func noFile(command, root, arg string, files []string) error {
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
		return err.WithHint("did you mean newsvc %s %s?", command, fromHere(root, near))
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
	here := absolute(".")
	name, err := filepath.Rel(here, filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return file
	}
	return name
}

// absolute returns an absolute path, if the current folder is known.
func absolute(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return filepath.Clean(name)
	}
	return abs
}
