package pack

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/strict"
)

// checkLayout compares the manifest with the folders.
func (p *Pack) checkLayout(ps *strict.Problems) {
	declared := names(p.Manifest.Layers, func(l Layer) string { return l.Folder })
	for i, l := range p.Manifest.Layers {
		if p.inherited(fmt.Sprintf("layers.%d", i)) {
			continue
		}
		if l.Folder != "" && len(p.files[l.Folder]) == 0 && len(p.frags[l.Folder]) == 0 && len(l.Dependencies) == 0 {
			p.report(ps, fmt.Sprintf("layers.%d.folder", i), "layer %s: there is no layers/%s/files or layers/%s/slots", l.Folder, l.Folder, l.Folder)
			ps.Suggest(l.Folder, p.strayFolders(declared))
		}
		p.checkOnce(l, i, ps)
	}
	for _, folder := range p.strayFolders(declared) {
		ps.Add("layers/"+folder, 0, "pack.yaml has no such layer")
		ps.Suggest(folder, declared)
	}
	p.checkTargets(ps, "executables", p.Manifest.Executables, p.mayMatch)
	p.checkTargets(ps, "gofmt", p.Manifest.Gofmt, func(pattern, target string) bool {
		ok, err := path.Match(pattern, target)
		return ok && err == nil
	})
	p.checkDependencies(ps)
}

// strayFolders returns the folders below layers/ that the manifest doesn't name.
func (p *Pack) strayFolders(declared []string) []string {
	known := map[string]bool{}
	for _, folder := range declared {
		known[folder] = true
	}
	stray := map[string]bool{}
	for folder := range p.files {
		stray[folder] = !known[folder]
	}
	for folder := range p.frags {
		stray[folder] = !known[folder]
	}
	var folders []string
	for _, folder := range sortedKeys(stray) {
		if stray[folder] {
			folders = append(folders, folder)
		}
	}
	return folders
}

func (p *Pack) checkOnce(l Layer, i int, ps *strict.Problems) {
	if len(p.files[l.Folder]) == 0 && len(p.frags[l.Folder]) == 0 {
		return // It has been reported already.
	}
	for j, pattern := range l.Once {
		if !p.layerTarget(l.Folder, func(target string) bool { return p.mayMatch(pattern, target) }) {
			p.report(ps, fmt.Sprintf("layers.%d.once.%d", i, j), "once: layer %s generates no file at %s", l.Folder, pattern)
		}
	}
}

// checkTargets rejects patterns that no file of the pack can match.
func (p *Pack) checkTargets(ps *strict.Problems, key string, patterns []string, match func(pattern, target string) bool) {
	for i, pattern := range patterns {
		if !p.inherited(fmt.Sprintf("%s.%d", key, i)) && !p.anyTarget(func(target string) bool { return match(pattern, target) }) {
			p.report(ps, fmt.Sprintf("%s.%d", key, i), "%s: no layer generates a file at %s", key, pattern)
		}
	}
}

func (p *Pack) anyTarget(match func(target string) bool) bool {
	return slices.ContainsFunc(p.Manifest.Layers, func(l Layer) bool { return p.layerTarget(l.Folder, match) })
}

func (p *Pack) layerTarget(folder string, match func(target string) bool) bool {
	return slices.ContainsFunc(p.files[folder], func(f *File) bool { return match(string(f.Target.Data)) })
}

// mayMatch reports whether a target's rendered path may match the pattern. A segment with
// an action may become anything.
func (p *Pack) mayMatch(pattern, target string) bool {
	patterns, targets := strings.Split(pattern, "/"), strings.Split(target, "/")
	if len(patterns) != len(targets) {
		return false
	}
	for i, segment := range targets {
		if strings.Contains(segment, p.Manifest.Delims[0]) {
			continue
		}
		if ok, err := path.Match(patterns[i], segment); err != nil || !ok {
			return false
		}
	}
	return true
}

func (p *Pack) checkDependencies(ps *strict.Problems) {
	if _, err := fs.Stat(p.FS, "deps"); err == nil {
		if _, option := p.Module(nil); option == "" {
			p.report(ps, "options", "the pack has a deps folder, but no option with format %s", FormatGoModule)
		}
		return
	}
	for i, l := range p.Manifest.Layers {
		if len(l.Dependencies) > 0 {
			p.report(ps, fmt.Sprintf("layers.%d.dependencies", i), "layer %s has dependencies, but the pack has no deps folder", l.Folder)
		}
	}
}

// report adds a problem with the part of the manifest at a mark.
func (p *Pack) report(ps *strict.Problems, at, format string, args ...any) {
	mark := p.mark(at)
	ps.Add(mark.Path, mark.Line, format, args...)
	ps.Column(mark.Column)
}

// mark returns where a part of the manifest is, or the part that contains it.
func (p *Pack) mark(at string) strict.Mark {
	for at != "" {
		if mark, ok := p.marks[at]; ok {
			return mark
		}
		at = at[:max(strings.LastIndexByte(at, '.'), 0)]
	}
	return strict.Mark{Path: manifestPath}
}

// inherited reports whether a part of the manifest is from a base. What a base has and the pack
// doesn't use isn't a problem.
func (p *Pack) inherited(at string) bool { return extend.Inherited(p.mark(at).Path) }
