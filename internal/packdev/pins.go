package packdev

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/disk"
	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/merge"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/plain"
	"github.com/newsvc/newsvc/internal/sandbox"
	"github.com/newsvc/newsvc/internal/service"
)

// The files of pins.
const (
	depsFolder = "deps"
	pinsPath   = extend.PinsPath
)

// Pinned is the result of Pins.
type Pinned struct {
	Pack       *pack.Pack
	Components []string     // sorted
	Changes    []FileChange // of files below deps, which were written unless only checked
	Stray      []string     // the files below deps that belong to no component
	Sets       int          // of components whose services were verified
}

// Pins updates the requirements of a pack's components: deps/NAME.mod and deps/NAME.sum, as
// deps/pins.txt says. Then it verifies that `go mod tidy` finds nothing to change in services
// with the components. With checkOnly, it changes nothing and only verifies. It runs the go
// command, which downloads what the module cache lacks, but no code of a module.
func Pins(ctx context.Context, host service.Host, dir string, checkOnly bool) (Pinned, error) {
	p, err := load(ctx, host, dir)
	if err != nil {
		return Pinned{}, err
	}
	l, err := readList(ctx, dir)
	if err != nil {
		return Pinned{}, err
	}
	if !sandbox.HasGo() {
		return Pinned{}, fault.Failed("no_go", "the go command, which selects the versions, isn't in PATH").WithHint("install Go")
	}
	area, err := host.Disk.NewTemporary(ctx, "newsvc-pins-")
	if err != nil {
		return Pinned{}, err
	}
	defer area.Remove()
	w := workshop{area.Path, host, l.withBases(p), l.components()}
	pinned := Pinned{Components: l.components()}
	if !checkOnly {
		notify(host, "selecting the versions of modules")
		if pinned.Changes, err = w.update(ctx, dir); err != nil {
			return pinned, err
		}
	}
	if pinned.Pack, err = load(ctx, host, dir); err != nil {
		return pinned, err
	}
	pinned.Stray = strays(pinned.Pack, l)
	notify(host, "verifying that go mod tidy changes nothing")
	pinned.Sets, err = w.prove(ctx, pinned.Pack)
	return pinned, err
}

// workshop is what pins are made with.
type workshop struct {
	dir  string // temporary
	host service.Host
	list list     // with those of the packs that the pack extends
	own  []string // the pack's own components
}

// update writes the files below deps that change.
func (w workshop) update(ctx context.Context, dir string) ([]FileChange, error) {
	next, err := w.refresh(ctx)
	if err != nil {
		return nil, err
	}
	before, err := disk.Read(ctx, dir, next)
	if err != nil {
		return nil, err
	}
	var changes []merge.Change
	found := compare(before, next)
	for _, c := range found {
		changes = append(changes, merge.Change{Path: c.Path, Before: file(before, c.Path), After: file(next, c.Path)})
	}
	return found, w.host.Disk.Apply(ctx, dir, changes)
}

// strays returns the files below deps that belong to no component.
func strays(p *pack.Pack, l list) []string {
	entries, err := fs.ReadDir(p.Raw, depsFolder)
	if err != nil {
		return nil // There are no pins yet.
	}
	var stray []string
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), path.Ext(entry.Name()))
		if entry.IsDir() || depsFolder+"/"+entry.Name() != pinsPath && !slices.Contains(l.components(), name) {
			stray = append(stray, depsFolder+"/"+entry.Name())
		}
	}
	return stray
}

// failedCommand is the error of a go command that fails.
func failedCommand(ctx context.Context, args []string, output string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	command := "go " + strings.Join(args, " ")
	if strings.TrimSpace(output) == "" {
		return fault.Failed("pins", "%s fails", command).WithCause(err)
	}
	failed := fault.Failed("pins", "%s fails:\n%s", command, plain.Excerpt(output))
	if strings.Contains(output, "GOPROXY=off") {
		return failed.WithHint("the module cache lacks a module: type the same where there is a network, without GOPROXY=off")
	}
	return failed
}
