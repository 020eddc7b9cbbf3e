package pack

import (
	"errors"
	"fmt"

	"github.com/newsvc/newsvc/internal/fault"
	"github.com/newsvc/newsvc/internal/resource"
)

// Check looks into all that Load doesn't: every template is parsed, whether
// a layer of it is active or not; options, slots and partials that nothing
// uses, conditions and refusals that no answers can meet, resources that can't be
// parsed, and benchmarks of what isn't there, are problems. The error is as that of Load.
func (p *Pack) Check() error {
	var ps problems
	used := usage{options: map[string]bool{}, slots: map[string]bool{}, partials: map[string]bool{}}
	for _, s := range p.sources() {
		if ps.full() {
			break
		}
		if t, err := s.Parse(); err != nil {
			ps = append(ps, s.found...)
		} else if t != nil {
			used.add(t)
		}
	}
	if len(ps) == 0 { // A template with an error in it hides what it uses.
		p.checkUsed(used, &ps)
	}
	p.checkPossible(&ps)
	p.checkResources(&ps)
	_, err := p.Benchmarks()
	return errors.Join(ps.err(), err)
}

// sources returns every file, path, fragment and partial.
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

// usage is what the templates of a pack refer to.
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

func (p *Pack) checkUsed(used usage, ps *problems) {
	m := &p.Manifest
	for _, w := range p.conditions() {
		for name := range w {
			used.options[name] = true
		}
	}
	for i, o := range m.Options {
		if !used.options[o.Name] && !used.whole && o.Format == "" {
			p.blame(ps, fmt.Sprintf("options.%d.name", i), "option %s is used by no condition and no template", o.Name)
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
		case !used.slots[s.Name]:
			p.blame(ps, at, "slot %s is in no template", s.Name)
		case !filled[s.Name]:
			p.blame(ps, at, "slot %s is filled by no layer", s.Name)
		}
	}
	for _, name := range sortedKeys(p.partials) {
		if !used.partials[name] {
			ps.add(p.partials[name].Path, 0, "partial %s is used by no template", name)
		}
	}
}

// conditions returns every condition of the manifest.
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

func (p *Pack) checkPossible(ps *problems) {
	m := newCases(&p.Manifest)
	for i, o := range m.Options {
		if !m.possible(o.When, m.Refusals) {
			p.blame(ps, fmt.Sprintf("options.%d.when", i), "option %s: its when can't be true", o.Name)
		}
	}
	for i, l := range m.Layers {
		if !m.possible(l.When, m.Refusals) {
			p.blame(ps, fmt.Sprintf("layers.%d.when", i), "layer %s: its when can't be true", l.Folder)
		}
	}
	for i, f := range m.Refusals {
		if !m.possible(f.When, nil) {
			p.blame(ps, fmt.Sprintf("refusals.%d.when", i), "a refusal of what can't be answered")
		}
	}
}

// checkResources holds the resources of a service that declares none to the
// grammar and to the pack's own types.
func (p *Pack) checkResources(ps *problems) {
	for i, text := range p.Manifest.Resources {
		at := fmt.Sprintf("resources.%d", i)
		r, err := resource.Parse(text)
		if err != nil {
			for _, f := range fault.All(err) {
				p.blame(ps, at, "%s", f)
				ps.hint("%s", f.Hint)
			}
			continue
		}
		for _, f := range r.Fields {
			if _, ok := p.Manifest.Types[string(f.Type)]; !ok && len(p.Manifest.Types) > 0 {
				p.blame(ps, at, "resource %s: field %s: types has no row for %s", r.Name, f.Name, f.Type)
			}
		}
	}
}
