package pack

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/strict"
	"github.com/newsvc/newsvc/internal/tree"
)

// Load reads the pack in fsys. It validates the manifest strictly, the names and locations
// of all files, the portability of paths, and the limits. The error is an errors.Join of
// a *fault.Error for each problem, which begins with the file and line in the pack.
//
// Load doesn't parse templates. Check does, and so does the first rendering of each.
func Load(fsys fs.FS) (*Pack, error) {
	var ps strict.Problems
	p, err := load(fsys, &ps)
	if err := cmp.Or(err, ps.Err()); err != nil {
		return nil, err
	}
	return p, nil
}

// Inspect is Load and Check in one: it reports the problems that both find, as far as they
// don't depend on each other. The pack is nil if there are problems.
func Inspect(fsys fs.FS) (*Pack, error) {
	var ps strict.Problems
	p, err := load(fsys, &ps)
	if err != nil || p == nil {
		return nil, cmp.Or(err, ps.Err())
	}
	if err := p.check(ps); err != nil {
		return nil, err
	}
	return p, nil
}

// load reads a pack and adds its problems to ps. The pack is nil if nothing more can be
// checked.
func load(fsys fs.FS, ps *strict.Problems) (*Pack, error) {
	files, err := take(fsys, ps)
	if err != nil {
		return nil, fault.Failed("bad_pack", "read the pack").WithCause(err)
	}
	benchmarks, err := readBenchmarks(fsys, ps)
	if err != nil {
		return nil, fault.Failed("bad_pack", "read the pack").WithCause(err)
	}
	if _, ok := files.data[manifestPath]; !ok {
		if err := ps.Err(); err != nil {
			return nil, err
		}
		return nil, fault.Usage("bad_pack", "there is no pack.yaml, so it is no pack").
			WithHint("give the folder that contains pack.yaml")
	}
	digest := make(chan string, 1)
	go func() { digest <- files.digest() }() // while the manifest is read
	c := extend.Compose(files.data, ps)
	if c == nil {
		return nil, nil
	}
	p := &Pack{
		FS: files, Raw: files, benchmarks: benchmarks, replaced: c.Replaced,
		files: map[string][]*File{}, frags: map[string][]*Fragment{}, partials: map[string]*Source{},
	}
	if len(c.Bases) > 0 {
		p.FS = view(c.Files)
	}
	p.Manifest, p.marks = readManifest(c, ps)
	p.checkManifest(ps)
	if !p.checkPatterns(ps) {
		return nil, nil
	}
	var paths tree.Paths
	for _, f := range c.Files {
		p.place(f, ps)
		if other, _, ok := paths.Add(f.Path, ""); !ok {
			ps.Add(f.Origin, 0, "a system that ignores case treats it as %s", other)
		}
	}
	if p.code > maxCode {
		ps.Add(manifestPath, 0, "the actions in all templates have at most %d KiB", maxCode>>10)
		return nil, nil // Parsing them would take too much memory.
	}
	p.checkLayout(ps)
	p.Digest = <-digest
	return p, nil
}

// place adds a file of the pack according to its location.
func (p *Pack) place(f extend.File, ps *strict.Problems) {
	if err := CheckPath(f.Path); err != nil {
		ps.Add(f.Origin, 0, "invalid path: %s", err)
		return
	}
	top, rest, _ := strings.Cut(f.Path, "/")
	switch {
	case top == "layers":
		p.placeInLayer(f.Origin, rest, f.Data, ps)
	case top == "partials":
		name, ok := strings.CutSuffix(rest, ".tmpl")
		if !ok || name == "" {
			ps.Add(f.Origin, 0, "the name of a partial ends in .tmpl")
			return
		}
		p.partials[name] = p.source(f.Origin, f.Data, true, ps)
	}
}

func (p *Pack) placeInLayer(path, rest string, data []byte, ps *strict.Problems) {
	folder, kind, rest := extend.SplitLayer(rest)
	if folder == "" {
		ps.Add(path, 0, "a layer contains only files/PATH and slots/SLOT/FRAGMENT")
		return
	}
	name, template := strings.CutSuffix(rest, ".tmpl")
	if !template && mustBeTemplate(path) {
		ps.Add(path, 0, "the go command would use this file: its name must end in .tmpl")
		return
	}
	source := p.source(path, data, template, ps)
	if kind == "files" {
		p.files[folder] = append(p.files[folder], &File{Source: source, Layer: folder, Target: p.target(path, name)})
		return
	}
	if f := p.fragment(path, name, ps); f != nil {
		f.Source, f.Layer = source, folder
		p.frags[folder] = append(p.frags[folder], f)
	}
}

func (p *Pack) source(path string, data []byte, template bool, ps *strict.Problems) *Source {
	s := &Source{Path: path, Data: data, Template: template, pack: p}
	s.checkBytes(ps)
	p.code += s.code()
	if template && len(data) > maxTemplate {
		ps.Add(path, 0, "a template has at most %d KiB", maxTemplate>>10)
	}
	return s
}

// target returns the path of a file in the service, which is a template if it contains
// actions.
func (p *Pack) target(path, name string) *Source {
	s := &Source{
		Path: path, Data: []byte(name), pack: p, isPath: true,
		Template: strings.Contains(name, p.Manifest.Delims[0]),
	}
	p.code += s.code()
	return s
}

// fragment parses SLOT/[PHASE.]KEY.
func (p *Pack) fragment(path, name string, ps *strict.Problems) *Fragment {
	slotName, key, ok := strings.Cut(name, "/")
	if !ok || key == "" || strings.Contains(key, "/") {
		ps.Add(path, 0, "a fragment is slots/SLOT/FRAGMENT")
		return nil
	}
	slot := p.Manifest.Slot(slotName)
	if slot == nil {
		ps.Add(path, 0, "pack.yaml declares no slot %q", slotName)
		ps.Suggest(slotName, p.slotNames())
		return nil
	}
	f := &Fragment{Slot: slotName, Key: key}
	if len(slot.Phases) == 0 {
		return f
	}
	phase, rest, _ := strings.Cut(key, ".")
	if rest == "" {
		ps.Add(path, 0, "slot %s has phases, so a fragment's name is PHASE.KEY", slotName)
		return nil
	}
	f.Phase, f.Key = phase, rest
	if !slices.Contains(slot.Phases, phase) {
		ps.Add(path, 0, "slot %s has no phase %q", slotName, phase)
		ps.Suggest(phase, slot.Phases)
	}
	return f
}
