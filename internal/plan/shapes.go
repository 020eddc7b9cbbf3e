package plan

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/newsvc/newsvc/internal/pack"
)

// Shapes returns which files each answer shapes: "framework=chi", and the
// name alone of a text option, to sorted patterns of paths, in which an
// asterisk stands for what depends on the answers. An answer shapes a file
// that is there because of it, that it contributes to, or whose text looks
// at the option. .newsvc.yaml, which every answer shapes, is left out.
func Shapes(p *pack.Pack) (map[string][]string, error) {
	s := &shapes{pack: p, found: map[string]names{}, shaper: newShaper(p, p.Manifest.Layers)}
	for _, layer := range p.Manifest.Layers {
		for _, f := range p.Files(layer.Folder) {
			if err := s.file(layer, f); err != nil {
				return nil, err
			}
		}
	}
	if _, err := fs.Stat(p.FS, "deps"); err == nil {
		s.dependencies()
	}
	all := map[string][]string{}
	for answer, patterns := range s.found {
		all[answer] = slices.Sorted(maps.Keys(patterns))
	}
	return all, nil
}

type shapes struct {
	pack   *pack.Pack
	shaper *shaper
	found  map[string]names
}

func (s *shapes) note(answer, pattern string) {
	if s.found[answer] == nil {
		s.found[answer] = names{}
	}
	s.found[answer][pattern] = true
}

// when notes the answers that a condition names.
func (s *shapes) when(w pack.When, pattern string) {
	for option, values := range w {
		for _, v := range values {
			s.note(option+"="+v, pattern)
		}
	}
}

// option notes every answer to an option.
func (s *shapes) option(name, pattern string) {
	o := s.pack.Manifest.Option(name)
	switch o.Kind {
	case pack.Text:
		s.note(name, pattern)
	case pack.Bool:
		s.note(name+"=false", pattern)
		s.note(name+"=true", pattern)
	}
	for _, c := range o.Choices {
		s.note(name+"="+c.Name, pattern)
	}
}

func (s *shapes) file(layer pack.Layer, f *pack.File) error {
	pattern := s.pattern(string(f.Target.Data))
	s.when(layer.When, pattern)
	for _, source := range []*pack.Source{f.Source, f.Target} {
		found, err := s.shaper.looks(source)
		if err != nil {
			return err
		}
		for option := range found.options {
			s.option(option, pattern)
		}
		for slot := range found.slots {
			for _, filler := range s.shaper.filling[slot] {
				if together(layer.When, filler.When) {
					s.when(filler.When, pattern)
				}
			}
		}
	}
	return nil
}

func (s *shapes) dependencies() {
	for _, path := range []string{"go.mod", "go.sum"} {
		for _, l := range s.pack.Manifest.Layers {
			if len(l.Dependencies) > 0 {
				s.when(l.When, path)
			}
		}
	}
	if _, option := s.pack.Module(nil); option != "" {
		s.option(option, "go.mod")
	}
}

// pattern puts an asterisk for each action in a path.
func (s *shapes) pattern(target string) string {
	delims := s.pack.Manifest.Delims
	var pattern strings.Builder
	for {
		before, rest, found := strings.Cut(target, delims[0])
		pattern.WriteString(before)
		if !found {
			return pattern.String()
		}
		_, target, _ = strings.Cut(rest, delims[1])
		pattern.WriteString("*")
	}
}

// together reports whether no option alone keeps two conditions apart.
func together(a, b pack.When) bool {
	for option, values := range a {
		others, both := b[option]
		if both && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(others, v) }) {
			return false
		}
	}
	return true
}
