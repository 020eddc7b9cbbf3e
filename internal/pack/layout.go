package pack

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// checkLayout holds the manifest and the folders against each other.
func (p *Pack) checkLayout(ps *problems) {
	declared := names(p.Manifest.Layers, func(l Layer) string { return l.Folder })
	for i, l := range p.Manifest.Layers {
		if l.Folder != "" && len(p.files[l.Folder]) == 0 && len(p.frags[l.Folder]) == 0 && len(l.Dependencies) == 0 {
			p.blame(ps, fmt.Sprintf("layers.%d.folder", i), "layer %s: there is no layers/%s/files or layers/%s/slots", l.Folder, l.Folder, l.Folder)
			ps.suggest(l.Folder, p.strayFolders(declared))
		}
		p.checkOnce(l, i, ps)
	}
	for _, folder := range p.strayFolders(declared) {
		ps.add("layers/"+folder, 0, "pack.yaml has no such layer")
		ps.suggest(folder, declared)
	}
	p.checkTargets(ps, "executables", p.Manifest.Executables, p.mayMatch)
	p.checkTargets(ps, "gofmt", p.Manifest.Gofmt, func(pattern, target string) bool {
		ok, err := path.Match(pattern, target)
		return ok && err == nil
	})
	p.checkDependencies(ps)
}

// strayFolders returns the folders below layers that the manifest doesn't name.
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

func (p *Pack) checkOnce(l Layer, i int, ps *problems) {
	if len(p.files[l.Folder]) == 0 && len(p.frags[l.Folder]) == 0 {
		return // Told already.
	}
	for j, pattern := range l.Once {
		if !p.layerTarget(l.Folder, func(target string) bool { return p.mayMatch(pattern, target) }) {
			p.blame(ps, fmt.Sprintf("layers.%d.once.%d", i, j), "once: layer %s lays no file at %s", l.Folder, pattern)
		}
	}
}

// checkTargets refuses patterns that no file of the pack can match.
func (p *Pack) checkTargets(ps *problems, key string, patterns []string, match func(pattern, target string) bool) {
	for i, pattern := range patterns {
		if !p.anyTarget(func(target string) bool { return match(pattern, target) }) {
			p.blame(ps, fmt.Sprintf("%s.%d", key, i), "%s: no layer writes a file at %s", key, pattern)
		}
	}
}

func (p *Pack) anyTarget(match func(target string) bool) bool {
	return slices.ContainsFunc(p.Manifest.Layers, func(l Layer) bool { return p.layerTarget(l.Folder, match) })
}

func (p *Pack) layerTarget(folder string, match func(target string) bool) bool {
	return slices.ContainsFunc(p.files[folder], func(f *File) bool { return match(string(f.Target.Data)) })
}

// mayMatch reports whether a target's path, once rendered, may match the
// pattern. A segment with an action in it may become anything.
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

func (p *Pack) checkDependencies(ps *problems) {
	if _, err := fs.Stat(p.FS, "deps"); err == nil {
		if _, option := p.Module(nil); option == "" {
			p.blame(ps, "options", "the pack has a deps folder, and no option of format %s", FormatGoModule)
		}
		return
	}
	for i, l := range p.Manifest.Layers {
		if len(l.Dependencies) > 0 {
			p.blame(ps, fmt.Sprintf("layers.%d.dependencies", i), "layer %s has dependencies, and the pack no deps folder", l.Folder)
		}
	}
}

// blame adds a problem with what stands at a mark of the manifest.
func (p *Pack) blame(ps *problems, at, format string, args ...any) {
	line := 0
	for line == 0 && at != "" {
		line = p.marks[at]
		at = at[:max(strings.LastIndexByte(at, '.'), 0)]
	}
	ps.add(manifestPath, line, format, args...)
}
