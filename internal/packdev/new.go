package packdev

import (
	"bytes"
	"context"
	"embed"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/lazyregexp"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

//go:embed all:skeleton
var skeleton embed.FS

// skeletonName stands for the name of the pack in the files of the skeleton.
const skeletonName = "NAME"

// Created is the result of New.
type Created struct {
	Dir    string // absolute
	Source string // the folder as --pack takes it
	Name   string
	Files  []string
}

// NewOptions says which pack to create.
type NewOptions struct {
	Dir     string
	Name    string // empty: the folder's
	Extends string // the source of the pack to extend; empty: none
}

// New creates a small pack in a folder that doesn't exist, is empty, or is a fresh clone,
// whose files stay. It passes Check and Test.
func New(ctx context.Context, host service.Host, o NewOptions) (Created, error) {
	dir := o.Dir
	if err := host.Recover(ctx, dir); err != nil {
		return Created{}, err
	}
	target, err := disk.Look(dir)
	if err != nil {
		return Created{}, err
	}
	if target.State == disk.Full {
		shown := dir
		if filepath.Clean(dir) == "." {
			shown = "this folder"
		}
		return Created{}, fault.Usage("folder_not_empty", "%s isn't empty: it contains %s", shown, listed(target.Entries)).
			WithHint("choose another folder: newsvc pack new DIR")
	}
	name, err := packName(target.Path, o.Name)
	if err != nil {
		return Created{}, err
	}
	files, err := newFiles(ctx, host, target.Path, name, o.Extends)
	if err != nil {
		return Created{}, err
	}
	created := Created{Dir: target.Path, Source: source(dir), Name: name}
	if target.State == disk.Missing {
		created.Files = files.Paths()
		return created, host.Disk.Create(ctx, target.Path, files)
	}
	var changes []merge.Change
	for _, path := range files.Paths() {
		if !slices.Contains(target.Entries, path) {
			changes = append(changes, merge.Change{Path: path, Action: merge.Create, After: file(files, path)})
			created.Files = append(created.Files, path)
		}
	}
	return created, host.Disk.Apply(ctx, target.Path, changes)
}

// source returns a folder in a form that --pack doesn't take for a module.
func source(dir string) string {
	if parsed, err := packstore.ParseSource(dir); err == nil && parsed.Dir != "" {
		return dir
	}
	return "./" + dir
}

var validName = lazyregexp.New(`^[a-z][a-z0-9_-]{0,63}$`)

// packName returns the name of a new pack.
func packName(dir, given string) (string, error) {
	name := given
	if name == "" {
		name = filepath.Base(dir)
		if !validName().MatchString(name) {
			name = spec.SuggestName(name)
		}
	}
	switch {
	case name == packstore.BuiltIn:
		return "", fault.Usage("bad_name", "the built-in pack is called %s", name).WithHint("choose another name: --name acme")
	case !validName().MatchString(name):
		return "", fault.Usage("bad_name", "the name %q has other characters than lower-case letters, digits and dashes, or doesn't begin with a letter", name).
			WithHint("try --name %s", spec.SuggestName(name))
	}
	return name, nil
}

// newFiles returns the files of a new pack, with the golden trees of its cases.
func newFiles(ctx context.Context, host service.Host, dir, name, extends string) (tree.Tree, error) {
	files, err := skeletonFiles(name)
	if err != nil {
		return nil, err
	}
	if extends != "" {
		own, err := extending(ctx, host, dir, name, extends)
		if err != nil {
			return nil, err
		}
		for path := range files {
			if strings.HasPrefix(path, "layers/") || strings.HasPrefix(path, CasesFolder+"/") {
				delete(files, path)
			}
		}
		maps.Copy(files, own)
	}
	contents := map[string][]byte{}
	for path, f := range files {
		contents[path] = f.Data
	}
	p, err := host.Packs.LoadFiles(ctx, contents, dir)
	if err != nil {
		return nil, err
	}
	for path, data := range contents {
		within, ok := strings.CutPrefix(path, CasesFolder+"/")
		if !ok {
			continue
		}
		answers, err := parseAnswers(within, data, p.Manifest)
		if err != nil {
			return nil, err
		}
		plan, err := renderAnswers(ctx, p, answers)
		if err != nil {
			return nil, err
		}
		for golden, f := range plan.Tree() {
			files[strings.TrimSuffix(path, answersSuffix)+"/"+golden] = f
		}
	}
	return files, nil
}

// skeletonFiles returns the files of a pack that extends none.
func skeletonFiles(name string) (tree.Tree, error) {
	files := tree.Tree{}
	err := fs.WalkDir(skeleton, "skeleton", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := skeleton.ReadFile(path)
		path = strings.TrimPrefix(path, "skeleton/")
		if path == "pack.yaml" || path == "README.md" {
			data = bytes.ReplaceAll(data, []byte(skeletonName), []byte(name))
		}
		files[path] = tree.File{Data: data}
		return err
	})
	return files, err
}

// listed returns the first of some names for a message.
func listed(names []string) string {
	const few = 3
	if len(names) > few {
		return strings.Join(names[:few], ", ") + " and more"
	}
	return strings.Join(names, ", ")
}
