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
	known   map[*pack.Source]names
}

// names is a set of options.
type names map[string]bool

func newShaper(p *pack.Pack, active []pack.Layer) *shaper {
	s := &shaper{pack: p, filling: map[string][]pack.Layer{}, active: map[string]bool{}, known: map[*pack.Source]names{}}
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
		found, err := s.of(source)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, found)
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// of returns the options that a source looks at, itself or through others.
func (s *shaper) of(source *pack.Source) (names, error) {
	if found, ok := s.known[source]; ok {
		return found, nil
	}
	all := names{}
	s.known[source] = all // Partials may call each other in a circle.
	t, err := source.Parse()
	if err != nil || t == nil {
		return all, err
	}
	options, whole := t.Options()
	all.add(options)
	if whole {
		all.add(s.all())
	}
	var within []*pack.Source
	for _, name := range t.Partials() {
		within = append(within, s.pack.Partials()[name])
	}
	for _, slot := range t.Slots() {
		for _, layer := range s.filling[slot] {
			all.add(layer.When.Names())
			within = append(within, s.fragments(layer, slot)...)
		}
	}
	for _, other := range within {
		found, err := s.of(other)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, found)
	}
	return all, nil
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
	all := names{}
	for _, o := range s.pack.Manifest.Options {
		all[o.Name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

func (n names) add(options []string) {
	for _, o := range options {
		n[o] = true
	}
}
