package pack

import (
	"fmt"

	"github.com/newsvc/newsvc/internal/extend"
	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
	"github.com/newsvc/newsvc/internal/strict"
)

// Check checks everything that Load doesn't. It parses every template, and reports unused
// options, slots and partials, conditions and refusals that can't be true, invalid
// resources, and replaced files that changed. The error has the same form as that of
// Load.
func (p *Pack) Check() error { return p.check(nil) }

// check is Check after other problems were found. It leaves out what can't be judged because
// of these.
func (p *Pack) check(ps strict.Problems) error {
	before := len(ps)
	used := usage{options: map[string]bool{}, slots: map[string]bool{}, partials: map[string]bool{}}
	for _, s := range p.sources() {
		if ps.Full() {
			break
		}
		if t, err := s.Parse(); err != nil {
			ps = append(ps, s.found...)
		} else if t != nil {
			used.add(t)
		}
	}
	if len(ps) == 0 { // What a template with an error uses is unknown.
		p.checkUsed(used, &ps)
	}
	if before == 0 {
		p.checkPossible(&ps)
	}
	p.checkResources(&ps)
	p.checkReplaced(&ps)
	return ps.Err()
}

// checkReplaced reports the files of the base that changed since the pack replaced them.
func (p *Pack) checkReplaced(ps *strict.Problems) {
	for _, r := range p.replaced {
		switch {
		case r.Recorded == "":
			ps.Add(r.Mark.Path, r.Mark.Line, "replaces: the digest of %s is missing", r.Path)
			ps.Column(r.Mark.Column)
			ps.Hint("write %s: %s, or let newsvc pack check --accept write it", r.Path, r.Actual)
		case r.Changed():
			ps.Add(r.Mark.Path, r.Mark.Line, "%s changed underneath: in %s, its digest is %s", r.Path, p.Manifest.Bases[extend.Level(r.Mark.Path)], r.Actual)
			ps.Column(r.Mark.Column)
			ps.Hint("compare this pack's file with the new one; then newsvc pack check --accept records the new digest")
		}
	}
}

// sources returns the sources of all files, paths, fragments and partials.
func (p *Pack) sources() []*Source {
	var all []*Source
	for _, l := range p.Manifest.Layers {
		for _, f := range p.files[l.Folder] {
			all = append(all, f.Source, f.Target)
		}
		for _, f := range p.frags[l.Folder] {
			all = append(all, f.Source)
		}
	}
	for _, name := range sortedKeys(p.partials) {
		all = append(all, p.partials[name])
	}
	return all
}

// usage collects what the templates of a pack refer to.
type usage struct {
	options, slots, partials map[string]bool
	whole                    bool // all options
}

func (u *usage) add(t *Template) {
	for _, r := range t.options {
		u.options[r.name] = true
	}
	for _, r := range t.slots {
		u.slots[r.name] = true
	}
	for _, r := range t.partials {
		u.partials[r.name] = true
	}
	u.whole = u.whole || t.whole
}

func (p *Pack) checkUsed(used usage, ps *strict.Problems) {
	m := &p.Manifest
	for _, w := range p.conditions() {
		for name := range w {
			used.options[name] = true
		}
	}
	for i, o := range m.Options {
		at := fmt.Sprintf("options.%d.name", i)
		if !used.options[o.Name] && !used.whole && o.Format == "" && !p.inherited(at) {
			p.report(ps, at, "no condition and no template uses the option %s", o.Name)
		}
	}
	filled := map[string]bool{}
	for _, l := range m.Layers {
		for _, f := range p.frags[l.Folder] {
			filled[f.Slot] = true
		}
	}
	for i, s := range m.Slots {
		at := fmt.Sprintf("slots.%d.name", i)
		switch {
		case p.inherited(at):
		case !used.slots[s.Name]:
			p.report(ps, at, "no template contains the slot %s", s.Name)
		case !filled[s.Name]:
			p.report(ps, at, "no layer fills the slot %s", s.Name)
		}
	}
	for _, name := range sortedKeys(p.partials) {
		if !used.partials[name] && !extend.Inherited(p.partials[name].Path) {
			ps.Add(p.partials[name].Path, 0, "no template uses the partial %s", name)
		}
	}
}

// conditions returns all conditions of the manifest.
func (p *Pack) conditions() []When {
	var all []When
	for _, o := range p.Manifest.Options {
		all = append(all, o.When)
	}
	for _, l := range p.Manifest.Layers {
		all = append(all, l.When)
	}
	for _, f := range p.Manifest.Refusals {
		all = append(all, f.When)
	}
	return all
}

func (p *Pack) checkPossible(ps *strict.Problems) {
	m := newCases(&p.Manifest)
	for i, o := range m.Options {
		if at := fmt.Sprintf("options.%d.when", i); !p.inherited(at) && !m.possible(o.When, m.Refusals) {
			p.report(ps, at, "option %s: its when can't be true", o.Name)
		}
	}
	for i, l := range m.Layers {
		if at := fmt.Sprintf("layers.%d.when", i); !p.inherited(at) && !m.possible(l.When, m.Refusals) {
			p.report(ps, at, "layer %s: its when can't be true", l.Folder)
		}
	}
	for i, f := range m.Refusals {
		if at := fmt.Sprintf("refusals.%d.when", i); !p.inherited(at) && !m.possible(f.When, nil) {
			p.report(ps, at, "this refusal's when can't be true")
		}
	}
}

// checkResources validates the default resources with the grammar and the pack's types.
func (p *Pack) checkResources(ps *strict.Problems) {
	for i, text := range p.Manifest.Resources {
		at := fmt.Sprintf("resources.%d", i)
		r, err := resource.Parse(text)
		if err != nil {
			for _, f := range fault.All(err) {
				p.report(ps, at, "%s", f)
				ps.Hint("%s", f.Hint)
			}
			continue
		}
		for _, f := range r.Fields {
			if _, ok := p.Manifest.Types[string(f.Type)]; !ok && len(p.Manifest.Types) > 0 {
				p.report(ps, at, "resource %s: field %s: types has no row for %s", r.Name, f.Name, f.Type)
			}
		}
	}
}
