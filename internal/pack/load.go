package pack

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/tree"
)

// Load reads the pack in fsys and holds it to the format: the manifest is
// strict, every file has its place, no path is one that some system refuses,
// and nothing exceeds the limits. The error joins a *fault.Error for each
// problem, which begins with the file and line in the pack.
//
// Load looks into no template: Check does, and a template is held to the
// same rules when it is first rendered.
func Load(fsys fs.FS) (*Pack, error) {
	var ps problems
	files, err := take(fsys, &ps)
	if err != nil {
		return nil, fault.Failed("bad_pack", "read the pack").Because(err)
	}
	figures, err := takeFigures(fsys, &ps)
	if err != nil {
		return nil, fault.Failed("bad_pack", "read the pack").Because(err)
	}
	data, ok := files.data[manifestPath]
	if !ok {
		if err := ps.err(); err != nil {
			return nil, err
		}
		return nil, fault.Usage("bad_pack", "there is no pack.yaml, so it is no pack").
			WithHint("name the folder that holds pack.yaml")
	}
	digest := make(chan string, 1)
	go func() { digest <- files.digest() }() // while the manifest is read
	p := &Pack{
		FS: files, figures: figures,
		files: map[string][]*File{}, frags: map[string][]*Fragment{}, partials: map[string]*Source{},
	}
	if len(data) > maxTemplate {
		ps.add(manifestPath, 0, "a manifest has at most %d KiB", maxTemplate>>10)
		return nil, ps.err()
	}
	if p.Manifest, p.marks, ok = readManifest(data, &ps); !ok {
		return nil, ps.err()
	}
	p.checkManifest(&ps)
	if !p.checkPatterns(&ps) {
		return nil, ps.err()
	}
	var paths tree.Paths
	for _, path := range files.paths {
		p.place(path, files.data[path], &ps)
		if other, _, ok := paths.Add(path, ""); !ok {
			ps.add(path, 0, "it is %s to a system that ignores case", other)
		}
	}
	if p.code > maxCode {
		ps.add(manifestPath, 0, "the actions in all templates have at most %d KiB", maxCode>>10)
	}
	p.checkLayout(&ps)
	if err := ps.err(); err != nil {
		return nil, err
	}
	p.Digest = <-digest
	return p, nil
}

// place puts a file of the pack where the format says that it belongs.
func (p *Pack) place(path string, data []byte, ps *problems) {
	if err := CheckPath(path); err != nil {
		ps.add(path, 0, "a path can't be like this: %s", err)
		return
	}
	top, rest, _ := strings.Cut(path, "/")
	switch {
	case top == "layers":
		p.placeInLayer(path, rest, data, ps)
	case top == "partials":
		name, ok := strings.CutSuffix(rest, ".tmpl")
		if !ok || name == "" {
			ps.add(path, 0, "the name of a partial ends in .tmpl")
			return
		}
		p.partials[name] = p.source(path, data, true, ps)
	}
}

func (p *Pack) placeInLayer(path, rest string, data []byte, ps *problems) {
	folder, kind, rest := splitLayerPath(rest)
	if folder == "" {
		ps.add(path, 0, "a layer holds files/PATH and slots/SLOT/FRAGMENT")
		return
	}
	name, template := strings.CutSuffix(rest, ".tmpl")
	if !template && mustBeTemplate(path) {
		ps.add(path, 0, "the go command would take it for its own: its name must end in .tmpl")
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

// splitLayerPath splits FOLDER/files/PATH and FOLDER/slots/PATH. A folder may be in
// others, as in store/sqlite. Its result is empty for any other path.
func splitLayerPath(path string) (folder, kind, rest string) {
	at := len(path)
	for _, name := range []string{"files", "slots"} {
		if i := strings.Index(path, "/"+name+"/"); i > 0 && i < at {
			at, kind = i, name
		}
	}
	if kind == "" {
		return "", "", ""
	}
	return path[:at], kind, path[at+len(kind)+2:]
}

func (p *Pack) source(path string, data []byte, template bool, ps *problems) *Source {
	s := &Source{Path: path, Data: data, Template: template, pack: p}
	s.checkBytes(ps)
	p.code += s.code()
	if template && len(data) > maxTemplate {
		ps.add(path, 0, "a template has at most %d KiB", maxTemplate>>10)
	}
	return s
}

// target is the path of a file in the service, a template where it holds actions.
func (p *Pack) target(path, name string) *Source {
	s := &Source{
		Path: path, Data: []byte(name), pack: p, isPath: true,
		Template: strings.Contains(name, p.Manifest.Delims[0]),
	}
	p.code += s.code()
	return s
}

// fragment reads SLOT/[PHASE.]KEY.
func (p *Pack) fragment(path, name string, ps *problems) *Fragment {
	slotName, key, ok := strings.Cut(name, "/")
	if !ok || key == "" || strings.Contains(key, "/") {
		ps.add(path, 0, "a fragment is slots/SLOT/FRAGMENT")
		return nil
	}
	slot := p.Manifest.Slot(slotName)
	if slot == nil {
		ps.add(path, 0, "pack.yaml declares no slot %q", slotName)
		ps.suggest(slotName, p.slotNames())
		return nil
	}
	f := &Fragment{Slot: slotName, Key: key}
	if len(slot.Phases) == 0 {
		return f
	}
	phase, rest, _ := strings.Cut(key, ".")
	if rest == "" {
		ps.add(path, 0, "slot %s has phases, so a fragment's name is PHASE.KEY", slotName)
		return nil
	}
	f.Phase, f.Key = phase, rest
	if !slices.Contains(slot.Phases, phase) {
		ps.add(path, 0, "slot %s has no phase %q", slotName, phase)
		ps.suggest(phase, slot.Phases)
	}
	return f
}
