package packdev

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/change"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/pack"
	"github.com/newsvc/newsvc/internal/packstore"
	"github.com/newsvc/newsvc/internal/render"
	"github.com/newsvc/newsvc/internal/service"
	"github.com/newsvc/newsvc/internal/spec"
	"github.com/newsvc/newsvc/internal/tree"
)

// DiffOptions says which packs to compare, and in which services.
type DiffOptions struct {
	Old, New string   // sources of packs
	Cases    string   // the folder of the cases; empty: that of a pack in a folder
	Names    []string // of the cases; empty: all
}

// Difference is what changes for services between two packs.
type Difference struct {
	Old, New *pack.Pack
	Options  []OptionChange
	Pins     []PinChange
	Changes  []string // that the new manifest declares, a sentence each
	Services []string // the names of the cases, or the answers of representative services
	Cases    bool     // the services are cases
	Files    []ServiceFile
	Problems []Problem
}

// ServiceFile is a file that differs between the services of two packs.
type ServiceFile struct {
	FileChange          // in the first of the services
	Once       bool     // it differs only in new services: an update leaves it alone
	Moved      string   // its path before, if it moved
	Services   []string // that it differs in
}

// Diff compares two packs: what they declare, and what they render for services that are
// updated from the old one to the new one.
func Diff(ctx context.Context, host service.Host, o DiffOptions) (Difference, error) {
	before, err := host.Packs.Open(ctx, o.Old)
	if err != nil {
		return Difference{}, err
	}
	after, err := host.Packs.Open(ctx, o.New)
	if err != nil {
		return Difference{}, err
	}
	d := Difference{
		Old: before, New: after, Options: diffOptions(before.Manifest, after.Manifest), Pins: diffPins(before, after), Changes: declared(before.Manifest, after.Manifest),
	}
	d.checkVersion()
	services, err := d.services(ctx, o)
	if err != nil {
		return d, err
	}
	files := map[string]*ServiceFile{}
	for _, c := range services {
		d.Services = append(d.Services, c.Name)
		if err := d.compareService(ctx, c, files); err != nil {
			return d, err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		d.Files = append(d.Files, *files[path])
	}
	return d, nil
}

// checkVersion reports a pack that changed under the same or an earlier version. The version
// of a module's pack is that of the module.
func (d *Difference) checkVersion() {
	before, after := packstore.Ref(d.Old), packstore.Ref(d.New)
	if before.Name != after.Name || before.Digest == after.Digest || (before.Module == "") != (after.Module == "") ||
		pack.CompareVersions(after.Version, before.Version) > 0 {
		return
	}
	problem := Problem{File: "pack.yaml", Message: fmt.Sprintf("the new pack has the version %s, which isn't later than %s", after.Version, before.Version)}
	if after.Module == "" {
		problem.Hint = "give it a later version in pack.yaml: services are only updated to later versions"
	}
	d.Problems = append(d.Problems, problem)
}

// services returns the services to compare: the cases, or else representative ones of the old
// pack.
func (d *Difference) services(ctx context.Context, o DiffOptions) ([]Case, error) {
	folders := []string{o.Cases}
	if o.Cases == "" {
		folders = nil
		for _, source := range []string{o.Old, o.New} {
			if parsed, err := packstore.ParseSource(source); err == nil && parsed.Dir != "" {
				folders = append(folders, casesFolder(parsed.Dir, ""))
			}
		}
	}
	for _, folder := range folders {
		cases, _, err := Cases(ctx, folder, d.Old.Manifest)
		if err != nil {
			return nil, err
		}
		if cases, err = selectCases(cases, o.Names); err != nil {
			return nil, err
		}
		cases = slices.DeleteFunc(cases, func(c Case) bool { return c.Err != nil }) // The old pack lacks what they need.
		if len(cases) > 0 {
			d.Cases = true
			return cases, nil
		}
	}
	if len(o.Names) > 0 || o.Cases != "" {
		return nil, fault.Usage("no_cases", "there are no cases that the pack %s can render", o.Old).
			WithHint("without --case and --cases, representative services are compared")
	}
	var cases []Case
	for _, answers := range samples(d.Old.Manifest) {
		cases = append(cases, Case{Name: described(d.Old.Manifest, answers), Answers: answers})
	}
	return cases, nil
}

// compareService renders a service with both packs, and adds the files that differ.
func (d *Difference) compareService(ctx context.Context, c Case, files map[string]*ServiceFile) error {
	ref := spec.PackRef{Name: d.Old.Manifest.Name}
	resolved, err := spec.Resolve(d.Old.Manifest, ref, c.Answers)
	if err == nil {
		var plan render.Plan
		if plan, err = render.Render(ctx, d.Old, resolved); err == nil {
			return d.compareUpdate(ctx, c, resolved.Answers(), plan.Tree(), files)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.fail(c, "with the old pack, ", err)
	return nil
}

// compareUpdate updates the answers of a service to the new pack and compares its files.
func (d *Difference) compareUpdate(ctx context.Context, c Case, answers spec.Answers, before tree.Tree, files map[string]*ServiceFile) error {
	updated, err := change.Service{Manifest: d.Old.Manifest, Answers: answers}.Update(d.New.Manifest, spec.PackRef{Name: d.New.Manifest.Name}, nil)
	if err != nil {
		d.fail(c, "", err)
		return nil
	}
	plan, err := render.Render(ctx, d.New, updated.Spec)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		d.fail(c, "with the new pack, ", err)
		return nil
	}
	after, once := plan.Tree(), map[string]bool{}
	for _, f := range plan.Files {
		once[f.Path] = f.Once
	}
	moved := move(before, after, updated.Moves)
	delete(before, render.AnswersPath)
	delete(after, render.AnswersPath)
	for _, change := range compare(before, after) {
		found := files[change.Path]
		if found == nil {
			found = &ServiceFile{FileChange: change, Once: change.Change == "changed" && once[change.Path], Moved: moved[change.Path]}
			files[change.Path] = found
		}
		found.Services = append(found.Services, c.Name)
	}
	for to, from := range moved {
		if files[to] == nil {
			files[to] = &ServiceFile{FileChange: FileChange{Path: to, Change: "moved"}, Moved: from, Services: []string{c.Name}}
		}
	}
	return nil
}

// move moves files as an update does, and returns their earlier paths.
func move(before, after tree.Tree, moves []pack.Move) map[string]string {
	moved := map[string]string{}
	for _, path := range before.Paths() {
		to := path
		for _, m := range moves {
			if target, ok := m.Target(to); ok {
				to = target
			}
		}
		if file(after, to) != nil && file(before, to) == nil {
			before[to] = before[path]
			delete(before, path)
			moved[to] = path
		}
	}
	return moved
}

// fail adds what went wrong with a service.
func (d *Difference) fail(c Case, when string, err error) {
	for _, e := range fault.All(err) {
		problem := Problem{Message: when + e.Error(), Hint: strings.TrimPrefix(e.Hint, "tell the pack's authors to "), Answers: c.Name}
		if !slices.ContainsFunc(d.Problems, func(p Problem) bool { return p.Message == problem.Message }) {
			d.Problems = append(d.Problems, problem)
		}
	}
}

// Patch returns the differences of all files as one patch.
func (d Difference) Patch() string {
	var b strings.Builder
	for _, f := range d.Files {
		b.WriteString(f.Patch)
	}
	return b.String()
}
