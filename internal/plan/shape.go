package plan

import (
	"maps"
	"slices"

	"github.com/newsvc/newsvc/internal/pack"
)

// shaper finds out which options shape a file: those in the conditions of its
// layer and of the layers that may fill its slots, and those that its path,
// its text, its partials and the fragments in its slots look at.
type shaper struct {
	pack    *pack.Pack
	filling map[string][]pack.Layer // slot to the layers with fragments for it
	active  map[string]bool         // folders of the layers whose fragments are looked into
	known   map[*pack.Source]look
}

// names is a set of options, slots or paths.
type names map[string]bool

func (n names) add(all []string) {
	for _, name := range all {
		n[name] = true
	}
}

// look is what a source looks at, itself or through partials and slots.
type look struct{ options, slots names }

func newShaper(p *pack.Pack, active []pack.Layer) *shaper {
	s := &shaper{pack: p, filling: map[string][]pack.Layer{}, active: map[string]bool{}, known: map[*pack.Source]look{}}
	for _, l := range active {
		s.active[l.Folder] = true
	}
	for _, l := range p.Manifest.Layers {
		slots := names{}
		for _, f := range p.Fragments(l.Folder) {
			if !slots[f.Slot] {
				slots[f.Slot] = true
				s.filling[f.Slot] = append(s.filling[f.Slot], l)
			}
		}
	}
	return s
}

// answers returns the options that shape a file of a layer, sorted.
func (s *shaper) answers(layer pack.Layer, f *pack.File) ([]string, error) {
	all := names{}
	all.add(layer.When.Names())
	for _, source := range []*pack.Source{f.Source, f.Target} {
		found, err := s.looks(source)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, found.options)
		for slot := range found.slots {
			for _, filler := range s.filling[slot] {
				all.add(filler.When.Names())
			}
		}
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// looks returns the options and slots that a source looks at, itself or
// through its partials and the fragments in its slots.
func (s *shaper) looks(source *pack.Source) (look, error) {
	if found, ok := s.known[source]; ok {
		return found, nil
	}
	all := look{names{}, names{}}
	seen := map[*pack.Source]bool{}
	for pending := []*pack.Source{source}; len(pending) > 0; pending = pending[1:] {
		if seen[pending[0]] {
			continue
		}
		seen[pending[0]] = true
		t, err := pending[0].Parse()
		if err != nil {
			return look{}, err
		}
		if t != nil {
			pending = append(pending, s.take(t, all)...)
		}
	}
	s.known[source] = all
	return all, nil
}

// take adds what a template looks at itself to all, and returns the sources
// to look into for the rest.
func (s *shaper) take(t *pack.Template, all look) []*pack.Source {
	options, whole := t.Options()
	all.options.add(options)
	if whole {
		all.options.add(s.all())
	}
	var within []*pack.Source
	for _, name := range t.Partials() {
		within = append(within, s.pack.Partials()[name])
	}
	for _, slot := range t.Slots() {
		if all.slots[slot] {
			continue
		}
		all.slots[slot] = true
		for _, layer := range s.filling[slot] {
			within = append(within, s.fragments(layer, slot)...)
		}
	}
	return within
}

func (s *shaper) fragments(layer pack.Layer, slot string) []*pack.Source {
	var all []*pack.Source
	for _, f := range s.pack.Fragments(layer.Folder) {
		if f.Slot == slot && s.active[layer.Folder] {
			all = append(all, f.Source)
		}
	}
	return all
}

// dependencies returns the options that shape go.mod and go.sum.
func (s *shaper) dependencies(module string) []string {
	all := names{}
	if module != "" {
		all[module] = true
	}
	for _, l := range s.pack.Manifest.Layers {
		if len(l.Dependencies) > 0 {
			all.add(l.When.Names())
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// all returns every option, sorted.
func (s *shaper) all() []string {
	var all []string
	for _, o := range s.pack.Manifest.Options {
		all = append(all, o.Name)
	}
	slices.Sort(all)
	return all
}
